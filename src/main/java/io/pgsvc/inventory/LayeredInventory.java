package io.pgsvc.inventory;

import io.pgsvc.inventory.InventoryDraft.GroupDraft;
import io.pgsvc.inventory.InventoryDraft.HostDraft;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An inventory whose variables stay in the layers in which they were read: a look-up walks them from the highest
 * precedence down, so that nothing is ever merged for it.
 */
final class LayeredInventory implements Inventory {
    /** What all hosts with the same direct groups share: layers from the highest precedence down. */
    private record Lineage(List<Map<String, Value>> layers, List<String> groupNames) {}

    private final Path source;
    private final List<Host> hosts;
    private final Map<String, Host> hostsByName = new HashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, List<Host>> members = new HashMap<>();
    /** By the index of a host: its own layers, the highest first. */
    private final List<List<Map<String, Value>>> own;
    private final List<Lineage> lineages;
    private final List<Finding> warnings;
    private final Set<String> files;

    LayeredInventory(Path source, InventoryDraft draft, GroupGraph graph,
                     Map<String, List<Map<String, Value>>> groupFiles,
                     Map<String, List<Map<String, Value>>> hostFiles, List<Finding> warnings,
                     Set<String> files) {
        this.source = source;
        this.files = files;
        this.warnings = List.copyOf(warnings);
        List<Host> ordered = new ArrayList<>(draft.hosts.size());
        for (HostDraft host : draft.hosts.values()) {
            ordered.add(host.host);
            hostsByName.put(host.host.name(), host.host);
        }
        hosts = List.copyOf(ordered);
        List<List<String>> direct = new ArrayList<>(hosts.size());
        hosts.forEach(h -> direct.add(new ArrayList<>(1)));
        for (GroupDraft group : draft.groups.values()) {
            groups.put(group.name, new Group(group.name, List.copyOf(group.children.keySet()),
                    List.copyOf(group.hosts), graph.depth(group.name), group.priority.orElse(1), group.at));
            for (String host : group.hosts) {
                direct.get(hostsByName.get(host).index()).add(group.name);
            }
            List<Host> list = new ArrayList<>();
            graph.members(group.name).forEach(name -> list.add(hostsByName.get(name)));
            members.put(group.name, List.copyOf(list));
        }
        Map<List<String>, Lineage> known = new HashMap<>();
        own = new ArrayList<>(hosts.size());
        lineages = new ArrayList<>(hosts.size());
        for (HostDraft host : draft.hosts.values()) {
            List<Map<String, Value>> layers = new ArrayList<>(1);
            addReversed(layers, hostFiles.getOrDefault(host.host.name(), List.of()));
            addIfAny(layers, host.vars);
            own.add(layers);
            lineages.add(known.computeIfAbsent(direct.get(host.host.index()),
                    names -> lineage(graph.lineage(names), draft, groupFiles)));
        }
    }

    private static Lineage lineage(List<GroupDraft> groups, InventoryDraft draft,
                                   Map<String, List<Map<String, Value>>> groupFiles) {
        List<Map<String, Value>> layers = new ArrayList<>();
        for (GroupDraft group : groups.reversed()) {
            addReversed(layers, groupFiles.getOrDefault(group.name, List.of()));
        }
        addReversed(layers, groupFiles.getOrDefault(InventoryDraft.ALL, List.of()));
        for (GroupDraft group : groups.reversed()) {
            addIfAny(layers, group.vars);
        }
        addIfAny(layers, draft.groups.get(InventoryDraft.ALL).vars);
        List<String> names = new ArrayList<>(groups.size());
        groups.forEach(group -> names.add(group.name));
        names.sort(GroupGraph::byCodePoint);
        return new Lineage(List.copyOf(layers), List.copyOf(names));
    }

    private static void addReversed(List<Map<String, Value>> layers, List<Map<String, Value>> files) {
        files.reversed().forEach(file -> addIfAny(layers, file));
    }

    private static void addIfAny(List<Map<String, Value>> layers, Map<String, Value> layer) {
        if (!layer.isEmpty()) {
            layers.add(layer);
        }
    }

    @Override
    public List<Host> hosts() {
        return hosts;
    }

    @Override
    public Optional<Host> host(String name) {
        return Optional.ofNullable(hostsByName.get(name));
    }

    @Override
    public List<Group> groups() {
        return List.copyOf(groups.values());
    }

    @Override
    public Optional<Group> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    @Override
    public List<Host> hostsOf(String group) {
        return members.getOrDefault(group, List.of());
    }

    @Override
    public List<String> groupNames(Host host) {
        return lineages.get(host.index()).groupNames();
    }

    @Override
    public Optional<Value> variable(Host host, String name) {
        for (Map<String, Value> layer : own.get(host.index())) {
            Value value = layer.get(name);
            if (value != null) {
                return Optional.of(value);
            }
        }
        for (Map<String, Value> layer : lineages.get(host.index()).layers()) {
            Value value = layer.get(name);
            if (value != null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    @Override
    public Set<String> variableNames(Host host) {
        Set<String> names = new LinkedHashSet<>();
        lineages.get(host.index()).layers().reversed().forEach(layer -> names.addAll(layer.keySet()));
        own.get(host.index()).reversed().forEach(layer -> names.addAll(layer.keySet()));
        return Collections.unmodifiableSet(names);
    }

    @Override
    public List<Finding> warnings() {
        return warnings;
    }

    @Override
    public Path source() {
        return source;
    }

    @Override
    public Set<String> files() {
        return files;
    }
}
