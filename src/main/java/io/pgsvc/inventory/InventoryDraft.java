package io.pgsvc.inventory;

import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Groups and hosts while the files are read one after the other; merged by name, in order of first appearance. */
final class InventoryDraft {
    static final String ALL = "all";
    static final String UNGROUPED = "ungrouped";

    /** A group in the making; {@code children} has where each child stands. */
    static final class GroupDraft {
        final String name;
        final Position at;
        final Map<String, Position> children = new LinkedHashMap<>();
        final Set<String> hosts = new LinkedHashSet<>();
        final Map<String, Value> vars = new LinkedHashMap<>();
        int priority = 1;

        GroupDraft(String name, Position at) {
            this.name = name;
            this.at = at;
        }
    }

    /** A host in the making. */
    static final class HostDraft {
        final Host host;
        final Map<String, Value> vars = new LinkedHashMap<>();

        HostDraft(Host host) {
            this.host = host;
        }
    }

    final Map<String, GroupDraft> groups = new LinkedHashMap<>();
    final Map<String, HostDraft> hosts = new LinkedHashMap<>();

    InventoryDraft(Position source) {
        group(ALL, source).children.put(UNGROUPED, source);
        group(UNGROUPED, source);
    }

    GroupDraft group(String name, Position at) {
        return groups.computeIfAbsent(name, n -> new GroupDraft(n, at));
    }

    HostDraft host(String name, Position at) {
        return hosts.computeIfAbsent(name, n -> new HostDraft(new Host(n, hosts.size(), at)));
    }
}
