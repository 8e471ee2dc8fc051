package io.pgsvc.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pgsvc.inventory.Group;
import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import io.pgsvc.pass.Preparation;
import io.pgsvc.publish.Scope;
import io.pgsvc.render.RenderedFile;
import io.pgsvc.selector.Selectors;
import io.pgsvc.service.Cluster;
import io.pgsvc.service.Defaults;
import io.pgsvc.service.HostContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Compares what pgsvc makes of one inventory, by the classes that a pass uses, with what Ansible makes of it. */
final class OneInventory {
    private final Path folder;
    private final JsonNode expected;
    private final Tally tally;
    private final Inventory inventory;
    private final Preparation preparation;

    OneInventory(Path folder, JsonNode expected, Defaults defaults, Tally tally) {
        this.folder = folder;
        this.expected = expected;
        this.tally = tally;
        this.inventory = new InventoryReader().read(source());
        this.preparation = new Preparation(inventory, new JinjaTemplates(), defaults, Optional.empty());
    }

    Path source() {
        return folder.resolve(expected.get("source").textValue());
    }

    void compare() {
        tally.inventories++;
        same("hosts", expected.get("hosts").toString(), names(inventory.hosts().stream().map(Host::name).toList()).toString());
        groups();
        inventory.hosts().forEach(this::variables);
        members();
        selections();
        services();
    }

    private void groups() {
        List<String> groups = inventory.groups().stream().map(Group::name).toList();
        List<String> theirs = new ArrayList<>();
        expected.get("groups").forEach(group -> theirs.add(group.get("name").textValue()));
        same("groups", theirs.toString(), groups.toString());
        for (JsonNode theirGroup : expected.get("groups")) {
            inventory.group(theirGroup.get("name").textValue()).ifPresent(group -> {
                String what = "group " + group.name() + " ";
                same(what + "hosts", theirGroup.get("hosts").toString(), names(group.hosts()).toString());
                same(what + "children", theirGroup.get("children").toString(), names(group.children()).toString());
                members(what + "members", group, theirGroup.get("members"));
                same(what + "depth", theirGroup.get("depth").asText(), "" + group.depth());
                same(what + "priority", theirGroup.get("priority").asText(), "" + group.priority());
            });
        }
    }

    /** In order as far as Ansible has one: the group's own hosts, then those of its children. */
    private void members(String what, Group group, JsonNode theirs) {
        JsonNode ours = names(inventory.hostsOf(group.name()).stream().map(Host::name).toList());
        Set<String> certain = new LinkedHashSet<>(group.hosts());
        group.children().forEach(child -> certain.addAll(inventory.group(child).orElseThrow().hosts()));
        for (int i = 0; i < certain.size(); i++) {
            same(what + " " + i, theirs.path(i).toString(), ours.path(i).toString());
        }
        same(what, Known.sorted(theirs).toString(), Known.sorted(ours).toString());
        tally.unordered += theirs.equals(ours) ? 0 : 1;
    }

    private void variables(Host host) {
        tally.hosts++;
        String what = "host " + host.name() + " ";
        same(what + "group_names", expected.at("/group_names").path(host.name()).toString(),
                names(inventory.groupNames(host)).toString());
        Map<String, JsonNode> theirs = new LinkedHashMap<>();
        expected.get("variables").path(host.name()).forEach(pair -> theirs.put(pair.get(0).textValue(), pair.get(1)));
        same(what + "variables", theirs.keySet().toString(), inventory.variableNames(host).toString());
        theirs.forEach((name, value) -> {
            tally.variables++;
            same(what + name, value.toString(),
                    inventory.variable(host, name).map(v -> Typed.of(v, false).toString()).orElse("(none)"));
        });
        HostContext context = preparation.clusters().context(host);
        for (JsonNode entry : expected.get("resolved").path(host.name())) {
            String name = entry.get(0).textValue();
            tally.templates++;
            Supplier<String> raw = () -> what + name + " = " + inventory.variable(host, name).map(v -> Typed.of(v, true)).orElseThrow();
            JsonNode strict = attempt(() -> Typed.of(context.resolved(name).orElseThrow(), true));
            same(raw.get() + " as a task gets it", entry.get(2), strict);
            // Where Ansible fails at hostvars, a pass keeps what it cannot resolve, each text on its own.
            same(raw.get() + " as hostvars shows it", entry.get(1), isError(entry.get(1)) ? strict
                    : Typed.of(context.resolvedOrKept(name).orElseThrow(), true));
        }
    }

