package io.pgsvc.inventory;

import io.pgsvc.inventory.InventoryDraft.GroupDraft;
import io.pgsvc.inventory.InventoryDraft.HostDraft;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The hosts and groups of all inventory files, joined and checked. Pure: no disk.
 *
 * @param draft     not changed any more
 * @param graph     empty if there are errors
 * @param structure the same object for two joins only if both have the same groups with the same hosts
 */
record JoinedGroups(List<FileGroups> files, InventoryDraft draft, Optional<GroupGraph> graph, Object structure,
                    List<Finding> errors, List<Finding> warnings) {

    /** Joins files; gives {@code previous} itself where the files are the same. */
    static JoinedGroups of(Path source, List<FileGroups> files, JoinedVars vars, Optional<JoinedGroups> previous) {
        if (previous.isPresent() && sameFiles(previous.get().files, files)) {
            return previous.get();
        }
        Problems problems = new Problems();
        for (FileGroups file : files) {
            file.errors().forEach(problems::error);
            file.warnings().forEach(problems::warning);
        }
        vars.next();
        InventoryDraft draft = InventoryDraft.joined(Position.of(source.toString()), files, vars);
        Optional<JoinedGroups> alike = previous.filter(p -> sameStructure(p.files, files));
        Optional<GroupGraph> known = alike.flatMap(JoinedGroups::graph);
        reconcile(draft, problems, known.isPresent());
        Optional<GroupGraph> graph = !problems.errors().isEmpty() ? Optional.empty()
                : Optional.of(known.map(g -> new GroupGraph(g, draft.groups)).orElseGet(() -> new GroupGraph(draft.groups)));
        return new JoinedGroups(List.copyOf(files), draft, graph, alike.map(JoinedGroups::structure).orElseGet(Object::new),
                List.copyOf(problems.errors()), List.copyOf(problems.warnings()));
    }

    private static boolean sameFiles(List<FileGroups> a, List<FileGroups> b) {
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = a.get(i) == b.get(i);
        }
        return same;
    }

    private static boolean sameStructure(List<FileGroups> a, List<FileGroups> b) {
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = a.get(i) == b.get(i) || a.get(i).draft().hasStructureOf(b.get(i).draft());
        }
        return same;
    }

    /** What Ansible does after reading: parents for all groups, a group for all hosts. */
    private static void reconcile(InventoryDraft draft, Problems problems, boolean hasNoLoop) {
        Set<String> withParent = new HashSet<>();
        draft.groups.values().forEach(group -> withParent.addAll(group.children.keySet()));
        GroupDraft all = draft.groups.get(InventoryDraft.ALL);
        for (GroupDraft group : draft.groups.values()) {
            if (group != all && !withParent.contains(group.name)) {
                all.children.put(group.name, group.at);
            }
        }
        if (!hasNoLoop) {
            GroupGraph.findLoop(draft.groups).ifPresent(problems::error);
        }
        GroupDraft ungrouped = draft.groups.get(InventoryDraft.UNGROUPED);
        ungrouped.hosts.removeIf(name -> !draft.hosts.get(name).groups.isEmpty());
        for (HostDraft host : draft.hosts.values()) {
            if (host.groups.isEmpty()) {
                ungrouped.hosts.add(host.host.name());
            }
        }
        List<HostDraft> namesakes = new ArrayList<>();
        draft.groups.keySet().forEach(name -> Optional.ofNullable(draft.hosts.get(name)).ifPresent(namesakes::add));
        namesakes.sort(Comparator.comparingInt(host -> host.host.index()));
        for (HostDraft host : namesakes) {
            problems.warning(Finding.warning("same-name", "`" + host.host.name() + "` is both a group and a host",
                    host.host.at()).withRelated(draft.groups.get(host.host.name()).at).withHint("give the group another name"));
        }
    }
}
