package io.pgsvc.export;

import io.pgsvc.inventory.Group;
import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.yaml.YamlText;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Value;
import io.pgsvc.pass.Preparation;
import io.pgsvc.service.Defaults;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes the files of an export: pure, the same inventory gives the same texts. */
public final class Exporter {
    /** First line of every file of an export. */
    static final String HEADER = "# Written by pgsvc export from the full inventory: edit there, not here.\n";
    private static final List<String> ORDER = List.of("ansible_host", "pg_cluster", "pg_seq", "pg_role");

    private final Inventory inventory;
    private final Carried carried;
    private final Layout layout;
    /** Variables that {@code all.yml} gives, as they are written. */
    private final Map<String, String> common = new TreeMap<>();
    private final Map<Value, String> texts = new IdentityHashMap<>();

    private Exporter(Inventory inventory, Carried carried, Layout layout) {
        this.inventory = inventory;
        this.carried = carried;
        this.layout = layout;
    }

    /**
     * Texts by path.
     *
     * @param preparation the full inventory
     * @param defaults    the role defaults that nodes use
     * @param allowed     names that are carried although they look like secrets
     * @throws ExportException with all reasons why it cannot be exported
     */
    public static SortedMap<String, String> export(Preparation preparation, Defaults defaults, Collection<String> allowed) {
        SelectorNeeds selectors = SelectorNeeds.of(preparation);
        Carried carried = new Carried(preparation.inventory(), preparation.clusters(), defaults, selectors, allowed);
        List<Finding> refused = new ArrayList<>(selectors.refused());
        refused.addAll(carried.refused());
        if (!refused.isEmpty()) {
            throw new ExportException(refused);
        }
        Set<String> providers = new TreeSet<>();
        for (Host host : preparation.inventory().hosts()) {
            preparation.provider(host).ifPresent(providers::add);
        }
        return new Exporter(preparation.inventory(), carried,
                new Layout(preparation.inventory(), preparation.clusters(), providers, carried.groups())).files();
    }

    private SortedMap<String, String> files() {
        SortedMap<String, String> files = new TreeMap<>();
        Map<String, Value> shared = new TreeMap<>();
        Set<String> names = new HashSet<>();
        inventory.hosts().forEach(host -> names.addAll(carried.of(host).keySet()));
        names.stream().sorted().forEach(name -> carried.common(name).filter(value -> inventory.hosts().stream()
                .anyMatch(host -> carried.of(host).get(name) == value)).ifPresent(value -> {
                    common.put(name, text(value));
                    shared.put(name, value);
                }));
        if (!shared.isEmpty()) {
            StringBuilder out = new StringBuilder(HEADER).append("all:\n  vars:\n");
            shared.forEach((name, value) -> YamlText.entry(out, "    ", YamlText.text(name), value));
            files.put("all.yml", out.toString());
        }
        layout.homes().forEach(home -> files.put(home.path(), text(home)));
        layout.plainGroups().forEach((path, group) -> files.put(path, text(group)));
        return files;
    }

    private String text(Group group) {
        StringBuilder out = new StringBuilder(HEADER).append(YamlText.text(group.name())).append(":\n");
        List<Host> hosts = inventory.hostsOf(group.name());
        if (!hosts.isEmpty()) {
            out.append("  hosts:\n");
            hosts.forEach(host -> out.append("    ").append(YamlText.text(host.name())).append(":\n"));
        }
        return out.toString();
    }

    private String text(Layout.Home home) {
        Map<String, Value> together = home.group().isPresent() ? together(home.hosts()) : Map.of();
        StringBuilder out = new StringBuilder(HEADER).append(YamlText.text(home.group().orElse("all"))).append(":\n  hosts:\n");
        for (Host host : home.hosts()) {
            Map<String, Value> own = new TreeMap<>();
            carried.of(host).forEach((name, value) -> {
                if (!together.containsKey(name) && !text(value).equals(common.get(name))) {
                    own.put(name, value);
                }
            });
            host(out, host.name(), ordered(own));
        }
        if (!together.isEmpty()) {
            out.append("  vars:\n");
            ordered(together).forEach((name, value) -> YamlText.entry(out, "    ", YamlText.text(name), value));
        }
        return out.toString();
    }

    /** What all these hosts have alike, and not from {@code all.yml}; alone, a host keeps its own. */
    private Map<String, Value> together(List<Host> hosts) {
        Map<String, Value> alike = new TreeMap<>();
        carried.of(hosts.getFirst()).forEach((name, value) -> {
            String text = text(value);
            if (!text.equals(common.get(name)) && hosts.stream().allMatch(host ->
                    Optional.ofNullable(carried.of(host).get(name)).map(this::text).filter(text::equals).isPresent())
                    && (hosts.size() > 1 || !ORDER.contains(name) || name.equals("pg_cluster"))) {
                alike.put(name, value);
            }
        });
        return alike;
    }

    private static void host(StringBuilder out, String name, Map<String, Value> own) {
        out.append("    ").append(YamlText.text(name)).append(':');
        if (own.values().stream().anyMatch(value -> value instanceof Value.Seq || value instanceof Value.Dict)) {
            out.append('\n');
            own.forEach((variable, value) -> YamlText.entry(out, "      ", YamlText.text(variable), value));
        } else if (own.isEmpty()) {
            out.append('\n');
        } else {
            out.append(" { ").append(String.join(", ", own.entrySet().stream()
                    .map(entry -> YamlText.text(entry.getKey()) + ": " + YamlText.flow(entry.getValue())).toList())).append(" }\n");
        }
    }

    /** Who a host is first, then by name. */
    private static Map<String, Value> ordered(Map<String, Value> variables) {
        Map<String, Value> ordered = new LinkedHashMap<>();
        ORDER.forEach(name -> {
            if (variables.containsKey(name)) {
                ordered.put(name, variables.get(name));
            }
        });
        variables.forEach(ordered::putIfAbsent);
        return ordered;
    }

    private String text(Value value) {
        return texts.computeIfAbsent(value, YamlText::flow);
    }
}
