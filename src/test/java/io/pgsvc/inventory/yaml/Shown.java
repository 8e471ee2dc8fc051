package io.pgsvc.inventory.yaml;

import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Reads texts and shows values on one line, the way Python would write them. */
final class Shown {
    private Shown() {}

    static YamlReader.Document read(String yaml) {
        return read(yaml, "f.yml");
    }

    static YamlReader.Document read(String text, String fileName) {
        return new YamlReader(Limits.DEFAULT).read(text.getBytes(StandardCharsets.UTF_8), fileName);
    }

    static String show(String yaml) {
        return show(read(yaml).root());
    }

    static String show(Value value) {
        return switch (value) {
            case Value.Null n -> "None";
            case Value.Secret s -> "SECRET";
            case Value.Date d -> "date(" + d.text() + ")";
            case Value.Text t -> (t.literal() ? "literal" : "") + "'" + t.value().replace("\n", "\\n") + "'";
            case Value.Seq seq -> seq.items().stream().map(Shown::show).collect(Collectors.joining(", ", "[", "]"));
            case Value.Dict dict -> dict.entries().values().stream()
                    .map(e -> show(e.key()) + ": " + show(e.value())).collect(Collectors.joining(", ", "{", "}"));
            case Value.Bool b -> Values.text(b).orElseThrow();
            case Value.Int i -> Values.text(i).orElseThrow();
            case Value.Real r -> Values.text(r).orElseThrow();
        };
    }
}
