package io.pgsvc.inventory;

import io.pgsvc.inventory.InventoryDraft.GroupDraft;
import io.pgsvc.inventory.InventoryDraft.HostDraft;
import io.pgsvc.inventory.Layers.Lineage;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An inventory whose variables stay in the layers in which they were read: a look-up walks them from the highest
 * precedence down, so that nothing is ever merged for it. What few ask for is made when it is asked for.
 */
final class LayeredInventory implements Inventory {
    private static final List<String> ALONE = List.of(InventoryDraft.UNGROUPED);

    private final Path source;
    private final JoinedGroups joined;
    private final InventoryDraft draft;
    private final GroupGraph graph;
    private final Map<String, List<Map<String, Value>>> groupFiles;
    private final Map<String, List<Map<String, Value>>> hostFiles;
    private final List<Host> hosts;
    private final List<Layers> layers;
    private final List<Finding> warnings;
    private final Set<String> files;
    private final Map<String, List<Host>> members = new ConcurrentHashMap<>();

    /**
     * @param joined   without errors
     * @param files    names of all files that were read
     * @param previous what was read before; layers that are the same are taken from it
     */
    LayeredInventory(Path source, JoinedGroups joined, Map<String, List<Map<String, Value>>> groupFiles,
                     Map<String, List<Map<String, Value>>> hostFiles, List<Finding> warnings, Set<String> files,
                     Optional<LayeredInventory> previous) {
        this.source = source;
        this.files = files;
        this.joined = joined;
        this.draft = joined.draft();
        this.graph = joined.graph().orElseThrow();
        this.groupFiles = groupFiles;
        this.hostFiles = hostFiles;
        this.warnings = List.copyOf(warnings);
        List<Host> ordered = new ArrayList<>(draft.hosts.size());
        draft.hosts.values().forEach(host -> ordered.add(host.host));
        this.hosts = Collections.unmodifiableList(ordered);
        this.layers = new ArrayList<>(hosts.size());
        Map<List<String>, Lineage> known = new HashMap<>();
        List<String> lastNames = List.of();
        Optional<Lineage> last = Optional.empty();
        for (HostDraft host : draft.hosts.values()) {
            List<Map<String, Value>> vars = hostFiles.isEmpty() ? List.of() : hostFiles.getOrDefault(host.host.name(), List.of());
            Optional<Layers> before = previous.isEmpty() ? Optional.empty() : previous.get().layers(host.host);
            List<String> names = host.groups.isEmpty() ? ALONE : host.groups;
            if (last.isEmpty() || names != lastNames) { // hosts of a group mostly stand together
                lastNames = names;
                last = before.map(Layers::lineage).filter(lineage -> names.size() == 1 && isStill(lineage, names.getFirst()));
                last = last.isPresent() ? last : Optional.of(known.computeIfAbsent(names, n -> {
                    Lineage now = lineage(graph.lineage(n));
                    return before.map(Layers::lineage).filter(now::equals).orElse(now);
                }));
            }
            layers.add(layers(host, vars, last.get(), before));
        }
    }

    /** Whether the lineage of a plain group is as it was: told without making it anew, as it is of nearly all. */
    private boolean isStill(Lineage before, String group) {
        if (!graph.isPlain(group) || before.groupNames().size() != 1 || !before.groupNames().getFirst().equals(group)) {
            return false;
        }
        List<Map<String, Value>> layers = before.layers();
        int at = matching(layers, 0, groupFiles.getOrDefault(group, List.of()));
        at = matching(layers, at, groupFiles.getOrDefault(InventoryDraft.ALL, List.of()));
        at = matching(layers, at, draft.groups.get(group).vars);
        at = matching(layers, at, draft.groups.get(InventoryDraft.ALL).vars);
        return at == layers.size();
    }

    /** Behind these files, the last first, if they stand at this place; else a number too large. */
    private static int matching(List<Map<String, Value>> layers, int from, List<Map<String, Value>> files) {
        int at = from;
        for (int i = files.size() - 1; i >= 0; i--) {
            at = matching(layers, at, files.get(i));
        }
        return at;
    }

    private static int matching(List<Map<String, Value>> layers, int at, Map<String, Value> layer) {
        if (layer.isEmpty()) {
            return at;
        }
        return at < layers.size() && layers.get(at) == layer ? at + 1 : Integer.MAX_VALUE;
    }

    /** Those of the reading before if they are the same. */
    private static Layers layers(HostDraft host, List<Map<String, Value>> files, Lineage lineage, Optional<Layers> before) {
        if (before.isPresent() && files.isEmpty() && before.get().isOf(host.vars, lineage)) {
            return before.get();
        }
        Layers now = new Layers(own(host, files), lineage);
        return before.isPresent() && now.equals(before.get()) ? before.get() : now;
    }

