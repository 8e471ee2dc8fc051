package io.pgsvc.service;

import io.pgsvc.inventory.Group;
import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Suggestion;
import io.pgsvc.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Who exposes a cluster's services: its members, or the hosts of a group ({@code pg_service_provider}). */
final class Providers {
    private final Inventory inventory;
    private final Clusters clusters;
    private final Identities identities;
    private final Function<Host, HostContext> contexts;
    private final PlanMemory memory;
    private final Map<String, Set<Host>> hostsOfGroup = new HashMap<>();
    private Map<Host, List<Cluster>> delegated;
    private Map<Cluster, List<Finding>> uncertain;

    Providers(Inventory inventory, Clusters clusters, Identities identities, Function<Host, HostContext> contexts, PlanMemory memory) {
        this.inventory = inventory;
        this.clusters = clusters;
        this.identities = identities;
        this.contexts = contexts;
        this.memory = memory;
    }

    /**
     * What one host says of its cluster.
     *
     * @param group    the group that exposes the services; empty for the members themselves
     * @param findings what is wrong with it; an error means that nobody can tell
     */
    record Decision(Optional<String> group, List<Finding> findings) {
        boolean uncertain() {
            return findings.stream().anyMatch(Finding::isError);
        }
    }

    /** The clusters whose services this host exposes for others, in inventory order. */
    List<Cluster> delegatedTo(Host host) {
        index();
        return delegated.getOrDefault(host, List.of());
    }

    /** The clusters of which nobody can tell who exposes them, and why. */
    Map<Cluster, List<Finding>> uncertain() {
        index();
        return uncertain;
    }

    /** What a host's variables say, before anybody looks whether there is such a group. */
    record Saying(Optional<Value.Text> group, List<Finding> errors) {
        private static final Saying LOCAL = new Saying(Optional.empty(), List.of());
    }

    /** What a host's variables say; a name that is no group means local (ansible-semantics.md, Where they are rendered). */
    Decision decide(HostContext context, Cluster cluster) {
        return decision(saying(context, cluster), cluster);
    }

    private Decision decision(Saying saying, Cluster cluster) {
        return saying.group().isPresent() ? group(saying.group().get(), cluster, Finding.Subject.cluster(cluster.name()))
                : new Decision(Optional.empty(), saying.errors());
    }

    private Saying saying(HostContext context, Cluster cluster) {
        Optional<Value> raw = context.lookup("pg_service_provider");
        if (raw.isEmpty()) {
            return Saying.LOCAL;
        }
        Finding.Subject subject = Finding.Subject.cluster(cluster.name());
        Value value;
        try {
            value = context.resolve(raw.get());
        } catch (PgsvcException e) {
            return new Saying(Optional.empty(), e.findings().stream().map(f -> f.about(subject)).toList());
        }
        return switch (value) {
            case Value.Null none -> Saying.LOCAL;
            case Value.Text text when text.value().isEmpty() -> Saying.LOCAL;
            case Value.Text text -> new Saying(Optional.of(text), List.of());
            default -> new Saying(Optional.empty(), List.of(Finding.error("wrong-type",
                    "pg_service_provider must be the name of a group, not " + Text.shownValue(value), value.at()).about(subject)));
        };
    }

    private Decision group(Value.Text name, Cluster cluster, Finding.Subject subject) {
        if (inventory.group(name.value()).isEmpty()) {
            Finding none = Finding.warning("provider", "pg_service_provider names no group: \"" + Text.shown(name.value())
                    + "\"; the services of " + cluster.name() + " stay on its members", name.at()).about(subject);
            return new Decision(Optional.empty(), List.of(Suggestion.among(name.value(),
                    inventory.groups().stream().map(Group::name).toList())
                    .map(g -> none.withHint("did you mean `" + g + "`?")).orElse(none)));
        }
        if (hosts(name.value()).isEmpty()) {
            return new Decision(Optional.of(name.value()), List.of(Finding.warning("provider",
                    "pg_service_provider names an empty group: \"" + Text.shown(name.value()) + "\"; the services of "
                    + cluster.name() + " are exposed nowhere", name.at()).about(subject)));
        }
        return new Decision(Optional.of(name.value()), List.of());
    }

    /**
     * The primary decides for its cluster. Where there is none, or more than one, any member can: the provider's hosts
     * then have an error, rather than nothing to expose.
     */
    private void index() {
        if (delegated != null) {
            return;
        }
        // Whole or not at all: whoever asks again after a failure must not take a part for all.
        Map<Host, List<Cluster>> byHost = new HashMap<>();
        Map<Cluster, List<Finding>> unclear = new LinkedHashMap<>();
        for (Cluster cluster : clusters.all()) {
            Set<Host> hosts = new HashSet<>();
            List<Finding> errors = new ArrayList<>();
            for (Saying saying : memory.providers(cluster, clusters.key(cluster), clusters.magic(), () -> sayings(cluster))) {
                Decision decision = decision(saying, cluster);
                decision.group().ifPresent(group -> hosts.addAll(hosts(group)));
                if (decision.uncertain()) {
                    errors.addAll(decision.findings());
                }
            }
            hosts.forEach(host -> byHost.computeIfAbsent(host, h -> new ArrayList<>()).add(cluster));
            if (!errors.isEmpty()) {
                unclear.put(cluster, List.copyOf(errors));
            }
        }
        uncertain = unclear;
        delegated = byHost;
    }

    private Set<Host> hosts(String group) {
        return hostsOfGroup.computeIfAbsent(group, name -> new HashSet<>(inventory.hostsOf(name)));
    }

    private List<Saying> sayings(Cluster cluster) {
        return identities.primary(cluster).map(List::of).orElse(cluster.members()).stream().map(host -> saying(contexts.apply(host), cluster)).toList();
    }
}