    private void members() {
        List<String> clusters = preparation.clusters().all().stream().map(Cluster::name).toList();
        List<String> theirs = new ArrayList<>();
        expected.get("members").fieldNames().forEachRemaining(theirs::add);
        same("clusters", theirs.toString(), clusters.toString());
        for (String name : clusters) {
            JsonNode ours = Typed.of(preparation.clusters().objects(preparation.clusters().cluster(name).orElseThrow()));
            JsonNode objects = expected.get("members").path(name);
            same("members of " + name, "" + objects.size(), "" + ours.size());
            for (int i = 0; i < Math.min(ours.size(), objects.size()); i++) {
                members("member " + i + " of " + name, objects.get(i).get("m"), ours.get(i).get("m"));
            }
        }
    }

    private void members(String what, JsonNode theirs, JsonNode ours) {
        for (int i = 0; i < Math.max(theirs.size(), ours.size()); i++) {
            same(what + ", variable " + i, Known.withSortedGroups(theirs.path(i)), Known.withSortedGroups(ours.path(i)));
        }
    }

    private void selections() {
        Selectors selectors = new Selectors();
        for (JsonNode selection : expected.get("selections")) {
            String expression = selection.get("expression").textValue();
            Optional<Cluster> cluster = preparation.clusters().cluster(selection.get("cluster").textValue());
            if (cluster.isPresent()) {
                tally.selectors++;
                JsonNode members = preparation.clusters().objects(cluster.get());
                JsonNode ours = attempt(() -> Typed.of(selectors.compile(expression, Position.of("selector")).evaluate(members)));
                same("selector " + expression, Known.withSortedGroups(selection.get("result")), Known.withSortedGroups(ours));
            }
        }
    }

    private void services() {
        for (Host host : inventory.hosts()) {
            Map<String, List<String>> ours = new LinkedHashMap<>();
            preparation.node(host, Scope.ALL, plan -> List.of(), Map.of()).files()
                    .forEach(file -> ours.put(file.stem(), lines(file.content())));
            JsonNode theirs = expected.get("services").path(host.name());
            TreeSet<String> stems = new TreeSet<>(ours.keySet());
            theirs.fieldNames().forEachRemaining(stems::add);
            for (String stem : stems) {
                tally.services++;
                JsonNode lines = theirs.path(stem);
                same("service " + stem + " of " + host.name(), lines.isArray() ? plainTimes(lines).toString() : "no file",
                        ours.containsKey(stem) ? names(ours.get(stem)).toString() : "no file");
            }
        }
    }

    /** Contents by path below an output directory, for the comparison with the program. */
    Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        for (Host host : inventory.hosts()) {
            for (RenderedFile file : preparation.node(host, Scope.ALL, plan -> List.of(), Map.of()).files()) {
                files.put(host.name() + "/" + file.fileName(), file.content());
            }
        }
        return files;
    }

    /** The lines that count, blanks as one. The first says who manages the file. */
    private static List<String> lines(String content) {
        return content.lines().skip(1).map(line -> line.strip().replaceAll(" +", " "))
                .filter(line -> !line.isEmpty() && !line.startsWith("#---") && !line.matches("# servers?")).toList();
    }

    /** Fractions of seconds, which HAProxy refuses, as the milliseconds that they are (compatibility.md). */
    private static JsonNode plainTimes(JsonNode lines) {
        List<String> plain = new ArrayList<>();
        lines.forEach(line -> plain.add(line.textValue().replace(" fastinter 0.5s ", " fastinter 500ms ")
                .replace(" fastinter 1.5s ", " fastinter 1500ms ")));
        return names(plain);
    }

    private static JsonNode names(List<String> names) {
        var array = JsonNodeFactory.instance.arrayNode();
        names.forEach(array::add);
        return array;
    }

    private static JsonNode attempt(Supplier<JsonNode> action) {
        try {
            return action.get();
        } catch (PgsvcException e) {
            return JsonNodeFactory.instance.objectNode().put("error", e.getMessage());
        }
    }

    private static boolean isError(JsonNode value) {
        return value.isObject() && value.has("error");
    }

    /** Typed values; two errors are the same, whatever they say. */
    private void same(String what, JsonNode theirs, JsonNode ours) {
        if (isError(theirs) && isError(ours) || theirs.toString().equals(ours.toString())) {
            return;
        }
        if (Known.onlySecrets(theirs, ours)) {
            tally.secrets++;
        } else {
            tally.different(folder.getFileName() + " " + what, theirs.toString(), ours.toString());
        }
    }

    private void same(String what, String theirs, String ours) {
        if (!theirs.equals(ours)) {
            tally.different(folder.getFileName() + " " + what, theirs, ours);
        }
    }
}
