package io.pgsvc.inventory.template;

import io.pgsvc.model.Value;
import io.pgsvc.model.Values;

/** The text of a value as Python prints it. */
final class PythonText {
    private PythonText() {}

    /** As {@code str} prints it: texts without quotes, null as {@code None}. */
    static String str(Value value) {
        return switch (value) {
            case Value.Text text -> text.value();
            case Value.Date date -> date.text();
            default -> repr(value);
        };
    }

    /** As it is printed within a list. */
    static String repr(Value value) {
        StringBuilder out = new StringBuilder();
        repr(value, out);
        return out.toString();
    }

    private static void repr(Value value, StringBuilder out) {
        if (out.length() > Evaluator.MAX_TEXT) {
            throw Evaluator.tooLong();
        }
        switch (value) {
            case Value.Null n -> out.append("None");
            case Value.Text text -> quote(text.value(), out);
            case Value.Date date -> out.append(PythonDates.repr(date.text()));
            case Value.Secret s ->
                    throw Failure.unsupported("an encrypted value (!vault) cannot be part of a text");
            case Value.Seq seq -> {
                out.append('[');
                String comma = "";
                for (Value item : seq.items()) {
                    out.append(comma);
                    repr(item, out);
                    comma = ", ";
                }
                out.append(']');
            }
            case Value.Dict dict -> {
                out.append('{');
                String comma = "";
                for (Value.Entry entry : dict.entries().values()) {
                    out.append(comma);
                    repr(entry.key(), out);
                    out.append(": ");
                    repr(entry.value(), out);
                    comma = ", ";
                }
                out.append('}');
            }
            case Value scalar -> out.append(Values.text(scalar).orElse(""));
        }
    }

    private static void quote(String text, StringBuilder out) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(c);
                    } else if (c < ' ' || c == 0x7f) {
                        out.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append(quote);
    }
}
