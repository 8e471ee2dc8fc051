package io.pgsvc.inventory.yaml;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Value.Entry;
import io.pgsvc.model.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * One mapping while it is read. Merge keys (yaml.org/type/merge) as PyYAML flattens them: what they bring comes
 * first, and the mapping's own keys win wherever they stand.
 */
final class MappingBuilder {
    private final LinkedHashMap<String, Entry> own = new LinkedHashMap<>();
    private final List<Value.Dict> merged = new ArrayList<>(0);

    /** Adds a pair; a key that is there already keeps its place, takes the new value and gives a warning. */
    void put(String text, Value key, Value value, List<Finding> warnings) {
        Entry before = own.put(text, new Entry(key, value));
        if (before != null) {
            warnings.add(Finding.warning("duplicate-key",
                            "the key `" + Text.shorten(text) + "` stands twice in this mapping, the last one counts",
                            key.at())
                    .withHint("remove one of them, the first is in line " + before.key().at().line())
                    .withRelated(before.key().at()));
        }
    }

    /** Takes in the value of a merge key. */
    void merge(Value value) {
        switch (value) {
            case Value.Dict dict -> merged.add(dict);
            case Value.Seq seq -> {
                for (Value item : seq.items()) {
                    if (!(item instanceof Value.Dict)) {
                        throw refused(item);
                    }
                }
                // The first of a list wins, so it is put last.
                seq.items().reversed().forEach(item -> merged.add((Value.Dict) item));
            }
            default -> throw refused(value);
        }
    }

    private static YamlException refused(Value value) {
        return YamlException.of("yaml-merge",
                "only a mapping or a list of mappings can be merged with `<<`, but this is " + Values.kind(value),
                value.at());
    }

    Value.Dict build(Position at) {
        if (merged.isEmpty()) {
            return new Value.Dict(Collections.unmodifiableSequencedMap(own), at);
        }
        LinkedHashMap<String, Entry> all = new LinkedHashMap<>();
        merged.forEach(dict -> all.putAll(dict.entries()));
        all.putAll(own);
        return new Value.Dict(Collections.unmodifiableSequencedMap(all), at);
    }
}
