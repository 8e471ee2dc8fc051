package io.pgsvc.service;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.Templates;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Severity;
import io.pgsvc.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Works out what a node must expose: the services of its own cluster, those delegated to it, {@code haproxy_services}. */
public final class Planner {
    private final Inventory inventory;
    private final Defaults defaults;
    private final Templates templates;
    private final MagicVariables magic;
    private final Clusters clusters;
    private final Identities identities;
    private final Map<String, Definitions> delegated = new HashMap<>();

    public Planner(Inventory inventory, Defaults defaults, Templates templates) {
        this.inventory = inventory;
        this.defaults = defaults;
        this.templates = templates;
        this.magic = new MagicVariables(inventory);
        this.clusters = new Clusters(inventory, templates, magic);
        this.identities = new Identities(clusters, inventory);
    }

    /** The clusters of the inventory. */
    public Clusters clusters() {
        return clusters;
    }

    /** Which clusters are what they must be. */
    public Identities identities() {
        return identities;
    }

    /** The variables of a host as templates and services see them, role defaults included. */
    public HostContext context(Host host) {
        return new HostContext(inventory, host, Optional.of(defaults), templates, magic);
    }

    /** What this host must expose. */
    public NodePlan plan(Host node) {
        List<ServiceSpec> services = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        checkClusterName(node, findings);
        for (Cluster cluster : clusters.all()) {
            boolean member = cluster.members().contains(node);
            Optional<Host> primary = identities.primary(cluster);
            boolean delegatedHere = delegatedTo(node, cluster, primary, member, findings);
            boolean local = member && provider(node, cluster, true, findings).isEmpty();
            if (!local && !delegatedHere) {
                identities.findings(cluster).forEach(f -> findings.add(f.withSeverity(Severity.WARNING)));
                continue;
            }
            findings.addAll(identities.findings(cluster));
            boolean unclear = findings.stream().anyMatch(f -> f.severity() == Severity.ERROR
                    && f.subject().equals(Finding.Subject.cluster(cluster.name())));
            if (unclear) {
                continue; // without a sound identity or a known provider nobody can tell what belongs where
            }
            Map<String, ServiceSpec> here = new LinkedHashMap<>();
            if (local) {
                Definitions own = PostgresServices.of(cluster.name(), context(node));
                findings.addAll(own.findings());
                own.services().forEach(s -> here.put(s.stem(), s));
            }
            if (delegatedHere) {
                Definitions given = delegated.computeIfAbsent(cluster.name(),
                        name -> PostgresServices.of(name, context(primary.orElseThrow())));
                findings.addAll(given.findings());
                given.services().forEach(s -> here.put(s.stem(), s));
            }
            services.addAll(here.values());
        }
        Definitions components = ComponentServices.of(context(node));
        findings.addAll(components.findings());
        services.addAll(components.services());
        return new NodePlan(node, services, findings.stream().distinct().toList());
    }

    /**
     * Whether a cluster's services are delegated to this node. The primary decides; where there is none, or more than
     * one, any member can: the node then has an error, rather than nothing to expose.
     */
    private boolean delegatedTo(Host node, Cluster cluster, Optional<Host> primary, boolean report, List<Finding> findings) {
        List<Host> deciding = primary.map(List::of).orElse(cluster.members());
        return deciding.stream().anyMatch(host -> provider(host, cluster, report, findings)
                .map(group -> inventory.hostsOf(group).contains(node)).orElse(false));
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

    /**
     * The group to which a cluster's services are delegated in the view of one host; empty for local ones. A name that
     * is no group means local (ansible-semantics.md, Where they are rendered).
     */
    private Optional<String> provider(Host host, Cluster cluster, boolean report, List<Finding> findings) {
        HostContext context = context(host);
        Optional<Value> raw = context.lookup("pg_service_provider");
        if (raw.isEmpty() || raw.get() instanceof Value.Null) {
            return Optional.empty();
        }
        Finding.Subject subject = Finding.Subject.cluster(cluster.name());
        Value value;
        try {
            value = context.resolve(raw.get());
        } catch (PgsvcException e) {
            if (report) {
                e.findings().forEach(f -> findings.add(f.about(subject)));
            }
            return Optional.empty();
        }
        if (!(value instanceof Value.Text text)) {
            if (report && !(value instanceof Value.Null)) {
                findings.add(Finding.error("wrong-type", "pg_service_provider must be the name of a group, not " + Text.shownValue(value),
                        value.at()).about(subject));
            }
            return Optional.empty();
        }
        if (text.value().isEmpty()) {
            return Optional.empty();
        }
        if (inventory.group(text.value()).isEmpty()) {
            if (report) {
                Finding none = Finding.warning("provider", "pg_service_provider names no group: \"" + Text.shown(text.value())
                        + "\"; the services of " + cluster.name() + " stay on its members", value.at()).about(subject);
                findings.add(io.pgsvc.model.Suggestion.among(text.value(),
                        inventory.groups().stream().map(io.pgsvc.inventory.Group::name).toList())
                        .map(g -> none.withHint("did you mean `" + g + "`?")).orElse(none));
            }
            return Optional.empty();
        }
        if (report && inventory.hostsOf(text.value()).isEmpty()) {
            findings.add(Finding.warning("provider", "pg_service_provider names an empty group: \"" + Text.shown(text.value())
                    + "\"; the services of " + cluster.name() + " are exposed nowhere", value.at()).about(subject));
        }
        return Optional.of(text.value());
    }
}
