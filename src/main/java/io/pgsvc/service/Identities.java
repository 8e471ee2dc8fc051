package io.pgsvc.service;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Suggestion;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Whether clusters are what Pigsty asks of them: a name, one primary, members with unique numbers and known roles. */
public final class Identities {
    /** The roles that a member can have. */
    public static final Set<String> ROLES = Set.of("primary", "replica", "standby", "offline", "delayed");

    private final Clusters clusters;
    private final Inventory inventory;
    private final PlanMemory memory;
    private final Map<String, Identity> known = new HashMap<>();
    private List<Cluster> unsound;

    /**
     * What a cluster is.
     *
     * @param primary the place among the members of the one whose role is primary, if it is one
     */
    record Identity(OptionalInt primary, List<Finding> findings, boolean isSound) {
        Identity(OptionalInt primary, List<Finding> findings) {
            this(primary, List.copyOf(findings), findings.stream().noneMatch(Finding::isError));
        }
    }

    Identities(Clusters clusters, Inventory inventory, PlanMemory memory) {
        this.clusters = clusters;
        this.inventory = inventory;
        this.memory = memory;
    }

    /** The one member whose role is primary; empty if there is none or more than one. */
    public Optional<Host> primary(Cluster cluster) {
        OptionalInt primary = identity(cluster).primary();
        return primary.isPresent() ? Optional.of(cluster.members().get(primary.getAsInt())) : Optional.empty();
    }

    /** What is wrong with a cluster's identity. */
    public List<Finding> findings(Cluster cluster) {
        return identity(cluster).findings();
    }

    private Identity identity(Cluster cluster) {
        return known.computeIfAbsent(cluster.name(), name ->
                memory.identity(cluster, clusters.key(cluster), clusters.magic(), () -> check(cluster)));
    }

    /** All clusters with an error, in inventory order. */
    public List<Cluster> unsound() {
        if (unsound == null) {
            unsound = clusters.all().stream().filter(cluster -> !identity(cluster).isSound()).toList();
        }
        return unsound;
    }

    private Optional<String> role(Host host) {
        return clusters.context(host).text("pg_role");
    }

    private Identity check(Cluster cluster) {
        List<Finding> found = new ArrayList<>();
        Host first = cluster.members().getFirst();
        Text.unsafeInName(cluster.name()).ifPresent(why -> found.add(
                Finding.error("cluster-identity", "`pg_cluster` " + why, at(first, "pg_cluster"))));
        Map<String, Host> numbers = new HashMap<>();
        List<Host> primaries = new ArrayList<>();
        for (Host host : cluster.members()) {
            Text.unsafeInName(host.name()).ifPresent(why -> {
                if (!ipv6(host.name())) {
                    found.add(Finding.error("unsafe-value", "the name of host " + Text.shown(host.name()) + " " + why, host.at()));
                }
            });
            checkNumber(cluster, host, numbers, found);
            checkRole(cluster, host, found);
            if (role(host).equals(Optional.of("primary"))) {
                primaries.add(host);
            }
        }
        if (primaries.isEmpty()) {
            found.add(Finding.error("cluster-identity", "cluster " + cluster.name() + " has no member with pg_role: primary",
                    at(first, "pg_cluster")));
        } else if (primaries.size() > 1) {
            found.add(Finding.error("cluster-identity", "cluster " + cluster.name() + " has " + primaries.size()
                    + " members with pg_role: primary (" + String.join(", ", primaries.stream().map(Host::name).toList()) + ")",
                    at(primaries.get(1), "pg_role")).withRelated(at(primaries.get(0), "pg_role")));
        }
        Finding.Subject subject = Finding.Subject.cluster(cluster.name());
        OptionalInt primary = primaries.size() == 1 ? OptionalInt.of(cluster.members().indexOf(primaries.getFirst())) : OptionalInt.empty();
        return new Identity(primary, found.stream().map(f -> f.about(subject)).toList());
    }

    private void checkNumber(Cluster cluster, Host host, Map<String, Host> numbers, List<Finding> found) {
        Optional<Value> value = clusters.context(host).resolvedOrKept("pg_seq");
        if (value.isEmpty()) {
            found.add(Finding.error("cluster-identity", "host " + host.name() + " of cluster " + cluster.name() + " has no pg_seq",
                    host.at()));
            return;
        }
        String text = value.get() instanceof Value.Bool ? "" : Values.text(value.get()).orElse("");
        if (!Text.isDigits(text) || text.length() > 18) {
            found.add(Finding.error("cluster-identity", "pg_seq of " + host.name() + " must be a number, 0 or more, not "
                    + Text.shownValue(value.get()), at(host, "pg_seq")));
            return;
        }
        Host other = numbers.put(Long.toString(Long.parseLong(text)), host);
        if (other != null) {
            found.add(Finding.error("cluster-identity", "hosts " + other.name() + " and " + host.name() + " of cluster "
                    + cluster.name() + " have the same pg_seq " + text, at(host, "pg_seq")).withRelated(at(other, "pg_seq")));
        }
    }

    private void checkRole(Cluster cluster, Host host, List<Finding> found) {
        Optional<Value> value = clusters.context(host).resolvedOrKept("pg_role");
        if (value.isEmpty()) {
            found.add(Finding.error("cluster-identity", "host " + host.name() + " of cluster " + cluster.name() + " has no pg_role",
                    host.at()));
            return;
        }
        String role = Values.text(value.get()).orElse("");
        if (!ROLES.contains(role)) {
            Finding unknown = Finding.error("cluster-identity", "pg_role of " + host.name() + " is " + Text.shownValue(value.get())
                    + ", which is no role", at(host, "pg_role"));
            found.add(unknown.withHint(Suggestion.among(role, ROLES).map(r -> "did you mean `" + r + "`?")
                    .orElse("one of " + String.join(", ", new TreeSet<>(ROLES)))));
        }
    }

    private Position at(Host host, String variable) {
        return inventory.variable(host, variable).map(Value::at).orElse(host.at());
    }

    private static boolean ipv6(String name) {
        return name.chars().allMatch(c -> Character.digit(c, 16) >= 0 || ":.[]%".indexOf(c) >= 0);
    }
}
