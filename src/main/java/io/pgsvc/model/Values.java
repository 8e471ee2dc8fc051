package io.pgsvc.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What values look like to others: as JSON, as the text that a template prints, as a boolean filter sees them. */
public final class Values {
    /** The only key of the object that stands for a date or a secret, which are true but equal to nothing. */
    public static final String OPAQUE = "\u0000opaque";

    private Values() {}

    /** The value as JSON, as selectors see it; dates and secrets become objects that equal no literal. */
    public static JsonNode toJson(Value value) {
        return switch (value) {
            case Value.Null n -> NullNode.getInstance();
            case Value.Bool b -> BooleanNode.valueOf(b.value());
            case Value.Int i -> toJson(i.value());
            case Value.Real r -> DoubleNode.valueOf(r.value());
            case Value.Text t -> TextNode.valueOf(t.value());
            case Value.Date d -> opaque(d.text());
            case Value.Secret s -> opaque(s.at().toString());
            case Value.Seq seq -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode(seq.items().size());
                seq.items().forEach(item -> array.add(toJson(item)));
                yield array;
            }
            case Value.Dict dict -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                dict.entries().forEach((key, entry) -> object.set(key, toJson(entry.value())));
                yield object;
            }
        };
    }

    private static JsonNode toJson(BigInteger value) {
        if (value.bitLength() < 32) {
            return IntNode.valueOf(value.intValue());
        }
        return value.bitLength() < 64 ? LongNode.valueOf(value.longValue()) : BigIntegerNode.valueOf(value);
    }

    private static JsonNode opaque(String text) {
        return JsonNodeFactory.instance.objectNode().put(OPAQUE, text);
    }

    /**
     * The text that Ansible's templates print for a scalar: booleans as {@code True}, null as nothing.
     * Empty for lists, mappings and secrets, which have no text that belongs in a file.
     */
    public static Optional<String> text(Value value) {
        return switch (value) {
            case Value.Null n -> Optional.of("");
            case Value.Bool b -> Optional.of(b.value() ? "True" : "False");
            case Value.Int i -> Optional.of(i.value().toString());
            case Value.Real r -> Optional.of(pythonFloat(r.value()));
            case Value.Text t -> Optional.of(t.value());
            case Value.Date d -> Optional.of(d.text());
            case Value.Secret s -> Optional.empty();
            case Value.Seq s -> Optional.empty();
            case Value.Dict d -> Optional.empty();
        };
    }

    /** A number as Python's {@code str} prints it: {@code 1.0}, {@code 1e+16}. */
    public static String pythonFloat(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        String shortest = Double.toString(value);
        int e = shortest.indexOf('E');
        if (e < 0) {
            return shortest;
        }
        int exponent = Integer.parseInt(shortest.substring(e + 1));
        if (exponent >= -4 && exponent < 16) {
            String plain = new java.math.BigDecimal(shortest).stripTrailingZeros().toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String mantissa = shortest.substring(0, e);
        if (mantissa.endsWith(".0")) {
            mantissa = mantissa.substring(0, mantissa.length() - 2);
        }
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + String.format(Locale.ROOT, "%02d", Math.abs(exponent));
    }

    /** Ansible's {@code bool} filter: true, 1, "yes", "on", "true", "1" in any case; all else is false. */
    public static boolean isYes(Value value) {
        return switch (value) {
            case Value.Bool b -> b.value();
            case Value.Int i -> i.value().equals(BigInteger.ONE);
            case Value.Real r -> r.value() == 1.0;
            case Value.Text t -> switch (t.value().toLowerCase(Locale.ROOT)) {
                case "yes", "on", "1", "true" -> true;
                default -> false;
            };
            case Value.Null n -> false;
            case Value.Date d -> false;
            case Value.Secret s -> false;
            case Value.Seq s -> false;
            case Value.Dict d -> false;
        };
    }

    /**
     * The value with another in place of each that is neither a list nor a mapping, at any depth.
     *
     * @return the value itself where nothing is replaced
     */
    public static Value map(Value value, UnaryOperator<Value> change) {
        return switch (value) {
            case Value.Seq seq -> {
                List<Value> items = new ArrayList<>(seq.items().size());
                boolean same = true;
                for (Value item : seq.items()) {
                    Value other = map(item, change);
                    same &= other == item;
                    items.add(other);
                }
                yield same ? seq : new Value.Seq(List.copyOf(items), seq.at());
            }
            case Value.Dict dict -> {
                LinkedHashMap<String, Value.Entry> entries = new LinkedHashMap<>();
                boolean same = true;
                for (Map.Entry<String, Value.Entry> entry : dict.entries().entrySet()) {
                    Value old = entry.getValue().value();
                    Value other = map(old, change);
                    same &= other == old;
                    entries.put(entry.getKey(), new Value.Entry(entry.getValue().key(), other));
                }
                yield same ? dict : new Value.Dict(entries, dict.at());
            }
            case Value scalar -> change.apply(scalar);
        };
    }

    /** What kind of value it is, for messages: {@code a number}, {@code a list}… */
    public static String kind(Value value) {
        return switch (value) {
            case Value.Null n -> "null";
            case Value.Bool b -> "a boolean (" + (b.value() ? "true" : "false") + ")";
            case Value.Int i -> "a number (" + i.value() + ")";
            case Value.Real r -> "a decimal number (" + pythonFloat(r.value()) + ")";
            case Value.Text t -> "a text";
            case Value.Date d -> "a date (" + d.text() + ")";
            case Value.Secret s -> "an encrypted value (!vault)";
            case Value.Seq s -> "a list";
            case Value.Dict d -> "a mapping";
        };
    }
}
