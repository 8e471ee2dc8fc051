package io.pgsvc.service;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which hosts of a fleet must expose the same: members of one cluster whose definitions come from the same places. Only
 * the first host of a class is planned; the plans of the others differ from it in nothing but the name of the host.
 * For one thread.
 */
public final class NodeClasses {
    private final Planner planner;
    private final Map<Key, List<NodeClass>> classes = new HashMap<>();

    /** Hosts with the same services: the first of them, its plan, and what was read for it. */
    public static final class NodeClass {
        private final NodePlan plan;
        private final Map<String, Optional<Value>> reads;

        private NodeClass(NodePlan plan, Map<String, Optional<Value>> reads) {
            this.plan = plan;
            this.reads = reads;
        }

        /** The plan of its first host. */
        public NodePlan plan() {
            return plan;
        }
    }

    private record Key(String cluster, List<String> delegated) {}

    public NodeClasses(Planner planner) {
        this.planner = planner;
    }

    /** The class of a host. */
    public NodeClass of(Host host) {
        Optional<Cluster> cluster = planner.clusters().of(host);
        if (cluster.isEmpty() && (has(host, "pg_cluster") || has(host, "pg_role"))) {
            return plan(host); // its findings name it
        }
        List<NodeClass> same = classes.computeIfAbsent(new Key(cluster.map(Cluster::name).orElse(""),
                planner.delegatedTo(host).stream().map(Cluster::name).toList()), key -> new ArrayList<>(1));
        for (NodeClass one : same) {
            if (reads(host, one.reads.keySet()).equals(one.reads)) {
                return one;
            }
        }
        NodeClass made = plan(host);
        // What is derived from the name of a host is nobody else's.
        if (made.reads.keySet().stream().noneMatch(MagicVariables.NAMES::contains)) {
            same.add(made);
        }
        return made;
    }

    private NodeClass plan(Host host) {
        Set<String> names = new HashSet<>();
        NodePlan plan = planner.plan(planner.context(host, names::add));
        return new NodeClass(plan, reads(host, names));
    }

    private boolean has(Host host, String variable) {
        return planner.inventory().variable(host, variable).isPresent();
    }

    /** Values with their positions: two hosts with equal ones have them from the same place. */
    private Map<String, Optional<Value>> reads(Host host, Set<String> names) {
        Map<String, Optional<Value>> values = new LinkedHashMap<>();
        names.forEach(name -> values.put(name, planner.inventory().variable(host, name)));
        return values;
    }
}
