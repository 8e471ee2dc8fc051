package io.pgsvc.inventory;

import io.pgsvc.inventory.InventoryDraft.GroupDraft;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The graph of groups: depths, ancestors, members. All groups hang below {@code all}; there is no loop. */
final class GroupGraph {
    private final Map<String, GroupDraft> groups;
    private final Map<String, Integer> depths;
    private final Map<String, List<String>> parents;

    /** A graph without loops (see {@link #findLoop}). */
    GroupGraph(Map<String, GroupDraft> groups) {
        this.groups = groups;
        this.depths = new HashMap<>();
        this.parents = new HashMap<>();
        for (GroupDraft group : groups.values()) {
            for (String child : group.children.keySet()) {
                parents.computeIfAbsent(child, c -> new ArrayList<>()).add(group.name);
            }
        }
        // Parents come before children: a group's depth is final when all its parents are done.
        Map<String, Integer> waiting = new HashMap<>();
        parents.forEach((child, list) -> waiting.put(child, list.size()));
        Deque<String> ready = new ArrayDeque<>(List.of(InventoryDraft.ALL));
        depths.put(InventoryDraft.ALL, 0);
        while (!ready.isEmpty()) {
            String name = ready.remove();
            int depth = depths.get(name);
            for (String child : groups.get(name).children.keySet()) {
                depths.merge(child, depth + 1, Math::max);
                if (waiting.merge(child, -1, Integer::sum) == 0) {
                    ready.add(child);
                }
            }
        }
    }

    /** The graph of the same groups with the same children, whose drafts may be others. */
    GroupGraph(GroupGraph same, Map<String, GroupDraft> groups) {
        this.groups = groups;
        this.depths = same.depths;
        this.parents = same.parents;
    }

    /** Whether a group hangs directly, and only, below all: so do most. */
    boolean isPlain(String group) {
        List<String> above = parents.getOrDefault(group, List.of());
        return above.size() == 1 && above.getFirst().equals(InventoryDraft.ALL);
    }

    int depth(String group) {
        return depths.get(group);
    }

    /** The groups and their ancestors without all, in the order in which their variables apply. */
    List<GroupDraft> lineage(Collection<String> direct) {
        if (direct.size() == 1) {
            String only = direct.iterator().next();
            if (isPlain(only)) {
                return List.of(groups.get(only));
            }
        }
        Set<String> found = new LinkedHashSet<>(direct);
        Deque<String> open = new ArrayDeque<>(direct);
        while (!open.isEmpty()) {
            for (String parent : parents.getOrDefault(open.remove(), List.of())) {
                if (found.add(parent)) {
                    open.add(parent);
                }
            }
        }
        found.remove(InventoryDraft.ALL);
        List<GroupDraft> lineage = new ArrayList<>(found.size());
        found.forEach(name -> lineage.add(groups.get(name)));
        lineage.sort(Comparator.<GroupDraft>comparingInt(g -> depth(g.name)).thenComparingInt(g -> g.priority.orElse(1))
                .thenComparing(g -> g.name, GroupGraph::byCodePoint));
        return lineage;
    }

    /** Names of a group's hosts: its own first, then those of its children, level by level. */
    Set<String> members(String group) {
        Set<String> seen = new LinkedHashSet<>(List.of(group));
        Deque<String> open = new ArrayDeque<>(seen);
        Set<String> hosts = new LinkedHashSet<>();
        while (!open.isEmpty()) {
            GroupDraft next = groups.get(open.remove());
            hosts.addAll(next.hosts);
            for (String child : next.children.keySet()) {
                if (seen.add(child)) {
                    open.add(child);
                }
            }
        }
        return hosts;
    }

    /** Python's order of texts. */
    static int byCodePoint(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogates = Character.isSurrogate(x) != Character.isSurrogate(y);
                return surrogates ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** The first loop of groups, as an error with the place that closes it and the place where it begins. */
    static Optional<Finding> findLoop(Map<String, GroupDraft> groups) {
        Set<String> done = new HashSet<>();
        for (String start : groups.keySet()) {
            Deque<String> path = new ArrayDeque<>();
            Deque<Iterator<String>> iterators = new ArrayDeque<>();
            Set<String> onPath = new LinkedHashSet<>();
            if (!done.contains(start)) {
                path.push(start);
                onPath.add(start);
                iterators.push(groups.get(start).children.keySet().iterator());
            }
            while (!path.isEmpty()) {
                if (!iterators.peek().hasNext()) {
                    iterators.pop();
                    onPath.remove(path.peek());
                    done.add(path.pop());
                    continue;
                }
                String child = iterators.peek().next();
                if (onPath.contains(child)) {
                    return Optional.of(loop(groups, List.copyOf(onPath), child));
                }
                if (!done.contains(child)) {
                    path.push(child);
                    onPath.add(child);
                    iterators.push(groups.get(child).children.keySet().iterator());
                }
            }
        }
        return Optional.empty();
    }

    private static Finding loop(Map<String, GroupDraft> groups, List<String> path, String closes) {
        List<String> loop = path.subList(path.indexOf(closes), path.size());
        Position at = groups.get(loop.getLast()).children.get(closes);
        Position other = loop.size() > 1 ? groups.get(closes).children.get(loop.get(1)) : groups.get(closes).at;
        return Finding.error("group-loop", "group `" + closes + "` is its own descendant: "
                + String.join(" > ", loop) + " > " + closes, at).withRelated(other)
                .withHint("take it out of the `children` of one of them");
    }
}
