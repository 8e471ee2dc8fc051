package io.pgsvc.inventory.yaml;

import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Value.Entry;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** What explicit tags do: YAML's own ({@code !!int}) and Ansible's ({@code !unsafe}, {@code !vault}). */
final class Tags {
    static final String RULE = "yaml-tag";
    private static final String YAML = "tag:yaml.org,2002:";

    private Tags() {}

    /** The value of a scalar, tagged or not. */
    static Value scalar(ScalarEvent event, String s, boolean literal, Position at) {
        Optional<String> tag = event.getTag();
        Value value;
        if (tag.isPresent()) {
            value = tagged(tag.get(), s, at);
        } else {
            value = event.isPlain() ? Scalars.plain(s, at) : new Value.Text(s, literal, at);
        }
        return literal ? literal(value) : value;
    }

    private static Value tagged(String tag, String s, Position at) {
        return switch (tag) {
            // The non-specific tag: PyYAML looks at the text, even if it is quoted.
            case "!" -> Scalars.plain(s, at);
            case "!unsafe" -> new Value.Text(s, true, at);
            case "!vault", "!vault-encrypted" -> new Value.Secret(at);
            case YAML + "str", YAML + "python/unicode" -> new Value.Text(s, false, at);
            case YAML + "null" -> new Value.Null(at);
            case YAML + "bool" -> Scalars.taggedBool(s, at);
            case YAML + "int" -> Scalars.taggedInt(s, at);
            case YAML + "float" -> Scalars.taggedFloat(s, at);
            case YAML + "timestamp" -> Scalars.taggedDate(s, at);
            case YAML + "seq", YAML + "map", YAML + "python/dict" -> throw mismatch(tag, "a scalar", at);
            default -> throw unknown(tag, at);
        };
    }

    /**
     * Checks the tag of a list or mapping.
     *
     * @return whether the texts inside are literal
     */
    static boolean collection(Optional<String> explicit, boolean mapping, Position at) {
        if (explicit.isEmpty()) {
            return false;
        }
        String tag = explicit.get();
        return switch (tag) {
            case "!" -> false;
            case "!unsafe" -> true;
            case YAML + "map", YAML + "python/dict" -> {
                if (!mapping) {
                    throw mismatch(tag, "a list", at);
                }
                yield false;
            }
            case YAML + "seq" -> {
                if (mapping) {
                    throw mismatch(tag, "a mapping", at);
                }
                yield false;
            }
            case "!vault", "!vault-encrypted", YAML + "str", YAML + "null", YAML + "bool", YAML + "int",
                 YAML + "float", YAML + "timestamp", YAML + "python/unicode" ->
                    throw mismatch(tag, mapping ? "a mapping" : "a list", at);
            default -> throw unknown(tag, at);
        };
    }

    /** A plain {@code <<}, the key that merges other mappings. */
    static boolean isMergeKey(Event event) {
        return event instanceof ScalarEvent scalar
                && (is(scalar, "<<") || scalar.getTag().filter((YAML + "merge")::equals).isPresent());
    }

    /** A plain {@code =}: an ordinary text as a key, though it is an error as a value. */
    static boolean isValueKey(ScalarEvent scalar) {
        return is(scalar, "=");
    }

    private static boolean is(ScalarEvent scalar, String text) {
        return scalar.isPlain() && scalar.getValue().equals(text) && scalar.getTag().isEmpty()
                && scalar.getAnchor().isEmpty();
    }

    /** The same value with all its texts literal. */
    static Value literal(Value value) {
        return switch (value) {
            case Value.Text t -> t.literal() ? t : new Value.Text(t.value(), true, t.at());
            case Value.Seq seq -> new Value.Seq(seq.items().stream().map(Tags::literal).toList(), seq.at());
            case Value.Dict dict -> {
                LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
                dict.entries().forEach((key, e) -> entries.put(key, new Entry(e.key(), literal(e.value()))));
                yield new Value.Dict(Collections.unmodifiableSequencedMap(entries), dict.at());
            }
            default -> value;
        };
    }

    private static YamlException mismatch(String tag, String kind, Position at) {
        return YamlException.of(RULE, "the tag `" + shown(tag) + "` does not fit " + kind, at);
    }

    private static YamlException unknown(String tag, Position at) {
        String shown = Text.shorten(shown(tag));
        return switch (tag) {
            case YAML + "binary", YAML + "set", YAML + "omap", YAML + "pairs" ->
                    YamlException.of(RULE, "values with the tag `" + shown + "` are not supported", at);
            default -> YamlException.of(RULE, "unknown tag `" + shown + "`",
                    "put the value in quotes if the `!` belongs to it", at);
        };
    }

    private static String shown(String tag) {
        return tag.startsWith(YAML) ? "!!" + tag.substring(YAML.length()) : tag;
    }
}
