package io.pgsvc.export;

import io.pgsvc.inventory.Group;
import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.service.Cluster;
import io.pgsvc.service.Clusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which file each host of an export stands in. Clusters come first in the order of names, so that the order of their
 * members is that of the file; it is the original's. Groups carry no order and no variables of members.
 */
final class Layout {
    private static final Set<String> BUILT_IN = Set.of("all", "ungrouped");

    /**
     * A file with hosts and their variables.
     *
     * @param group the original's group that has exactly these hosts, for what they have in common; without one the
     *              hosts stand in {@code all}
     */
    record Home(String path, Optional<String> group, List<Host> hosts) {}

    private final Inventory inventory;
    private final Clusters clusters;
    private final List<Home> homes = new ArrayList<>();
    private final Map<String, Group> plainGroups = new TreeMap<>();
    private final Map<Set<Host>, List<Group>> groupsByHosts = new java.util.HashMap<>();

    /**
     * The layout of an inventory.
     *
     * @param providers names of groups that expose services of clusters
     * @param allGroups whether every group must be in the export, since something reads their names
     */
    Layout(Inventory inventory, Clusters clusters, Set<String> providers, boolean allGroups) {
        this.inventory = inventory;
        this.clusters = clusters;
        List<Group> groups = inventory.groups().stream().filter(group -> !BUILT_IN.contains(group.name()))
                .sorted(Comparator.comparing(Group::name)).toList();
        groups.forEach(group -> groupsByHosts.computeIfAbsent(Set.copyOf(inventory.hostsOf(group.name())), hosts -> new ArrayList<>()).add(group));
        clusters.all().forEach(cluster -> homes.add(home("clusters/" + FileNames.of(cluster.name()), cluster.members(), cluster.name(), allGroups)));
        nodes(groups, allGroups);
        Set<String> written = new HashSet<>();
        homes.forEach(home -> home.group().ifPresent(written::add));
        groups.stream().filter(group -> (allGroups || providers.contains(group.name())) && !written.contains(group.name()))
                .forEach(group -> plainGroups.put("groups/" + FileNames.of(group.name()), group));
    }

    /** Files of hosts with their variables. */
    List<Home> homes() {
        return homes;
    }

    /** Files of groups that only name their hosts. */
    Map<String, Group> plainGroups() {
        return plainGroups;
    }

    private Home home(String path, List<Host> hosts, String name, boolean orderMatters) {
        List<Group> same = groupsByHosts.getOrDefault(Set.copyOf(hosts), List.of()).stream()
                .filter(group -> !orderMatters || inventory.hostsOf(group.name()).equals(hosts)).toList();
        Optional<String> group = same.stream().map(Group::name).filter(name::equals).findFirst()
                .or(() -> same.stream().map(Group::name).findFirst());
        return new Home(path, group, hosts);
    }

    /** Hosts without a cluster stand in the smallest group of such hosts; the rest in one file. */
    private void nodes(List<Group> groups, boolean orderMatters) {
        Set<Host> open = new LinkedHashSet<>();
        inventory.hosts().stream().filter(host -> clusters.of(host).isEmpty()).forEach(open::add);
        List<Group> smallestFirst = groups.stream().filter(group -> !inventory.hostsOf(group.name()).isEmpty())
                .sorted(Comparator.<Group>comparingInt(group -> inventory.hostsOf(group.name()).size()).thenComparing(Group::name)).toList();
        for (Group group : smallestFirst) {
            List<Host> hosts = inventory.hostsOf(group.name()).stream().sorted(Comparator.comparingInt(Host::index)).toList();
            boolean ordered = !orderMatters || hosts.equals(inventory.hostsOf(group.name()));
            if (ordered && open.containsAll(hosts)) {
                hosts.forEach(open::remove);
                homes.add(new Home("nodes/" + FileNames.of(group.name()), Optional.of(group.name()), hosts));
            }
        }
        if (!open.isEmpty()) {
            homes.add(new Home("nodes/" + FileNames.of("ungrouped"), Optional.empty(), List.copyOf(open)));
        }
    }
}
