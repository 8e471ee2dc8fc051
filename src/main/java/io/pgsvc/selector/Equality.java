package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.pgsvc.model.Values;
import java.util.Map;

/** Comparisons as jmespath.py makes them. */
final class Equality {
    private Equality() {}

    /** {@code ==}: numbers by value, true is not 1. */
    static boolean equal(JsonNode a, JsonNode b) {
        return a.isBoolean() == b.isBoolean() && inner(a, b);
    }

    /** Python's {@code ==}, which holds inside lists and mappings: there true is 1 and false is 0. */
    static boolean inner(JsonNode a, JsonNode b) {
        if (isNumeric(a) && isNumeric(b)) {
            return Numbers.compare(number(a), number(b)).map(order -> order == 0).orElse(false);
        }
        if (a.getNodeType() != b.getNodeType()) {
            return isNull(a) && isNull(b);
        }
        return switch (a.getNodeType()) {
            case STRING -> a.textValue().equals(b.textValue());
            case ARRAY -> equalLists(a, b);
            case OBJECT -> equalObjects(a, b);
            default -> isNull(a);
        };
    }

    private static boolean isNull(JsonNode value) {
        return value.isNull() || value.isMissingNode();
    }

    private static boolean isNumeric(JsonNode value) {
        return value.isNumber() || value.isBoolean();
    }

    private static JsonNode number(JsonNode value) {
        return value.isBoolean() ? IntNode.valueOf(value.booleanValue() ? 1 : 0) : value;
    }

    private static boolean equalLists(JsonNode a, JsonNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!inner(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalObjects(JsonNode a, JsonNode b) {
        if (a.size() != b.size() || a.has(Values.OPAQUE)) {
            return false;
        }
        for (Map.Entry<String, JsonNode> entry : a.properties()) {
            JsonNode other = b.get(entry.getKey());
            if (other == null || !inner(entry.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    /** {@code <} and its kin: null unless both are numbers or texts; an error if they are one of each. */
    static JsonNode ordered(Token.Kind operator, JsonNode a, JsonNode b) {
        boolean comparable = (a.isNumber() || a.isTextual()) && (b.isNumber() || b.isTextual());
        if (!comparable) {
            return NullNode.getInstance();
        }
        if (a.isNumber() != b.isNumber()) {
            throw new EvaluationError("a number and a text cannot be ordered",
                    "numbers stand in backticks: pg_seq > `1`; to_number() makes a number of a text");
        }
        if (a.isNumber()) {
            return BooleanNode.valueOf(Numbers.compare(a, b).map(order -> holds(operator, order)).orElse(false));
        }
        return BooleanNode.valueOf(holds(operator, PythonText.compare(a.textValue(), b.textValue())));
    }

    private static boolean holds(Token.Kind operator, int order) {
        return switch (operator) {
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            default -> order >= 0;
        };
    }
}
