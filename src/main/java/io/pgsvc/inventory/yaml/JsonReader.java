package io.pgsvc.inventory.yaml;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Strict JSON (RFC 8259) with positions, plus {@code NaN} and {@code Infinity} and Ansible's objects
 * {@code {"__ansible_vault": …}} and {@code {"__ansible_unsafe": …}}. Ansible tries JSON before YAML, which matters
 * for numbers such as {@code 1e3}. One object reads one text.
 */
final class JsonReader {
    static final String SYNTAX = "json-syntax";

    private final String text;
    private final String file;
    private final Limits limits;
    private final Map<String, String> keyTexts = new HashMap<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final StringBuilder buffer = new StringBuilder();
    private int i;
    private long size;
    private int line = 1;
    /** Where the current line starts, moved on by a char for each surrogate pair in it: columns count code points. */
    private int lineStart;

    JsonReader(String text, String file, Limits limits) {
        this.text = text;
        this.file = file;
        this.limits = limits;
    }

    YamlReader.Document read() {
        blanks();
        Value root = value(0);
        blanks();
        if (i < text.length()) {
            throw error("nothing may follow the end of the value");
        }
        return new YamlReader.Document(root, warnings);
    }

    private Value value(int depth) {
        if (++size > limits.maxNodes()) {
            throw YamlException.of("yaml-limit", "the file holds more than " + limits.maxNodes() + " values", at());
        }
        Position at = at();
        return switch (peek()) {
            case '{' -> object(depth + 1, at);
            case '[' -> array(depth + 1, at);
            case '"' -> new Value.Text(string(), false, at);
            case 't' -> word("true", new Value.Bool(true, at));
            case 'f' -> word("false", new Value.Bool(false, at));
            case 'n' -> word("null", new Value.Null(at));
            case 'N' -> word("NaN", new Value.Real(Double.NaN, at));
            case 'I' -> word("Infinity", new Value.Real(Double.POSITIVE_INFINITY, at));
            default -> number(at);
        };
    }

    private Value object(int depth, Position at) {
        checkDepth(depth, at);
        i++;
        blanks();
        MappingBuilder mapping = new MappingBuilder();
        boolean more = peek() != '}';
        while (more) {
            Position keyAt = at();
            if (peek() != '"') {
                throw error("expected a key in double quotes");
            }
            String key = string();
            String known = keyTexts.putIfAbsent(key, key);
            blanks();
            if (peek() != ':') {
                throw error("expected `:` after the key");
            }
            i++;
            blanks();
            String shared = known == null ? key : known;
            mapping.put(shared, new Value.Text(shared, false, keyAt), value(depth), warnings);
            more = next('}', "expected `,` or `}`");
        }
        i++;
        return special(mapping.build(at));
    }

    private static Value special(Value.Dict dict) {
        for (String key : dict.entries().keySet()) {
            if (key.equals("__ansible_vault")) {
                return new Value.Secret(dict.at());
            }
            if (key.equals("__ansible_unsafe")) {
                return Tags.literal(dict.entries().get(key).value());
            }
        }
        return dict;
    }

    private Value array(int depth, Position at) {
        checkDepth(depth, at);
        i++;
        blanks();
        List<Value> items = new ArrayList<>();
        boolean more = peek() != ']';
        while (more) {
            items.add(value(depth));
            more = next(']', "expected `,` or `]`");
        }
        i++;
        return new Value.Seq(Collections.unmodifiableList(items), at);
    }

    /** Goes past a comma to what follows it; false at the end of the list or object. */
    private boolean next(char end, String expected) {
        blanks();
        if (peek() == end) {
            return false;
        }
        if (peek() != ',') {
            throw error(expected);
        }
        i++;
        blanks();
        if (peek() == end) {
            throw error("a comma may not stand before `" + end + "`");
        }
        return true;
    }

    private void checkDepth(int depth, Position at) {
        if (depth > limits.maxDepth()) {
            throw TreeBuilder.tooDeep(limits, at);
        }
    }

    private Value word(String word, Value value) {
        if (!text.startsWith(word, i)) {
            throw error("expected a value");
        }
        i += word.length();
        return value;
    }

    private Value number(Position at) {
        int start = i;
        skip('-');
        if (start < i && peek() == 'I') {
            return word("Infinity", new Value.Real(Double.NEGATIVE_INFINITY, at));
        }
        if (!skip('0') && !digits()) {
            i = start;
            throw error(start == text.length() ? "the file ends before the value does" : "expected a value");
        }
        int whole = i;
        if (peek() == '.') {
            i++;
            if (!digits()) {
                throw error("expected a digit after the decimal point");
            }
        }
        if ((peek() | 0x20) == 'e') {
            i++;
            if (!skip('-')) {
                skip('+');
            }
            if (!digits()) {
                throw error("expected a digit in the exponent");
            }
        }
        String number = text.substring(start, i);
        return i > whole ? new Value.Real(Double.parseDouble(number), at)
                : number.length() <= 18 ? new Value.Int(BigInteger.valueOf(Long.parseLong(number)), at)
                : Scalars.plain(number, at);
    }

    private boolean digits() {
        int start = i;
        while (Scalars.isDigit(peek())) {
            i++;
        }
        return i > start;
    }

    private String string() {
        int open = i++;
        buffer.setLength(0);
        while (true) {
            if (i == text.length()) {
                i = open;
                throw error("the text that starts here has no closing quote");
            }
            char c = text.charAt(i);
            if (c == '"') {
                i++;
                String value = buffer.toString();
                if (Text.hasLoneSurrogate(value)) {
                    i = open;
                    throw error("an escape in this text is half a character");
                }
                return value;
            }
            if (c == '\\') {
                escape();
            } else if (c < 0x20) {
                throw error(c == '\n' || c == '\r' ? "a text in quotes ends with its line, write a line break as \\n"
                        : "a control character must be written as an escape, a tab as \\t");
            } else {
                if (Character.isLowSurrogate(c)) {
                    lineStart++;
                }
                buffer.append(c);
                i++;
            }
        }
    }

    private void escape() {
        i++;
        char c = peek();
        int known = "\"\\/bfnrt".indexOf(c);
        if (c != 0 && known >= 0) {
            buffer.append("\"\\/\b\f\n\r\t".charAt(known));
            i++;
        } else if (c == 'u' && isHex(i + 1, i + 5)) {
            buffer.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
            i += 5;
        } else {
            i--;
            throw error("unknown escape in a text");
        }
    }

    private boolean isHex(int from, int to) {
        if (to > text.length()) {
            return false;
        }
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if (c >= 128 || Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private void blanks() {
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                if (c == '\n' || i + 1 == text.length() || text.charAt(i + 1) != '\n') {
                    line++;
                    lineStart = i + 1;
                }
            } else if (c != ' ' && c != '\t') {
                return;
            }
        }
    }

    private boolean skip(char c) {
        if (peek() != c) {
            return false;
        }
        i++;
        return true;
    }

    /** The next character, NUL at the end (the text itself holds none). */
    private char peek() {
        return i < text.length() ? text.charAt(i) : 0;
    }

    private Position at() {
        return new Position(file, line, i - lineStart + 1);
    }

    private YamlException error(String message) {
        return YamlException.of(SYNTAX, message, at());
    }
}
