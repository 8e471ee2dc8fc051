package io.pgsvc.service;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.Templates;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Severity;
import io.pgsvc.model.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Works out what a node must expose: the services of its own cluster, those delegated to it, {@code haproxy_services}. */
public final class Planner {
    private final Inventory inventory;
    private final Defaults defaults;
    private final Templates templates;
    private final MagicVariables magic;
    private final Clusters clusters;
    private final Identities identities;
    private final Providers providers;
    private final PlanMemory memory;

    /** @param memory of earlier passes with the same templates; a new one where there were none */
    public Planner(Inventory inventory, Defaults defaults, Templates templates, PlanMemory memory) {
        memory.next(defaults);
        this.memory = memory;
        this.inventory = inventory;
        this.defaults = defaults;
        this.templates = templates;
        this.magic = new MagicVariables(inventory);
        this.clusters = new Clusters(inventory, templates, magic, memory);
        this.identities = new Identities(clusters, inventory, memory);
        this.providers = new Providers(inventory, clusters, identities, this::context, memory);
    }

    /** The clusters of the inventory. */
    public Clusters clusters() {
        return clusters;
    }

    /** Which clusters are what they must be. */
    public Identities identities() {
        return identities;
    }

    /** The same, telling each name that is looked up. */
    HostContext context(Host host, Consumer<String> reads) {
        return new HostContext(inventory, host, Optional.of(defaults), templates, magic, reads);
    }

    /** The clusters whose services this host exposes for others. */
    List<Cluster> delegatedTo(Host host) {
        return providers.delegatedTo(host);
    }

    Inventory inventory() {
        return inventory;
    }

    /** The variables of a host as templates and services see them, role defaults included. */
    public HostContext context(Host host) {
        return new HostContext(inventory, host, Optional.of(defaults), templates, magic);
    }

    /** The {@code default-server} settings of a host's services without {@code options}; empty where pg_rto_plan has none. */
    public Optional<String> defaultServer(Host host) {
        try {
            return Optional.of(Rto.defaultServer(context(host)));
        } catch (PgsvcException e) {
            return Optional.empty();
        }
    }

    /** What this host must expose. */
    public NodePlan plan(Host node) {
        return plan(context(node));
    }

    /** The same, with the variables that decide read from this context; a memory that keeps nothing reads them each time. */
    NodePlan plan(HostContext context) {
        Host node = context.host();
        List<ServiceSpec> services = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        Set<String> uncertain = new LinkedHashSet<>();
        checkClusterName(node, findings);
        List<Cluster> concerned = concerned(node);
        for (Cluster cluster : concerned) {
            boolean member = cluster.members().contains(node);
            boolean delegatedHere = providers.delegatedTo(node).contains(cluster);
            boolean local = false;
            if (member) {
                Providers.Decision own = providers.decide(context, cluster);
                findings.addAll(own.findings());
                local = own.group().isEmpty();
            }
            if (!local && !delegatedHere) {
                continue;
            }
            findings.addAll(identities.findings(cluster));
            boolean unclear = findings.stream().anyMatch(f -> f.isError()
                    && f.subject().equals(Finding.Subject.cluster(cluster.name())));
            if (unclear) {
                continue; // without a sound identity or a known provider nobody can tell what belongs where
            }
            services.addAll(services(context, cluster, local, delegatedHere, findings));
        }
        others(concerned, findings, uncertain);
        Definitions components = memory.components(node, PlanMemory.key(node, inventory), magic,
                () -> ComponentServices.of(context));
        findings.addAll(components.findings());
        services.addAll(components.services());
        return new NodePlan(node, services, uncertain, findings.stream().distinct().toList());
    }

    /** The clusters that may have services here: the node's own and those delegated to it, in inventory order. */
    private List<Cluster> concerned(Host node) {
        List<Cluster> concerned = new ArrayList<>(providers.delegatedTo(node));
        clusters.of(node).filter(own -> !concerned.contains(own)).ifPresent(concerned::add);
        concerned.sort(Comparator.comparingInt(cluster -> cluster.members().getFirst().index()));
        return concerned;
    }

    private Collection<ServiceSpec> services(HostContext context, Cluster cluster, boolean local, boolean delegatedHere,
                                             List<Finding> findings) {
        Host node = context.host();
        Map<String, ServiceSpec> here = new LinkedHashMap<>();
        if (local) {
            Definitions own = memory.local(cluster, node, PlanMemory.key(node, inventory), magic,
                    () -> PostgresServices.of(cluster.name(), context));
            findings.addAll(own.findings());
            own.services().forEach(s -> here.put(s.stem(), s));
        }
        if (delegatedHere) {
            Definitions given = delegated(cluster, identities.primary(cluster).orElseThrow());
            findings.addAll(given.findings());
            given.services().forEach(s -> here.put(s.stem(), s));
        }
        return here.values();
    }

    private Definitions delegated(Cluster cluster, Host host) {
        return memory.definitions(cluster, host, PlanMemory.key(host, inventory), magic,
                () -> PostgresServices.of(cluster.name(), context(host)));
    }

    /**
     * What is wrong with clusters that this node has nothing to do with: warnings. Of those that may be delegated to
     * it, if only their provider could be told, it must not delete anything.
     */
    private void others(List<Cluster> concerned, List<Finding> findings, Set<String> uncertain) {
        providers.uncertain().forEach((cluster, why) -> {
            uncertain.add(cluster.name());
            if (!concerned.contains(cluster)) {
                why.forEach(f -> findings.add(f.withSeverity(Severity.WARNING)));
            }
        });
        identities.unsound().stream().filter(cluster -> !concerned.contains(cluster))
                .forEach(cluster -> identities.findings(cluster).forEach(f -> findings.add(f.withSeverity(Severity.WARNING))));
    }

    /** A {@code pg_cluster} that is no name must not look like a node without services. */
    private void checkClusterName(Host node, List<Finding> findings) {
        Optional<Value> cluster = inventory.variable(node, "pg_cluster");
        Optional<Value> role = inventory.variable(node, "pg_role");
        if (cluster.isEmpty() && role.isPresent() && inventory.variable(node, "pg_seq").isPresent()) {
            findings.add(Finding.warning("cluster-identity", "host " + node.name() + " has pg_seq and pg_role, but no pg_cluster:"
                    + " it exposes no PostgreSQL service", role.get().at()).withHint("set pg_cluster in the vars of its group"));
        }
        cluster.ifPresent(raw -> {
            Value value = templates.resolveOrKeep(raw, clusters.context(node));
            if (!(value instanceof Value.Text || value instanceof Value.Null)) {
                findings.add(Finding.error("cluster-identity", "pg_cluster must be a text, not " + Text.shownValue(value), value.at())
                        .withHint("put it in quotes"));
            }
        });
    }
}
