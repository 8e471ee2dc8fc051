package io.pgsvc.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;

/** Values as JSON that tells their types, as src/test/parity/oracle.py writes them. */
final class Typed {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Typed() {}

    /**
     * A value of the inventory.
     *
     * @param plain whether to forget that a text is never a template
     */
    static JsonNode of(Value value, boolean plain) {
        return switch (value) {
            case Value.Null n -> NullNode.getInstance();
            case Value.Bool b -> JSON.booleanNode(b.value());
            case Value.Int i -> JSON.numberNode(i.value());
            case Value.Real r -> real(r.value());
            case Value.Text t when t.literal() && !plain -> JSON.objectNode().put("u", t.value());
            case Value.Text t -> TextNode.valueOf(t.value());
            case Value.Date d -> JSON.objectNode().put("d", d.text());
            case Value.Secret s -> JSON.objectNode().put("secret", true);
            case Value.Seq seq -> {
                ArrayNode array = JSON.arrayNode();
                seq.items().forEach(item -> array.add(of(item, plain)));
                yield array;
            }
            case Value.Dict dict -> {
                ArrayNode pairs = JSON.arrayNode();
                dict.entries().values().forEach(e -> pairs.addArray().add(of(e.key(), true)).add(of(e.value(), plain)));
                yield JSON.objectNode().set("m", pairs);
            }
        };
    }

    /** What a selector sees or gives. */
    static JsonNode of(JsonNode value) {
        if (value.isFloatingPointNumber()) {
            return real(value.doubleValue());
        }
        if (value.isArray()) {
            ArrayNode array = JSON.arrayNode();
            value.forEach(item -> array.add(of(item)));
            return array;
        }
        if (value.isObject() && value.has(Values.OPAQUE)) {
            String text = value.get(Values.OPAQUE).textValue();
            ObjectNode opaque = JSON.objectNode();
            return text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}.*") ? opaque.put("d", text) : opaque.put("secret", true);
        }
        if (value.isObject()) {
            ArrayNode pairs = JSON.arrayNode();
            value.properties().forEach(e -> pairs.addArray().add(e.getKey()).add(of(e.getValue())));
            return JSON.objectNode().set("m", pairs);
        }
        return value;
    }

    private static JsonNode real(double value) {
        return JSON.objectNode().put("f", Values.pythonFloat(value));
    }
}
