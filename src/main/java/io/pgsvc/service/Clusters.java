package io.pgsvc.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.Templates;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The PostgreSQL clusters of an inventory and their members, as selectors see them. For one pass, one thread. */
public final class Clusters {
    private final Inventory inventory;
    private final Templates templates;
    private final MagicVariables magic;
    private final PlanMemory memory;
    private final Map<String, Cluster> byName;
    /** By the index of a host. */
    private final List<Optional<Cluster>> byHost;
    private final Map<String, HostContext> memberContexts = new HashMap<>();
    private final Map<Value, JsonNode> converted = new IdentityHashMap<>();
    private final Map<String, Object> keys = new HashMap<>();

    Clusters(Inventory inventory, Templates templates, MagicVariables magic, PlanMemory memory) {
        this.inventory = inventory;
        this.templates = templates;
        this.magic = magic;
        this.memory = memory;
        Map<String, List<Host>> hosts = new LinkedHashMap<>();
        ClusterNames names = memory.clusterNames();
        String last = "";
        List<Host> lastMembers = List.of();
        for (Host host : inventory.hosts()) {
            String name = names.get(host.index(), inventory.basis(host), () -> inventory.variable(host, "pg_cluster"),
                    value -> templates.resolveOrKeep(value, n -> context(host).lookup(n)));
            if (name.isEmpty()) {
                continue;
            }
            if (!name.equals(last)) { // members mostly stand together
                last = name;
                lastMembers = hosts.computeIfAbsent(name, n -> new ArrayList<>());
            }
            lastMembers.add(host);
        }
        Map<String, Cluster> clusters = new LinkedHashMap<>();
        hosts.forEach((name, members) -> clusters.put(name, new Cluster(name, members)));
        this.byName = Collections.unmodifiableMap(clusters);
        this.byHost = new ArrayList<>(Collections.nCopies(inventory.hosts().size(), Optional.empty()));
        for (Cluster cluster : clusters.values()) {
            Optional<Cluster> found = Optional.of(cluster);
            cluster.members().forEach(member -> byHost.set(member.index(), found));
        }
    }

    /** All clusters, in the order of their first members. */
    public Collection<Cluster> all() {
        return byName.values();
    }

    /** The cluster that a host is a member of. */
    public Optional<Cluster> of(Host host) {
        return host.index() < byHost.size() ? byHost.get(host.index()).filter(c -> c.members().contains(host)) : Optional.empty();
    }

    public Optional<Cluster> cluster(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** A host's variables as selectors see them: without role defaults; what cannot be resolved stays raw text. */
    public HostContext context(Host host) {
        return memberContexts.computeIfAbsent(host.name(),
                name -> new HostContext(inventory, host, Optional.empty(), templates, magic));
    }

    /** The members of a cluster as the JSON objects that a selector filters. Do not change them. */
    public ArrayNode objects(Cluster cluster) {
        return memory.objects(cluster, key(cluster), magic, () -> {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(cluster.members().size());
            cluster.members().forEach(host -> array.add(object(host)));
            return array;
        });
    }

    /** Equal in two passes as long as the cluster has the same members, in the same order, with the same variables. */
    Object key(Cluster cluster) {
        return keys.computeIfAbsent(cluster.name(), name -> {
            List<Object> key = new ArrayList<>(cluster.members().size());
            cluster.members().forEach(host -> key.add(PlanMemory.key(host, inventory)));
            return key;
        });
    }

    MagicVariables magic() {
        return magic;
    }

    /** Where a member's variable is set, for messages. */
    public Optional<Position> position(String hostName, String variable) {
        return inventory.host(hostName).flatMap(host -> inventory.variable(host, variable)).map(Value::at);
    }

    private ObjectNode object(Host host) {
        HostContext context = context(host);
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (String name : inventory.variableNames(host)) {
            inventory.variable(host, name).ifPresent(value -> object.set(name, json(value, context)));
        }
        for (String name : MagicVariables.NAMES) {
            if (name.equals("groups")) {
                magic.noteGroupsAsked();
                object.set(name, memory.groups(magic.structure(), () -> Values.toJson(magic.value(name, host, context).orElseThrow())));
            } else {
                magic.value(name, host, context).ifPresent(value -> object.set(name, Values.toJson(value)));
            }
        }
        return object;
    }

    /** Group variables are one value for many members: converted once, unless templates make them differ. */
    private JsonNode json(Value value, HostContext context) {
        Value resolved = templates.resolveOrKeep(value, context);
        if (resolved == value && (value instanceof Value.Seq || value instanceof Value.Dict)) {
            return converted.computeIfAbsent(value, Values::toJson);
        }
        return Values.toJson(resolved);
    }
}
