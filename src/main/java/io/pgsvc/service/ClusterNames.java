package io.pgsvc.service;

import io.pgsvc.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The name of each host's cluster, by the host's place; kept from pass to pass where its variables are the same. */
final class ClusterNames {
    private static final Object UNKNOWN = new Object();

    private final List<Object> bases = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /**
     * The value of {@code pg_cluster} if it is a text; empty for none.
     *
     * @param basis of the host's variables
     */
    String get(int index, Object basis, Supplier<Optional<Value>> given, UnaryOperator<Value> resolve) {
        if (index < bases.size() && bases.get(index) == basis) {
            return names.get(index);
        }
        Optional<Value> value = given.get();
        boolean isTemplate = value.filter(v -> !(v instanceof Value.Text text) || text.value().indexOf('{') >= 0).isPresent();
        String name = value.map(isTemplate ? resolve : UnaryOperator.identity())
                .map(v -> v instanceof Value.Text text ? text.value() : "").orElse("");
        while (bases.size() <= index) {
            bases.add(UNKNOWN);
            names.add("");
        }
        bases.set(index, isTemplate ? UNKNOWN : basis); // a template may ask for what other hosts have
        names.set(index, name);
        return name;
    }
}
