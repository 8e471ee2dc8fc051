package io.pgsvc.inventory;

import io.pgsvc.model.Value;
import java.util.List;
import java.util.Map;

/**
 * All that decides a host's variables: its own layers, the highest precedence first, and those that it shares with all
 * hosts of the same groups. Equal only where every layer is the very same map, which none ever changes.
 */
record Layers(List<Map<String, Value>> own, Lineage lineage) {

    /** What all hosts with the same direct groups share: layers from the highest precedence down. */
    record Lineage(List<Map<String, Value>> layers, List<String> groupNames) {

        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof Lineage l && same(layers, l.layers) && groupNames.equals(l.groupNames);
        }

        @Override
        public int hashCode() {
            return groupNames.hashCode();
        }
    }

    /** Whether these are all: one map of the host's own, or none, and the lineage. */
    boolean isOf(Map<String, Value> vars, Lineage of) {
        return lineage == of && (vars.isEmpty() ? own.isEmpty() : own.size() == 1 && own.getFirst() == vars);
    }

    Value find(String name) {
        Value value = find(own, name);
        return value != null ? value : find(lineage.layers, name);
    }

    private static Value find(List<Map<String, Value>> layers, String name) {
        for (int i = 0; i < layers.size(); i++) {
            Value value = layers.get(i).get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Layers l && same(own, l.own) && lineage.equals(l.lineage);
    }

    @Override
    public int hashCode() {
        return lineage.hashCode();
    }

    /** Whether these are the very same maps. */
    static boolean same(List<Map<String, Value>> a, List<Map<String, Value>> b) {
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = a.get(i) == b.get(i);
        }
        return same;
    }
}
