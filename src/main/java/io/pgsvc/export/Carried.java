package io.pgsvc.export;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.template.TemplateNames;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.service.Cluster;
import io.pgsvc.service.Clusters;
import io.pgsvc.service.Defaults;
import io.pgsvc.service.MagicVariables;
import io.pgsvc.service.ReadVariables;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which variables of which host an export carries: what services read by themselves, what selectors can read, and what
 * the templates in all of these name. Templates are carried as they stand, since what they give depends on the role
 * defaults of the node that reads them.
 */
final class Carried {
    /** A variable that is needed, and the place that asks for it; none where services read it by themselves. */
    private record Need(String name, Optional<Position> asked) {}

    private final Inventory inventory;
    private final Clusters clusters;
    private final Defaults defaults;
    private final SelectorNeeds selectors;
    private final Secrets secrets;
    private final Map<Value, Set<String>> templateNames = new IdentityHashMap<>();
    private final Map<Value, Value> definitions = new IdentityHashMap<>();
    private final Map<Host, Map<String, Value>> byHost = new HashMap<>();
    private final List<Finding> refused = new ArrayList<>();
    /** Lists of definitions that something else reads too: carried as they are. */
    private final Set<String> whole = new HashSet<>();
    private boolean groups;

    Carried(Inventory inventory, Clusters clusters, Defaults defaults, SelectorNeeds selectors, Collection<String> allowed) {
        this.inventory = inventory;
        this.clusters = clusters;
        this.defaults = defaults;
        this.selectors = selectors;
        this.secrets = new Secrets(allowed);
        int known;
        do { // what is read whole may name more variables, but a list can become whole only once
            known = whole.size();
            byHost.clear();
            inventory.hosts().forEach(host -> byHost.put(host, collect(host)));
        } while (whole.size() > known);
        inventory.hosts().forEach(this::look);
        refused.addAll(secrets.findings());
    }

    /** The variables of a host by name, unresolved. */
    Map<String, Value> of(Host host) {
        return byHost.get(host);
    }

    /** A variable of {@code all} as it is carried. */
    Optional<Value> common(String name) {
        return inventory.common(name).map(value -> asRead(name, value));
    }

    /** Whether a selector or a template reads {@code groups} or {@code group_names}. */
    boolean groups() {
        return groups;
    }

    /** What cannot be carried, and is needed. */
    List<Finding> refused() {
        return refused;
    }

    private Map<String, Value> collect(Host host) {
        Map<String, Value> carried = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        Deque<Need> open = new ArrayDeque<>(start(host));
        while (!open.isEmpty()) {
            Need need = open.remove();
            if (!seen.add(need.name())) {
                continue;
            }
            Optional<Value> given = inventory.variable(host, need.name());
            Optional<Value> value = given.or(() -> defaults.get(need.name())).map(v -> asRead(need.name(), v));
            if (value.isEmpty()) {
                continue;
            }
            given.ifPresent(v -> carried.put(need.name(), value.get()));
            for (String name : templateNames.computeIfAbsent(value.get(), TemplateNames::of)) {
                note(name, value.get().at());
                variables(name).forEach(variable -> open.add(new Need(variable, Optional.of(value.get().at()))));
            }
            need.asked().ifPresent(asked -> given.ifPresent(v -> secrets.askedFor(need.name(), v, asked)));
        }
        // An address that only Ansible could resolve tells no node who it is.
        inventory.variable(host, "ansible_host").filter(v -> v instanceof Value.Text && TemplateNames.of(v).isEmpty())
                .ifPresent(v -> carried.put("ansible_host", v));
        return carried;
    }

    private List<Need> start(Host host) {
        List<Need> start = new ArrayList<>();
        ReadVariables.IDENTITY.forEach(name -> start.add(new Need(name, Optional.empty())));
        if (inventory.variable(host, "haproxy_services").or(() -> defaults.get("haproxy_services")).isPresent()) {
            ReadVariables.COMPONENT.forEach(name -> start.add(new Need(name, Optional.empty())));
        }
        Optional<Cluster> cluster = clusters.of(host);
        if (cluster.isPresent()) {
            ReadVariables.MEMBER.forEach(name -> start.add(new Need(name, Optional.empty())));
            selectors.of(cluster.get().name()).forEach((key, at) -> {
                note(key, at);
                variables(key).forEach(name -> start.add(new Need(name, Optional.of(at))));
            });
        }
        return start;
    }

    /** What reading a name means beside its own value. */
    private void note(String name, Position at) {
        switch (name) {
            case "groups", "group_names" -> groups = true;
            case "inventory_dir", "inventory_file" -> {
                Finding finding = Finding.error("export-selector", "`" + name + "` is another one for an exported inventory", at)
                        .withHint("set a variable of your own and use that");
                if (!refused.contains(finding)) {
                    refused.add(finding);
                }
            }
            default -> {
                if (ReadVariables.DEFINITIONS.contains(name)) {
                    whole.add(name);
                }
            }
        }
    }

    /** The inventory variables behind a name: its own, or those from which Pigsty derives it. */
    private static List<String> variables(String name) {
        return switch (name) {
            case "pg_instance" -> List.of("pg_cluster", "pg_seq");
            case "pg_service" -> List.of("pg_cluster", "pg_role");
            case "pg_shard" -> List.of("pg_shard", "pg_cluster");
            case "pg_group" -> List.of("pg_group");
            default -> MagicVariables.NAMES.contains(name) ? List.of() : List.of(name);
        };
    }

    private Value asRead(String name, Value value) {
        return !ReadVariables.DEFINITIONS.contains(name) || whole.contains(name) ? value
                : definitions.computeIfAbsent(value, v -> ReadVariables.definitions(name, v));
    }

    private void look(Host host) {
        byHost.get(host).forEach(secrets::look);
    }
}