    /** Whether another reading of the same source found all of this again. */
    boolean isOf(JoinedGroups groups, Map<String, List<Map<String, Value>>> ofGroups, Map<String, List<Map<String, Value>>> ofHosts,
                 List<Finding> found, Set<String> read) {
        return joined == groups && files.equals(read) && same(groupFiles, ofGroups) && same(hostFiles, ofHosts) && warnings.equals(found);
    }

    private static boolean same(Map<String, List<Map<String, Value>>> a, Map<String, List<Map<String, Value>>> b) {
        return a.size() == b.size() && a.entrySet().stream().allMatch(entry ->
                b.containsKey(entry.getKey()) && Layers.same(entry.getValue(), b.get(entry.getKey())));
    }

    private static List<Map<String, Value>> own(HostDraft host, List<Map<String, Value>> files) {
        if (files.isEmpty()) {
            return host.vars.isEmpty() ? List.of() : List.of(host.vars);
        }
        List<Map<String, Value>> layers = new ArrayList<>(files.size() + 1);
        addReversed(layers, files);
        addIfAny(layers, host.vars);
        return layers;
    }

    private Lineage lineage(List<GroupDraft> groups) {
        List<Map<String, Value>> found = new ArrayList<>();
        for (GroupDraft group : groups.reversed()) {
            addReversed(found, groupFiles.getOrDefault(group.name, List.of()));
        }
        addReversed(found, groupFiles.getOrDefault(InventoryDraft.ALL, List.of()));
        for (GroupDraft group : groups.reversed()) {
            addIfAny(found, group.vars);
        }
        addIfAny(found, draft.groups.get(InventoryDraft.ALL).vars);
        List<String> names = new ArrayList<>(groups.size());
        groups.forEach(group -> names.add(group.name));
        names.sort(GroupGraph::byCodePoint);
        return new Lineage(List.copyOf(found), List.copyOf(names));
    }

    private static void addReversed(List<Map<String, Value>> layers, List<Map<String, Value>> files) {
        files.reversed().forEach(file -> addIfAny(layers, file));
    }

    private static void addIfAny(List<Map<String, Value>> layers, Map<String, Value> layer) {
        if (!layer.isEmpty()) {
            layers.add(layer);
        }
    }

    /** The layers of a host of another reading: most often it stands at the same place. */
    private Optional<Layers> layers(Host other) {
        int index = other.index();
        if (index < hosts.size() && hosts.get(index).name().equals(other.name())) {
            return Optional.of(layers.get(index));
        }
        return Optional.ofNullable(draft.hosts.get(other.name())).map(host -> layers.get(host.host.index()));
    }

    @Override
    public List<Host> hosts() {
        return hosts;
    }

    @Override
    public Optional<Host> host(String name) {
        return Optional.ofNullable(draft.hosts.get(name)).map(host -> host.host);
    }

    @Override
    public List<Group> groups() {
        return draft.groups.values().stream().map(this::group).toList();
    }

    @Override
    public Optional<Group> group(String name) {
        return Optional.ofNullable(draft.groups.get(name)).map(this::group);
    }

    private Group group(GroupDraft group) {
        return new Group(group.name, List.copyOf(group.children.keySet()), List.copyOf(group.hosts), graph.depth(group.name),
                group.priority.orElse(1), group.at);
    }

    @Override
    public List<Host> hostsOf(String group) {
        return !draft.groups.containsKey(group) ? List.of() : members.computeIfAbsent(group,
                name -> graph.members(name).stream().map(host -> draft.hosts.get(host).host).toList());
    }

    @Override
    public List<String> groupNames(Host host) {
        return layers.get(host.index()).lineage().groupNames();
    }

    @Override
    public Optional<Value> variable(Host host, String name) {
        return Optional.ofNullable(layers.get(host.index()).find(name));
    }

    @Override
    public Optional<Value> common(String name) {
        List<Map<String, Value>> common = new ArrayList<>();
        addReversed(common, groupFiles.getOrDefault(InventoryDraft.ALL, List.of()));
        addIfAny(common, draft.groups.get(InventoryDraft.ALL).vars);
        return common.stream().map(layer -> layer.get(name)).filter(Objects::nonNull).findFirst();
    }

    @Override
    public Set<String> variableNames(Host host) {
        Set<String> names = new LinkedHashSet<>();
        layers.get(host.index()).lineage().layers().reversed().forEach(layer -> names.addAll(layer.keySet()));
        layers.get(host.index()).own().reversed().forEach(layer -> names.addAll(layer.keySet()));
        return Collections.unmodifiableSet(names);
    }

    @Override
    public Object basis(Host host) {
        return layers.get(host.index());
    }

    @Override
    public Object structure() {
        return joined.structure();
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
