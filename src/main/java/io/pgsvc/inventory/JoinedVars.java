package io.pgsvc.inventory;

import io.pgsvc.model.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Variables of groups and hosts that stand in several files, joined; later files win. The same parts as at the last
 * reading give the same map as then, so that it can be seen that nothing changed. Not thread-safe.
 */
final class JoinedVars {
    private record Kept(List<Map<String, Value>> parts, Map<String, Value> vars) {
        boolean isOf(List<Map<String, Value>> other) {
            boolean same = parts.size() == other.size();
            for (int i = 0; same && i < parts.size(); i++) {
                same = parts.get(i) == other.get(i);
            }
            return same;
        }
    }

    private Map<String, Kept> before = new HashMap<>();
    private Map<String, Kept> now = new HashMap<>();

    /** To be called before each reading: what the last one did not use is forgotten. */
    void next() {
        before = now;
        now = new HashMap<>();
    }

    Map<String, Value> group(String name, List<Map<String, Value>> parts) {
        return join("group " + name, parts);
    }

    Map<String, Value> host(String name, List<Map<String, Value>> parts) {
        return join("host " + name, parts);
    }

    private Map<String, Value> join(String owner, List<Map<String, Value>> parts) {
        Kept kept = before.get(owner);
        if (kept == null || !kept.isOf(parts)) {
            Map<String, Value> vars = new LinkedHashMap<>();
            parts.forEach(vars::putAll);
            kept = new Kept(List.copyOf(parts), vars);
        }
        now.put(owner, kept);
        return kept.vars();
    }
}
