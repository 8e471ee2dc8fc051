package io.pgsvc.inventory;

import io.pgsvc.inventory.InventoryDraft.GroupDraft;
import io.pgsvc.inventory.InventoryDraft.HostDraft;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Makes an inventory of parsed files: hosts and groups joined over all files, the group graph checked, variables in
 * layers. Pure: no disk. First {@link #join}, which tells whose variable files matter, then {@link #assemble}.
 */
final class InventoryAssembler {
    private final Path source;
    private final Problems problems;
    private InventoryDraft draft = new InventoryDraft();

    InventoryAssembler(Path source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** Joins the hosts and groups of all inventory files; problems are collected. */
    void join(List<FileGroups> files, JoinedVars joined) {
        for (FileGroups file : files) {
            file.errors().forEach(problems::error);
            file.warnings().forEach(problems::warning);
        }
        draft = InventoryDraft.joined(Position.of(source.toString()), files, joined);
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
     * @param groupVars by group, the files of {@code group_vars} that count for it, in order
     * @param hostVars  by host, the files of {@code host_vars}
     * @param files     names of all files that were read
     * @throws InventoryException with everything that was found wrong so far
     */
    Inventory assemble(SequencedMap<String, List<FileVars>> groupVars, SequencedMap<String, List<FileVars>> hostVars,
                       Set<String> files) {
        problems.throwIfAny();
        Map<String, List<Map<String, Value>>> groupFiles = layers(groupVars);
        Map<String, List<Map<String, Value>>> hostFiles = layers(hostVars);
        problems.throwIfAny();
        return new LayeredInventory(source, draft, new GroupGraph(draft.groups), groupFiles, hostFiles, problems.warnings(), files);
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
    private Map<String, List<Map<String, Value>>> layers(Map<String, List<FileVars>> files) {
        Map<String, List<Map<String, Value>>> layers = new LinkedHashMap<>();
        files.forEach((owner, sources) -> {
            List<Map<String, Value>> maps = new ArrayList<>(sources.size());
            for (FileVars file : sources) {
                file.warnings().forEach(problems::warning);
                file.errors().forEach(problems::error);
                maps.add(file.vars());
            }
            layers.put(owner, maps);
        });
        return layers;
    }
}
