package io.pgsvc.export;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.SecretNames;
import io.pgsvc.model.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds secrets among the values that are needed. What is named with {@code --allow} passes, encrypted values never. */
final class Secrets {
    private static final String RULE = "export-secret";

    private final Set<String> allowed;
    private final Map<Value, Position> asked = new IdentityHashMap<>();
    private final Set<Value> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, Finding> findings = new LinkedHashMap<>();

    Secrets(Collection<String> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    /** Remembers which selector or template reads a value. */
    void askedFor(String name, Value value, Position at) {
        asked.putIfAbsent(value, at);
    }

    /** Looks at a value that is to be carried. */
    void look(String name, Value value) {
        if (!seen.add(value)) {
            return;
        }
        Optional<Position> by = Optional.ofNullable(asked.get(value));
        if (SecretNames.isSecret(name) && !allowed.contains(name)) {
            refuse("`" + name + "` looks like a secret" + (by.isPresent() ? ", and a selector or a template reads it" : ""),
                    value.at(), by, name);
        } else {
            inside(name, name, value, by);
        }
    }

    private void inside(String name, String key, Value value, Optional<Position> by) {
        switch (value) {
            case Value.Secret secret -> findings.putIfAbsent(secret.at().toString(), related(Finding.error(RULE, "`" + name
                    + "` is encrypted (!vault) and cannot be carried, but it is needed", secret.at())
                    .withHint("give it a plain value, or do without it"), by));
            case Value.Text text when SecretNames.holdsSecret(text.value()) && !allowed.contains(name) && !allowed.contains(key) ->
                    refuse("a text of `" + name + "` seems to hold a password", text.at(), by, key);
            case Value.Seq seq -> seq.items().forEach(item -> inside(name, key, item, by));
            case Value.Dict dict -> dict.entries().forEach((inner, entry) -> {
                if (SecretNames.isSecret(inner) && !allowed.contains(inner)) {
                    refuse("`" + inner + "` in `" + name + "` looks like a secret" + (by.isPresent() ? ", and a selector"
                            + " or a template reads `" + name + "`" : ""), entry.value().at(), by, inner);
                } else {
                    inside(name, inner, entry.value(), by);
                }
            });
            default -> { }
        }
    }

    private void refuse(String message, Position at, Optional<Position> by, String name) {
        findings.putIfAbsent(at.toString(), related(Finding.error(RULE, message, at)
                .withHint("do without it, or carry it to every node with --allow " + name), by));
    }

    private static Finding related(Finding finding, Optional<Position> by) {
        return by.map(finding::withRelated).orElse(finding);
    }

    List<Finding> findings() {
        return new ArrayList<>(findings.values());
    }
}
