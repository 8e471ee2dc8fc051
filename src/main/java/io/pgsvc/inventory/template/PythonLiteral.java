package io.pgsvc.inventory.template;

import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Reads a text that looks like a list, a dictionary or a boolean of Python (or JSON), as Ansible does with the result
 * of a template. Anything else stays a text.
 */
final class PythonLiteral {
    private static final int MAX_DEPTH = 60;

    /** The text is no literal. */
    private static final class NoLiteral extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoLiteral() {
            super(null, null, false, false);
        }
    }

    private final String text;
    private final Position position;
    private int at;
    private int depth;

    private PythonLiteral(String text, Position position) {
        this.text = text;
        this.position = position;
    }

    static Optional<Value> read(String text, Position position) {
        if (text.equals("True") || text.equals("False")) {
            return Optional.of(new Value.Bool(text.equals("True"), position));
        }
        if (!text.startsWith("[") && !text.startsWith("{")) {
            return Optional.empty();
        }
        try {
            PythonLiteral literal = new PythonLiteral(text, position);
            Value value = literal.value();
            literal.blanks();
            if (literal.at < text.length() && text.charAt(literal.at) == ',' && text.indexOf('\n') < 0) {
                PythonLiteral several = new PythonLiteral("(" + text + ")", position);
                Value.Seq items = several.items(')');
                return several.at == several.text.length() ? Optional.of(items) : Optional.empty();
            }
            return literal.at == text.length() ? Optional.of(value) : Optional.empty();
        } catch (NoLiteral e) {
            return Optional.empty();
        }
    }

    private Value value() {
        blanks();
        if (at >= text.length() || ++depth > MAX_DEPTH) {
            throw new NoLiteral();
        }
        char c = text.charAt(at);
        Value value = switch (c) {
            case '[' -> items(']');
            case '(' -> tuple();
            case '{' -> pairs();
            case '\'', '"' -> new Value.Text(string(), false, position);
            default -> word();
        };
        depth--;
        return value;
    }

    private Value.Seq items(char close) {
        at++;
        List<Value> items = new ArrayList<>();
        while (!sign(close)) {
            items.add(value());
            separator(close);
        }
        return new Value.Seq(List.copyOf(items), position);
    }

    private Value tuple() {
        int open = at;
        Value.Seq items = items(')');
        boolean comma = text.substring(open, at - 1).stripTrailing().endsWith(",");
        return items.items().size() == 1 && !comma ? items.items().getFirst() : items;
    }

    private Value pairs() {
        at++;
        LinkedHashMap<String, Value.Entry> entries = new LinkedHashMap<>();
        while (!sign('}')) {
            Value key = value();
            if (key instanceof Value.Seq || key instanceof Value.Dict || !sign(':')) {
                throw new NoLiteral();
            }
            Value value = value();
            entries.put(PythonText.str(key), new Value.Entry(key, value));
            separator('}');
        }
        return new Value.Dict(entries, position);
    }

    private Value word() {
        int from = at;
        while (at < text.length() && ",]}):".indexOf(text.charAt(at)) < 0 && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        String word = text.substring(from, at);
        return switch (word) {
            case "True", "true" -> new Value.Bool(true, position);
            case "False", "false" -> new Value.Bool(false, position);
            case "None", "null" -> new Value.Null(position);
            default -> number(word);
        };
    }

    private Value number(String word) {
        if (word.length() > 400) {
            throw new NoLiteral();
        }
        if (word.matches("[+-]?(0+|[1-9](_?[0-9])*)")) {
            return new Value.Int(new BigInteger(word.replace("_", "")), position);
        }
        if (word.matches("[+-]?0[xX][0-9a-fA-F]+")) {
            BigInteger number = new BigInteger(word.replaceFirst("0[xX]", ""), 16);
            return new Value.Int(number, position);
        }
        if (word.matches("[+-]?([0-9]+\\.[0-9]*|\\.[0-9]+|[0-9]+(?=[eE]))([eE][+-]?[0-9]+)?")) {
            return new Value.Real(Double.parseDouble(word), position);
        }
        throw new NoLiteral();
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        do {
            char quote = text.charAt(at++);
            if (text.startsWith("" + quote + quote, at)) {
                throw new NoLiteral();
            }
            while (at < text.length() && text.charAt(at) != quote) {
                char c = text.charAt(at++);
                if (c == '\n') {
                    throw new NoLiteral();
                }
                if (c == '\\') {
                    escape(out);
                } else {
                    out.append(c);
                }
            }
            if (at++ >= text.length()) {
                throw new NoLiteral();
            }
            blanks();
        } while (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"'));
        return out.toString();
    }

    private void escape(StringBuilder out) {
        char c = at < text.length() ? text.charAt(at++) : 0;
        switch (c) {
            case '\\', '\'', '"' -> out.append(c);
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'x' -> hex(2, out);
            case 'u' -> hex(4, out);
            case 'a', 'b', 'f', 'v', 'N', 'U', '\n', '0', '1', '2', '3', '4', '5', '6', '7', 0 ->
                    throw new NoLiteral();
            default -> out.append('\\').append(c);
        }
    }

    private void hex(int digits, StringBuilder out) {
        int number = 0;
        for (int i = 0; i < digits; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at++), 16) : -1;
            if (digit < 0) {
                throw new NoLiteral();
            }
            number = number * 16 + digit;
        }
        out.append((char) number);
    }

    private boolean sign(char sign) {
        blanks();
        if (at < text.length() && text.charAt(at) == sign) {
            at++;
            return true;
        }
        return false;
    }

    private void separator(char close) {
        if (!sign(',') && (at >= text.length() || text.charAt(at) != close)) {
            throw new NoLiteral();
        }
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
