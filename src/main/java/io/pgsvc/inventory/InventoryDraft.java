package io.pgsvc.inventory;

import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Groups and hosts in the making, by name, in order of first appearance: those of one file, or those of all files
 * joined. Joining copies nothing that stands in one file only, and changes no file's draft.
 */
final class InventoryDraft {
    static final String ALL = "all";
    static final String UNGROUPED = "ungrouped";

    /** A group in the making; {@code children} has where each child stands. */
    static final class GroupDraft {
        final String name;
        final Position at;
        Map<String, Position> children = new LinkedHashMap<>();
        Set<String> hosts = new LinkedHashSet<>();
        Map<String, Value> vars = new LinkedHashMap<>();
        OptionalInt priority = OptionalInt.empty();
        private boolean borrowed;
        private List<Map<String, Value>> parts = List.of();

        GroupDraft(String name, Position at) {
            this.name = name;
            this.at = at;
        }

        /** The same group of one file, in a joined draft. */
        private GroupDraft(GroupDraft file) {
            this(file.name, file.at);
            children = file.children;
            hosts = file.hosts;
            vars = file.vars;
            priority = file.priority;
            borrowed = true;
        }

        private void join(GroupDraft file) {
            if (borrowed) {
                children = new LinkedHashMap<>(children);
                hosts = new LinkedHashSet<>(hosts);
                borrowed = false;
            }
            file.children.forEach(children::putIfAbsent);
            hosts.addAll(file.hosts);
            priority = file.priority.isPresent() ? file.priority : priority;
            parts = withPart(parts, vars, file.vars);
            vars = parts.isEmpty() && vars.isEmpty() ? file.vars : vars;
        }
    }

    /** A host in the making. */
    static final class HostDraft {
        final Host host;
        Map<String, Value> vars = new LinkedHashMap<>();
        /** The port behind its name where a file first names it: counts only if no earlier file has the host. */
        Optional<Value> port = Optional.empty();
        /** The groups that list it, {@code all} and {@code ungrouped} left out; in no order. */
        List<String> groups = List.of();
        private List<Map<String, Value>> parts = List.of();

        HostDraft(Host host) {
            this.host = host;
        }

        private HostDraft(Host host, Map<String, Value> vars, List<String> groups) {
            this.host = host;
            this.vars = vars;
            this.groups = groups;
        }

        private void join(HostDraft file) {
            if (!groups.containsAll(file.groups)) {
                Set<String> both = new LinkedHashSet<>(groups);
                both.addAll(file.groups);
                groups = List.copyOf(both);
            }
            parts = withPart(parts, vars, file.vars);
            vars = parts.isEmpty() && vars.isEmpty() ? file.vars : vars;
        }
    }

    final Map<String, GroupDraft> groups;
    final Map<String, HostDraft> hosts;

    /** One that is empty, with room for so many. */
    InventoryDraft(int groupCount, int hostCount) {
        groups = LinkedHashMap.newLinkedHashMap(groupCount);
        hosts = LinkedHashMap.newLinkedHashMap(hostCount);
    }

    /** What a file says is complete: its hosts learn in which groups they are, those of one group from one list. */
    void finish() {
        for (GroupDraft group : groups.values()) {
            if (group.name.equals(ALL) || group.name.equals(UNGROUPED)) {
                continue;
            }
            List<String> alone = List.of(group.name);
            for (String name : group.hosts) {
                HostDraft host = hosts.get(name);
                if (host.groups.isEmpty()) {
                    host.groups = alone;
                } else {
                    List<String> more = new ArrayList<>(host.groups);
                    more.add(group.name);
                    host.groups = List.copyOf(more);
                }
            }
        }
    }

    /** All files, in their order, below {@code all}. */
    static InventoryDraft joined(Position source, List<FileGroups> files, JoinedVars joined) {
        int groupCount = 2;
        int hostCount = 0;
        for (FileGroups file : files) {
            groupCount += file.draft().groups.size();
            hostCount += file.draft().hosts.size();
        }
        InventoryDraft draft = new InventoryDraft(groupCount, hostCount);
        draft.group(ALL, source).children.put(UNGROUPED, source);
        draft.group(UNGROUPED, source);
        files.forEach(draft::add);
        for (GroupDraft group : draft.groups.values()) {
            group.vars = group.parts.isEmpty() ? group.vars : joined.group(group.name, group.parts);
        }
        for (HostDraft host : draft.hosts.values()) {
            host.vars = host.parts.isEmpty() ? host.vars : joined.host(host.host.name(), host.parts);
        }
        return draft;
    }

    private void add(FileGroups file) {
        for (GroupDraft group : file.draft().groups.values()) {
            GroupDraft known = groups.get(group.name);
            if (known == null) {
                groups.put(group.name, new GroupDraft(group));
            } else {
                known.join(group);
            }
        }
        for (HostDraft host : file.draft().hosts.values()) {
            HostDraft known = hosts.get(host.host.name());
            if (known == null) {
                Host first = new Host(host.host.name(), hosts.size(), host.host.at());
                hosts.put(first.name(), new HostDraft(first, file.varsOfNew(host), host.groups));
            } else {
                known.join(host);
            }
        }
    }

    private static List<Map<String, Value>> withPart(List<Map<String, Value>> parts, Map<String, Value> before, Map<String, Value> part) {
        if (part.isEmpty() || parts.isEmpty() && before.isEmpty()) {
            return parts;
        }
        List<Map<String, Value>> all = new ArrayList<>(parts.isEmpty() ? List.of(before) : parts);
        all.add(part);
        return all;
    }

    /** Whether both have the same groups with the same children and hosts, all in the same order. */
    boolean hasStructureOf(InventoryDraft other) {
        return sameOrder(groups.keySet(), other.groups.keySet()) && sameOrder(hosts.keySet(), other.hosts.keySet())
                && groups.values().stream().allMatch(group -> {
                    GroupDraft twin = other.groups.get(group.name);
                    return sameOrder(group.children.keySet(), twin.children.keySet()) && sameOrder(group.hosts, twin.hosts);
                });
    }

    private static boolean sameOrder(Set<String> a, Set<String> b) {
        return a.size() == b.size() && List.copyOf(a).equals(List.copyOf(b));
    }

    GroupDraft group(String name, Position at) {
        return groups.computeIfAbsent(name, n -> new GroupDraft(n, at));
    }

    HostDraft host(String name, Position at) {
        return hosts.computeIfAbsent(name, n -> new HostDraft(new Host(n, hosts.size(), at)));
    }
}
