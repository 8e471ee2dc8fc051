package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.burt.jmespath.node.Node;
import io.pgsvc.model.Values;
import io.pgsvc.selector.Nodes.Argument;
import java.util.ArrayList;
import java.util.List;

/** The functions of JMESPath with the results and the type checks of jmespath.py 1.0.1. */
final class Functions {
    private Functions() {}

    static JsonNode call(String name, List<Argument> arguments) {
        Args a = new Args(name, arguments);
        return switch (name) {
            case "abs" -> Numbers.abs(a.only(1).number(0));
            case "avg" -> avg(a.only(1).numbers(0));
            case "ceil" -> Numbers.round(a.only(1).number(0), true);
            case "contains" -> contains(a.only(2));
            case "ends_with" -> BooleanNode.valueOf(a.only(2).text(0).endsWith(a.text(1)));
            case "floor" -> Numbers.round(a.only(1).number(0), false);
            case "join" -> join(a.only(2).text(0), a.texts(1));
            case "keys" -> keys(a.only(1).object(0));
            case "length" -> length(a.only(1));
            case "map" -> map(a.only(2).expression(0), a.array(1));
            case "max" -> best(a.only(1).sortable(0), 1);
            case "max_by" -> bestBy(a.only(2), 1);
            case "merge" -> merge(a.atLeast(1));
            case "min" -> best(a.only(1).sortable(0), -1);
            case "min_by" -> bestBy(a.only(2), -1);
            case "not_null" -> notNull(a.atLeast(1));
            case "reverse" -> reverse(a.only(1));
            case "sort" -> sort(a.only(1).sortable(0));
            case "sort_by" -> sortBy(a.only(2));
            case "starts_with" -> BooleanNode.valueOf(a.only(2).text(0).startsWith(a.text(1)));
            case "sum" -> Numbers.sum(a.only(1).numbers(0));
            case "to_array" -> {
                JsonNode value = a.only(1).value(0);
                yield value.isArray() ? value : JsonNodeFactory.instance.arrayNode().add(value);
            }
            case "to_number" -> toNumber(a.only(1).value(0));
            case "to_string" -> {
                JsonNode value = a.only(1).value(0);
                yield value.isTextual() ? value : TextNode.valueOf(PythonJson.print(value));
            }
            case "type" -> {
                JsonNode value = a.only(1).value(0);
                yield value.has(Values.OPAQUE) ? NullNode.getInstance() : TextNode.valueOf(Args.type(value));
            }
            case "values" -> array(a.only(1).object(0));
            default -> throw new EvaluationError("unknown function " + name + "()");
        };
    }

    private static JsonNode avg(JsonNode numbers) {
        return numbers.isEmpty() ? NullNode.getInstance()
                : DoubleNode.valueOf(Numbers.sum(numbers).doubleValue() / numbers.size());
    }

    private static JsonNode contains(Args a) {
        JsonNode subject = a.value(0);
        JsonNode search = a.value(1);
        if (subject.isTextual()) {
            return BooleanNode.valueOf(subject.textValue().contains(a.text(1)));
        }
        for (JsonNode element : a.array(0)) {
            if (Equality.inner(element, search)) {
                return BooleanNode.TRUE;
            }
        }
        return BooleanNode.FALSE;
    }

    private static JsonNode join(String separator, JsonNode texts) {
        List<String> parts = new ArrayList<>(texts.size());
        for (JsonNode text : texts) {
            parts.add(text.textValue());
        }
        return TextNode.valueOf(String.join(separator, parts));
    }

    private static JsonNode keys(JsonNode object) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        object.fieldNames().forEachRemaining(out::add);
        return out;
    }

    private static JsonNode length(Args a) {
        JsonNode value = a.value(0);
        if (value.isTextual()) {
            return IntNode.valueOf(PythonText.length(value.textValue()));
        }
        return IntNode.valueOf(a.require(0, (value.isArray() || value.isObject()) && !value.has(Values.OPAQUE),
                "a text, a list or an object").size());
    }

    private static JsonNode map(Node<JsonNode> expression, JsonNode list) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : list) {
            out.add(expression.search(element));
        }
        return out;
    }

    private static JsonNode merge(Args a) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < a.count(); i++) {
            a.object(i).properties().forEach(entry -> out.set(entry.getKey(), entry.getValue()));
        }
        return out;
    }

    private static JsonNode notNull(Args a) {
        for (int i = 0; i < a.count(); i++) {
            JsonNode value = a.value(i);
            if (!value.isNull()) {
                return value;
            }
        }
        return NullNode.getInstance();
    }

    private static JsonNode reverse(Args a) {
        JsonNode value = a.value(0);
        if (value.isTextual()) {
            return TextNode.valueOf(new StringBuilder(value.textValue()).reverse().toString());
        }
        a.require(0, value.isArray(), "a text or a list");
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        for (int i = value.size() - 1; i >= 0; i--) {
            out.add(value.get(i));
        }
        return out;
    }

    private static JsonNode toNumber(JsonNode value) {
        if (value.isNumber()) {
            return value;
        }
        if (value.has(Values.OPAQUE)) {
            throw new EvaluationError("to_number() needs something other than " + Args.describe(value) + " in argument 1");
        }
        return value.isTextual() ? Numbers.parse(value.textValue()).orElse(NullNode.getInstance()) : NullNode.getInstance();
    }

    private static int compare(JsonNode a, JsonNode b) {
        return a.isNumber() ? Numbers.compare(a, b).orElse(0) : PythonText.compare(a.textValue(), b.textValue());
    }

    /** The greatest (1) or the least (-1), the first of equals. */
    private static JsonNode best(JsonNode list, int sign) {
        JsonNode best = null;
        for (JsonNode element : list) {
            best = best == null || compare(element, best) * sign > 0 ? element : best;
        }
        return best == null ? NullNode.getInstance() : best;
    }

    private static JsonNode sort(JsonNode list) {
        List<JsonNode> sorted = new ArrayList<>();
        list.forEach(sorted::add);
        sorted.sort(Functions::compare);
        return JsonNodeFactory.instance.arrayNode().addAll(sorted);
    }

    private static JsonNode array(Iterable<JsonNode> values) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        values.forEach(out::add);
        return out;
    }

    private record Keyed(JsonNode key, JsonNode element) {}

    private static List<Keyed> keyed(Args a) {
        JsonNode list = a.array(0);
        Node<JsonNode> expression = a.expression(1);
        List<Keyed> out = new ArrayList<>(list.size());
        for (JsonNode element : list) {
            JsonNode key = expression.search(element);
            if (!key.isNumber() && !key.isTextual()) {
                throw new EvaluationError(a.name() + "() needs a number or a text for each element, one gives "
                        + Args.describe(key));
            }
            if (!out.isEmpty() && key.isNumber() != out.getFirst().key.isNumber()) {
                throw new EvaluationError(a.name() + "() needs numbers only or texts only, not both");
            }
            out.add(new Keyed(key, element));
        }
        return out;
    }

    private static JsonNode sortBy(Args a) {
        List<Keyed> keyed = keyed(a);
        keyed.sort((x, y) -> compare(x.key, y.key));
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        keyed.forEach(entry -> out.add(entry.element));
        return out;
    }

    private static JsonNode bestBy(Args a, int sign) {
        Keyed best = null;
        for (Keyed entry : keyed(a)) {
            best = best == null || compare(entry.key, best.key) * sign > 0 ? entry : best;
        }
        return best == null ? NullNode.getInstance() : best.element;
    }
}
