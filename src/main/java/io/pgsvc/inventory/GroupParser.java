package io.pgsvc.inventory;

import io.pgsvc.inventory.InventoryDraft.GroupDraft;
import io.pgsvc.inventory.InventoryDraft.HostDraft;
import io.pgsvc.inventory.yaml.YamlReader;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Suggestion;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the groups of one inventory file, as Ansible's YAML inventory does. */
final class GroupParser {
    private static final String TYPE = "inventory-type";
    private static final String SECTIONS = "a group has only `hosts`, `children` and `vars`";

    private final InventoryDraft draft = new InventoryDraft(4, 16);
    private final Problems problems = new Problems();
    private final Map<Position, Integer> duplicates = new HashMap<>();
    private final Finding[] warnings;

    private GroupParser(YamlReader.Document file) {
        warnings = file.warnings().toArray(Finding[]::new);
    }

    static FileGroups parse(YamlReader.Document file) {
        GroupParser parser = new GroupParser(file);
        parser.parse(file.root());
        return FileGroups.of(parser.draft, parser.problems);
    }

    private void parse(Value root) {
        for (int i = 0; i < warnings.length; i++) {
            if (warnings[i].rule().equals("duplicate-key")) {
                int index = i;
                warnings[i].at().ifPresent(at -> duplicates.put(at, index));
                warnings[i].related().forEach(at -> duplicates.put(at, index));
            }
        }
        if (root instanceof Value.Dict dict) {
            if (isPlugin(dict)) {
                problems.error(Finding.error("inventory-format",
                        "this configures an inventory plugin, whose hosts only Ansible can list", root.at())
                        .withHint("write the plugin's result with `ansible-inventory --list --yaml` and use that"));
            } else {
                dict.entries().forEach((name, entry) -> group(name, entry));
            }
        } else {
            problems.error(Finding.error(TYPE, "an inventory is a mapping of groups, but this is "
                    + Values.kind(root), root.at()));
        }
        for (Finding warning : warnings) {
            problems.warning(warning);
        }
    }

    private static boolean isPlugin(Value.Dict dict) {
        return dict.get("plugin").filter(v -> v instanceof Value.Text t && !t.value().isEmpty()).isPresent();
    }

    /** Reads a group; false if it is none. */
    private boolean group(String name, Value.Entry entry) {
        Position at = entry.key().at();
        if (!(entry.key() instanceof Value.Text) || name.isEmpty()) {
            problems.error(Finding.error("group-name", "the name of a group is a text, but this is "
                    + (name.isEmpty() ? "empty" : Values.kind(entry.key())), at).withHint("put it in quotes"));
            return false;
        }
        Integer duplicate = duplicates.get(at);
        if (duplicate != null) {
            warnings[duplicate] = new Finding(warnings[duplicate].severity(), "duplicate-key",
                    "group `" + name + "` is defined twice in the same mapping, the hosts and variables of the first "
                    + "one are lost", Optional.of("join the two"), warnings[duplicate].at(),
                    warnings[duplicate].related(), warnings[duplicate].subject());
        }
        switch (entry.value()) {
            case Value.Null n -> draft.group(name, at);
            case Value.Dict sections -> {
                GroupDraft group = draft.group(name, at);
                sections.entries().forEach((key, section) -> section(group, key, section));
            }
            case Value other -> {
                problems.error(Finding.error(TYPE, "group `" + name + "` is a mapping, but this is "
                        + Values.kind(other), other.at()).withHint(SECTIONS));
                return false;
            }
        }
        return true;
    }

    private void section(GroupDraft group, String key, Value.Entry entry) {
        Value value = entry.value();
        boolean known = switch (key) {
            case "hosts", "children", "vars" -> true;
            default -> false;
        };
        if (!known) {
            Finding unknown = Finding.warning("unknown-key",
                    "group `" + group.name + "` has an unknown key `" + key + "`, which Ansible ignores",
                    entry.key().at());
            problems.warning(unknown.withHint(Suggestion.among(key, List.of("hosts", "children", "vars"))
                    .map(guess -> "did you mean `" + guess + "`?").orElse(SECTIONS)));
            return;
        }
        switch (value) {
            case Value.Null n -> { }
            case Value.Dict dict when key.equals("hosts") -> dict.entries().forEach((n, e) -> host(group, n, e));
            case Value.Dict dict when key.equals("children") -> dict.entries().forEach((n, e) -> child(group, n, e));
            case Value.Dict dict -> dict.entries().forEach((n, e) -> variable(group, n, e));
            case Value.Text text when key.equals("hosts") ->
                    host(group, text.value(), new Value.Entry(text, new Value.Null(text.at())));
            case Value.Text text when key.equals("children") ->
                    child(group, text.value(), new Value.Entry(text, new Value.Null(text.at())));
            case Value other -> problems.error(Finding.error(TYPE, "`" + key + "` of group `" + group.name
                    + "` is a mapping, but this is " + Values.kind(other), other.at())
                    .withHint(key.equals("vars") ? "write each variable as `name: value`"
                            : "write each name with a colon behind it, without a dash"));
        }
    }

    private void child(GroupDraft parent, String name, Value.Entry entry) {
        if (group(name, entry)) {
            parent.children.putIfAbsent(name, entry.key().at());
        }
    }

    private void host(GroupDraft group, String key, Value.Entry entry) {
        Position at = entry.key().at();
        if (!(entry.key() instanceof Value.Text) || key.isEmpty()) {
            problems.error(Finding.error("host-name", "the name of a host is a text, but this is "
                    + (key.isEmpty() ? "empty" : Values.kind(entry.key())), at).withHint("put it in quotes"));
            return;
        }
        // The name goes into comments of service files, where a line break would end the comment (design, contract 7).
        if (key.chars().anyMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029')) {
            problems.error(Finding.error("host-name", "the name of a host holds a control character", at));
            return;
        }
        Value.Dict vars = switch (entry.value()) {
            case Value.Null n -> null;
            case Value.Dict dict -> dict;
            case Value other -> {
                problems.error(Finding.error(TYPE, "the variables of host `" + key + "` are a mapping, but this is "
                        + Values.kind(other), other.at()).withHint("write each variable as `name: value`"));
                yield null;
            }
        };
        HostPattern.Expansion expansion;
        try {
            expansion = HostPattern.expand(key, at);
        } catch (InventoryException e) {
            problems.errors(e);
            return;
        }
        for (String name : expansion.names()) {
            boolean first = !draft.hosts.containsKey(name);
            HostDraft host = draft.host(name, at);
            group.hosts.add(name);
            if (first && expansion.port().orElse(0) != 0) {
                host.port = Optional.of(new Value.Int(BigInteger.valueOf(expansion.port().getAsInt()), at));
            }
            if (vars != null) {
                vars.entries().forEach((n, e) -> host.vars.put(n, e.value()));
            }
        }
    }

    private void variable(GroupDraft group, String name, Value.Entry entry) {
        if (!name.equals("ansible_group_priority")) {
            group.vars.put(name, entry.value());
            return;
        }
        switch (entry.value()) {
            case Value.Int i when i.value().bitLength() < 32 -> group.priority = OptionalInt.of(i.value().intValue());
            case Value.Text t when t.value().matches("-?[0-9]{1,9}") -> group.priority = OptionalInt.of(Integer.parseInt(t.value()));
            case Value other -> problems.error(Finding.error(TYPE, "`ansible_group_priority` of group `" + group.name
                    + "` is a whole number, but this is " + Values.kind(other), other.at()));
        }
    }
}
