package io.pgsvc.inventory.yaml;

import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes values so that PyYAML (YAML 1.1) and we read them back as they were: always the same text for the same value,
 * one entry a line where a value is large, so that differences are small.
 */
public final class YamlText {
    private static final int WIDTH = 150;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./-]*|[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    /** Words that are or look like something else than a text. */
    private static final Set<String> WORDS = Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

    private YamlText() {}

    /**
     * A value on one line.
     *
     * @throws IllegalArgumentException for an encrypted value, of which nobody has the text
     */
    public static String flow(Value value) {
        return switch (value) {
            case Value.Null n -> "null";
            case Value.Bool b -> b.value() ? "true" : "false";
            case Value.Int i -> i.value().toString();
            case Value.Real r -> real(r.value());
            case Value.Text t -> t.literal() ? "!unsafe " + quoted(t.value()) : text(t.value());
            case Value.Date d -> d.text();
            case Value.Secret s -> throw new IllegalArgumentException("an encrypted value at " + s.at());
            case Value.Seq seq -> seq.items().isEmpty() ? "[]"
                    : "[" + String.join(", ", seq.items().stream().map(YamlText::flow).toList()) + "]";
            case Value.Dict dict -> dict.entries().isEmpty() ? "{}" : "{ " + String.join(", ", dict.entries().values().stream()
                    .map(entry -> flow(entry.key()) + ": " + flow(entry.value())).toList()) + " }";
        };
    }

    /** A text, in quotes where it needs them. */
    public static String text(String text) {
        return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT)) ? text : quoted(text);
    }

    /** Appends {@code key: value}, over several lines where the value is large. */
    public static void entry(StringBuilder out, String indent, String key, Value value) {
        out.append(indent).append(key).append(':');
        if (fits(value, indent.length() + key.length())) {
            out.append(' ').append(flow(value)).append('\n');
        } else {
            out.append('\n');
            block(out, indent + "  ", value);
        }
    }

    /** Whether a value stands on one line: a short one, and no list of lists or mappings. */
    private static boolean fits(Value value, int before) {
        return switch (value) {
            case Value.Seq seq -> seq.items().isEmpty() || before + flow(seq).length() <= WIDTH
                    && seq.items().stream().noneMatch(item -> item instanceof Value.Dict || item instanceof Value.Seq);
            case Value.Dict dict -> dict.entries().isEmpty() || before + flow(dict).length() <= WIDTH
                    && dict.entries().values().stream().allMatch(entry -> fits(entry.value(), before));
            default -> true;
        };
    }

    private static void block(StringBuilder out, String indent, Value value) {
        switch (value) {
            case Value.Seq seq -> {
                for (Value item : seq.items()) {
                    if (fits(item, indent.length() + 2)) {
                        out.append(indent).append("- ").append(flow(item)).append('\n');
                    } else {
                        StringBuilder inner = new StringBuilder();
                        block(inner, indent + "  ", item);
                        out.append(indent).append("- ").append(inner.substring(indent.length() + 2));
                    }
                }
            }
            case Value.Dict dict -> {
                for (Map.Entry<String, Value.Entry> entry : dict.entries().entrySet()) {
                    entry(out, indent, flow(entry.getValue().key()), entry.getValue().value());
                }
            }
            case Value scalar -> out.append(indent).append(flow(scalar)).append('\n');
        }
    }

    /** PyYAML's numbers have a point, with an exponent too. */
    private static String real(double value) {
        if (Double.isNaN(value)) {
            return ".nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? ".inf" : "-.inf";
        }
        String text = Values.pythonFloat(value);
        int exponent = text.indexOf('e');
        return exponent < 0 || text.contains(".") ? text : text.substring(0, exponent) + ".0" + text.substring(exponent);
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    if (isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append(c < 0x10000 ? String.format(Locale.ROOT, "\\u%04X", c) : String.format(Locale.ROOT, "\\U%08X", c));
                    }
                }
            }
        });
        return out.append('"').toString();
    }

    private static boolean isPrintable(int c) {
        int type = Character.getType(c);
        return !List.of((int) Character.CONTROL, (int) Character.FORMAT, (int) Character.SURROGATE, (int) Character.PRIVATE_USE,
                (int) Character.UNASSIGNED, (int) Character.LINE_SEPARATOR, (int) Character.PARAGRAPH_SEPARATOR).contains(type);
    }
}
