package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.pgsvc.model.Values;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/**
 * JSON by the rules of Python's {@code json}, which decide whether a literal is JSON or a legacy text: NaN and
 * Infinity are numbers, control characters in texts are refused, what follows the value must be blank.
 */
final class PythonJson {
    private static final int MAX_DEPTH = 200;

    private final String text;
    private int at;
    private int depth;

    private PythonJson(String text) {
        this.text = text;
    }

    /** The value, or empty if the text is not JSON. */
    static Optional<JsonNode> parse(String text) {
        PythonJson reader = new PythonJson(text);
        try {
            reader.blanks();
            JsonNode value = reader.value();
            reader.blanks();
            return reader.at == text.length() ? Optional.of(value) : Optional.empty();
        } catch (NotJson e) {
            return Optional.empty();
        }
    }

    private static final class NotJson extends Exception {
        private static final long serialVersionUID = 1L;

        NotJson() {
            super(null, null, false, false);
        }
    }

    private JsonNode value() throws NotJson {
        if (at >= text.length() || depth > MAX_DEPTH) {
            throw new NotJson();
        }
        return switch (text.charAt(at)) {
            case '"' -> TextNode.valueOf(string());
            case '{' -> object();
            case '[' -> array();
            default -> {
                if (word("null")) {
                    yield NullNode.getInstance();
                }
                if (word("true")) {
                    yield BooleanNode.TRUE;
                }
                if (word("false")) {
                    yield BooleanNode.FALSE;
                }
                if (word("NaN")) {
                    yield DoubleNode.valueOf(Double.NaN);
                }
                if (word("Infinity")) {
                    yield DoubleNode.valueOf(Double.POSITIVE_INFINITY);
                }
                if (word("-Infinity")) {
                    yield DoubleNode.valueOf(Double.NEGATIVE_INFINITY);
                }
                yield number();
            }
        };
    }

    private boolean word(String word) {
        if (text.startsWith(word, at)) {
            at += word.length();
            return true;
        }
        return false;
    }

    private void blanks() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean digitAt(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private int digits(int from) {
        int i = from;
        while (digitAt(i)) {
            i++;
        }
        return i;
    }

    /** {@code -?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?}; a part that does not fit is left for the caller to refuse. */
    private JsonNode number() throws NotJson {
        int start = at;
        int i = text.charAt(at) == '-' ? at + 1 : at;
        if (!digitAt(i)) {
            throw new NotJson();
        }
        i = text.charAt(i) == '0' ? i + 1 : digits(i);
        boolean real = false;
        if (i < text.length() && text.charAt(i) == '.' && digitAt(i + 1)) {
            real = true;
            i = digits(i + 1);
        }
        if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            int j = i + 1 < text.length() && (text.charAt(i + 1) == '+' || text.charAt(i + 1) == '-') ? i + 2 : i + 1;
            if (digitAt(j)) {
                real = true;
                i = digits(j);
            }
        }
        at = i;
        String number = text.substring(start, i);
        return real ? DoubleNode.valueOf(Double.parseDouble(number)) : Numbers.node(new BigInteger(number));
    }

    private String string() throws NotJson {
        StringBuilder out = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c < 0x20) {
                throw new NotJson();
            }
            if (c != '\\') {
                out.append(c);
                continue;
            }
            if (at >= text.length()) {
                throw new NotJson();
            }
            char escape = text.charAt(at++);
            switch (escape) {
                case '"', '\\', '/' -> out.append(escape);
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'u' -> out.append(unicode());
                default -> throw new NotJson();
            }
        }
        throw new NotJson();
    }

    private char unicode() throws NotJson {
        if (at + 4 > text.length()) {
            throw new NotJson();
        }
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char c = text.charAt(at++);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw new NotJson();
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private JsonNode array() throws NotJson {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        depth++;
        at++;
        blanks();
        if (!word("]")) {
            do {
                blanks();
                array.add(value());
                blanks();
            } while (word(","));
            if (!word("]")) {
                throw new NotJson();
            }
        }
        depth--;
        return array;
    }

    private JsonNode object() throws NotJson {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        depth++;
        at++;
        blanks();
        if (!word("}")) {
            do {
                blanks();
                if (at >= text.length() || text.charAt(at) != '"') {
                    throw new NotJson();
                }
                String key = string();
                blanks();
                if (!word(":")) {
                    throw new NotJson();
                }
                blanks();
                object.set(key, value());
                blanks();
            } while (word(","));
            if (!word("}")) {
                throw new NotJson();
            }
        }
        depth--;
        return object;
    }

    /** {@code json.dumps} without blanks: ASCII only, floats as Python prints them. */
    static String print(JsonNode value) {
        StringBuilder out = new StringBuilder();
        print(value, out);
        return out.toString();
    }

    private static void print(JsonNode value, StringBuilder out) {
        switch (value.getNodeType()) {
            case ARRAY -> {
                out.append('[');
                for (int i = 0; i < value.size(); i++) {
                    if (i > 0) {
                        out.append(',');
                    }
                    print(value.get(i), out);
                }
                out.append(']');
            }
            case OBJECT -> {
                if (value.has(Values.OPAQUE)) {
                    quote(value.get(Values.OPAQUE).asText(), out);
                    return;
                }
                out.append('{');
                boolean first = true;
                for (Map.Entry<String, JsonNode> entry : value.properties()) {
                    if (!first) {
                        out.append(',');
                    }
                    first = false;
                    quote(entry.getKey(), out);
                    out.append(':');
                    print(entry.getValue(), out);
                }
                out.append('}');
            }
            case NUMBER -> out.append(Numbers.isFloat(value) ? real(value.doubleValue()) : value.bigIntegerValue().toString());
            case STRING -> quote(value.textValue(), out);
            case BOOLEAN -> out.append(value.booleanValue());
            default -> out.append("null");
        }
    }

    private static String real(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        return Double.isInfinite(value) ? value > 0 ? "Infinity" : "-Infinity" : Values.pythonFloat(value);
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20 || c > 0x7e) {
                        out.append("\\u").append(Character.forDigit(c >> 12, 16)).append(Character.forDigit(c >> 8 & 15, 16))
                                .append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
