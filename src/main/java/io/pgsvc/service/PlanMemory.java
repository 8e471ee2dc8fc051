package io.pgsvc.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.model.Position;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What was worked out for clusters and hosts in earlier passes, kept while all that it depends on is the same: the
 * hosts' variables (by {@link Inventory#basis}), the role defaults, and, for what asks for them, all groups. The
 * templates must always be the same. Not thread-safe.
 */
public final class PlanMemory {
    private final boolean keeps;
    private final Memory<Identities.Identity> identities = new Memory<>();
    private final Memory<List<Providers.Saying>> providers = new Memory<>();
    private final Memory<Definitions> definitions = new Memory<>();
    private final Memory<ArrayNode> objects = new Memory<>();
    private final ClusterNames clusterNames = new ClusterNames();
    private final Set<String> planned = new HashSet<>();
    private Optional<Defaults> defaults = Optional.empty();
    private Optional<GroupsJson> groups = Optional.empty();

    private record GroupsJson(Object structure, JsonNode json) {}

    /** A host as far as it matters to what is worked out from it; its place in the inventory does not. */
    private record Known(String name, Position at, Object basis) {
        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof Known k && (basis == k.basis || basis.equals(k.basis)) && name.equals(k.name)
                    && (at == k.at || at.equals(k.at));
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    /** Without {@code keeps}, for a single pass over one or many nodes: what only one node asks for is not kept. */
    public PlanMemory(boolean keeps) {
        this.keeps = keeps;
    }

    /** Begins a pass by the planner of the one before, as nothing has changed. */
    public void same() {
        planned.clear();
    }

    /** Begins a pass. */
    void next(Defaults current) {
        if (defaults.isPresent() && !defaults.get().equals(current)) {
            providers.forget();
            definitions.forget();
        }
        defaults = Optional.of(current);
        planned.clear();
        identities.next();
        providers.next();
        definitions.next();
        objects.next();
    }

    /** How many clusters, and hosts with {@code haproxy_services}, were worked out anew in this pass. */
    public int planned() {
        return planned.size();
    }

    ClusterNames clusterNames() {
        return clusterNames;
    }

    static Object key(Host host, Inventory inventory) {
        return new Known(host.name(), host.at(), inventory.basis(host));
    }

    Identities.Identity identity(Cluster cluster, Object key, MagicVariables magic, Supplier<Identities.Identity> work) {
        return identities.get(cluster.name(), key, magic, work, () -> planned.add(cluster.name()));
    }

    List<Providers.Saying> providers(Cluster cluster, Object key, MagicVariables magic, Supplier<List<Providers.Saying>> work) {
        return providers.get(cluster.name(), key, magic, work, () -> planned.add(cluster.name()));
    }

    /** Definitions of a cluster, as the node itself gives them. */
    Definitions local(Cluster cluster, Host host, Object key, MagicVariables magic, Supplier<Definitions> work) {
        return keeps ? definitions(cluster, host, key, magic, work) : work.get();
    }

    /** Definitions of a cluster, as one host gives them. */
    Definitions definitions(Cluster cluster, Host host, Object key, MagicVariables magic, Supplier<Definitions> work) {
        return definitions.get(cluster.name() + " " + host.name(), key, magic, work, () -> planned.add(cluster.name()));
    }

    /** Definitions of {@code haproxy_services}. */
    Definitions components(Host host, Object key, MagicVariables magic, Supplier<Definitions> work) {
        return !keeps ? work.get() : definitions.get(" " + host.name(), key, magic, work, () -> planned.add(" " + host.name()));
    }

    ArrayNode objects(Cluster cluster, Object key, MagicVariables magic, Supplier<ArrayNode> work) {
        return objects.get(cluster.name(), key, magic, work, () -> { });
    }

    /** The variable {@code groups}, the largest of all, as JSON. */
    JsonNode groups(Object structure, Supplier<JsonNode> work) {
        if (groups.isEmpty() || !groups.get().structure().equals(structure)) {
            groups = Optional.of(new GroupsJson(structure, work.get()));
        }
        return groups.get().json();
    }
}
