package io.pgsvc.inventory;

import io.pgsvc.inventory.InventoryDraft.GroupDraft;
import io.pgsvc.inventory.InventoryDraft.HostDraft;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes an inventory of parsed files: hosts and groups merged over all files, the group graph checked, variables in
 * layers. Pure: no disk. First {@link #readGroups}, which tells whose variable files matter, then {@link #assemble}.
 */
final class InventoryAssembler {
    private final String source;
    private final Problems problems;
    private final InventoryDraft draft;

    InventoryAssembler(String source, Problems problems) {
        this.source = source;
        this.problems = problems;
        this.draft = new InventoryDraft(Position.of(source));
    }

    /** The inventory of a tree. */
    static Inventory of(SourceTree tree) {
        Problems problems = new Problems();
        InventoryAssembler assembler = new InventoryAssembler(tree.source().toString(), problems);
        assembler.readGroups(tree.files());
        problems.throwIfAny();
        return assembler.assemble(tree);
    }

    /** Reads hosts and groups of all inventory files; problems are collected. */
    void readGroups(List<SourceFile> files) {
        GroupParser parser = new GroupParser(draft, problems);
        files.forEach(parser::parse);
        reconcile();
    }

    Set<String> groupNames() {
        return draft.groups.keySet();
    }

    Set<String> hostNames() {
        return draft.hosts.keySet();
    }

    /**
     * The finished inventory.
     *
     * @throws InventoryException with everything that was found wrong so far
     */
    Inventory assemble(SourceTree tree) {
        problems.throwIfAny();
        Map<String, List<Map<String, Value>>> groupFiles = layers(tree.groupVars());
        Map<String, List<Map<String, Value>>> hostFiles = layers(tree.hostVars());
        problems.throwIfAny();
        GroupGraph graph = new GroupGraph(draft.groups);
        problems.throwIfAny();
        return new LayeredInventory(tree.source(), draft, graph, groupFiles, hostFiles, problems.warnings());
    }

    /** What Ansible does after reading: parents for all groups, a group for all hosts. */
    private void reconcile() {
        Set<String> withParent = new java.util.HashSet<>();
        draft.groups.values().forEach(group -> withParent.addAll(group.children.keySet()));
        GroupDraft all = draft.groups.get(InventoryDraft.ALL);
        for (GroupDraft group : draft.groups.values()) {
            if (group != all && !withParent.contains(group.name)) {
                all.children.put(group.name, group.at);
            }
        }
        GroupGraph.findLoop(draft.groups).ifPresent(problems::error);
        GroupDraft ungrouped = draft.groups.get(InventoryDraft.UNGROUPED);
        Set<String> elsewhere = new java.util.HashSet<>();
        for (GroupDraft group : draft.groups.values()) {
            if (group != all && group != ungrouped) {
                elsewhere.addAll(group.hosts);
            }
        }
        ungrouped.hosts.removeAll(elsewhere);
        for (HostDraft host : draft.hosts.values()) {
            String name = host.host.name();
            if (!elsewhere.contains(name)) {
                ungrouped.hosts.add(name);
            }
            GroupDraft namesake = draft.groups.get(name);
            if (namesake != null) {
                problems.warning(Finding.warning("same-name", "`" + name + "` is both a group and a host",
                        host.host.at()).withRelated(namesake.at).withHint("give the group another name"));
            }
        }
    }

    /** The variable maps of groups or hosts, in the order of their files; files without anything are left out. */
    private Map<String, List<Map<String, Value>>> layers(Map<String, List<SourceFile>> files) {
        Map<String, List<Map<String, Value>>> layers = new LinkedHashMap<>();
        files.forEach((owner, sources) -> {
            List<Map<String, Value>> maps = new ArrayList<>();
            for (SourceFile file : sources) {
                file.warnings().forEach(problems::warning);
                switch (file.root()) {
                    case Value.Null n -> { }
                    case Value.Dict dict -> {
                        Map<String, Value> map = new LinkedHashMap<>();
                        dict.entries().forEach((name, entry) -> map.put(name, entry.value()));
                        maps.add(map);
                    }
                    case Value other -> problems.error(Finding.error("inventory-type",
                            "a file of variables is a mapping, but this is " + Values.kind(other), other.at())
                            .withHint("write each variable as `name: value`"));
                }
            }
            layers.put(owner, maps);
        });
        return layers;
    }
}
