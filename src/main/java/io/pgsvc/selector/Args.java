package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;
import io.burt.jmespath.node.Node;
import io.pgsvc.model.Values;
import io.pgsvc.selector.Nodes.Argument;
import java.util.List;

/** The arguments of one call, with the checks of their number and types. */
record Args(String name, List<Argument> arguments) {

    int count() {
        return arguments.size();
    }

    Args only(int count) {
        if (count() != count) {
            throw new EvaluationError(name + "() takes " + count + (count == 1 ? " argument" : " arguments")
                    + ", not " + count());
        }
        return this;
    }

    Args atLeast(int count) {
        if (count() < count) {
            throw new EvaluationError(name + "() takes at least " + count + " argument");
        }
        return this;
    }

    JsonNode value(int i) {
        Argument argument = arguments.get(i);
        if (argument.value() == null) {
            throw new EvaluationError(name + "() takes no & in argument " + (i + 1));
        }
        return argument.value();
    }

    Node<JsonNode> expression(int i) {
        Argument argument = arguments.get(i);
        if (argument.expression() == null) {
            throw new EvaluationError(name + "() needs an expression in argument " + (i + 1),
                    "write & before it: " + name + "(@, &pg_seq)");
        }
        return argument.expression();
    }

    JsonNode require(int i, boolean right, String expected) {
        JsonNode value = value(i);
        if (!right) {
            throw new EvaluationError(name + "() needs " + expected + " in argument " + (i + 1) + ", not " + describe(value));
        }
        return value;
    }

    JsonNode number(int i) {
        return require(i, value(i).isNumber(), "a number");
    }

    String text(int i) {
        return require(i, value(i).isTextual(), "a text").textValue();
    }

    JsonNode array(int i) {
        return require(i, value(i).isArray(), "a list");
    }

    JsonNode object(int i) {
        return require(i, value(i).isObject() && !value(i).has(Values.OPAQUE), "an object");
    }

    JsonNode numbers(int i) {
        return require(i, value(i).isArray() && all(value(i), true), "a list of numbers");
    }

    JsonNode texts(int i) {
        return require(i, value(i).isArray() && all(value(i), false), "a list of texts");
    }

    /** A list of numbers, or a list of texts. */
    JsonNode sortable(int i) {
        JsonNode value = value(i);
        return require(i, value.isArray() && (all(value, true) || all(value, false)), "a list of numbers or of texts");
    }

    private static boolean all(JsonNode list, boolean numbers) {
        for (JsonNode element : list) {
            if (numbers ? !element.isNumber() : !element.isTextual()) {
                return false;
            }
        }
        return true;
    }

    /** The JMESPath type of a value. */
    static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "array";
            case OBJECT -> "object";
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> "number";
            default -> "null";
        };
    }

    /** What a value is, for messages; never the value itself, which may be secret. */
    static String describe(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> value.has(Values.OPAQUE) ? "a date or an encrypted value" : "an object";
            case STRING -> "a text";
            case BOOLEAN -> "a boolean";
            case NUMBER -> "a number";
            default -> "null";
        };
    }
}
