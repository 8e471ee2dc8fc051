package io.pgsvc.service;

import io.pgsvc.inventory.Group;
import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The variables that no inventory sets: those of Ansible ({@code inventory_hostname}, {@code groups}…) and those that
 * Pigsty derives from a member's identity ({@code pg_instance}, {@code pg_service}, {@code pg_shard}, {@code pg_group}).
 */
public final class MagicVariables {
    /** Names that a member object holds beside its inventory variables. */
    public static final List<String> NAMES = List.of("inventory_hostname", "inventory_hostname_short", "group_names",
            "groups", "inventory_file", "inventory_dir", "pg_instance", "pg_service", "pg_shard", "pg_group");

    private final Inventory inventory;
    private final Position origin;
    private Optional<Value.Dict> groups = Optional.empty();
    private long groupsAsked;

    public MagicVariables(Inventory inventory) {
        this.inventory = inventory;
        this.origin = Position.of(inventory.source().toString());
    }

    /** How often {@code groups} was asked for: what else was asked for depends on one host alone. */
    long groupsAsked() {
        return groupsAsked;
    }

    /** Counts as a question for {@code groups}. */
    void noteGroupsAsked() {
        groupsAsked++;
    }

    /** Equal as long as {@code groups} is. */
    Object structure() {
        return inventory.structure();
    }

    private Value.Dict groups() {
        groupsAsked++;
        if (groups.isEmpty()) {
            SequencedMap<String, Value.Entry> byName = new LinkedHashMap<>();
            for (Group group : inventory.groups()) {
                List<Value> names = inventory.hostsOf(group.name()).stream().<Value>map(h -> text(h.name())).toList();
                byName.put(group.name(), new Value.Entry(text(group.name()), new Value.Seq(names, origin)));
            }
            groups = Optional.of(new Value.Dict(byName, origin));
        }
        return groups.get();
    }

    Optional<Value> value(String name, Host host, HostContext context) {
        return switch (name) {
            case "inventory_hostname" -> Optional.of(text(host.name()));
            case "inventory_hostname_short" -> Optional.of(text(shortName(host.name())));
            case "group_names" -> Optional.of(new Value.Seq(
                    inventory.groupNames(host).stream().<Value>map(this::text).toList(), origin));
            case "groups" -> Optional.of(groups());
            case "inventory_file" -> Optional.of(text(file(host).toString()));
            case "inventory_dir" -> Optional.ofNullable(file(host).getParent()).map(d -> text(d.toString()));
            case "pg_instance" -> joined(context, "pg_cluster", "pg_seq");
            case "pg_service" -> joined(context, "pg_cluster", "pg_role");
            case "pg_shard" -> Optional.of(text(raw(context, "pg_shard").or(() -> raw(context, "pg_cluster")).orElse("")));
            case "pg_group" -> Optional.of(text(raw(context, "pg_group").map(MagicVariables::integer).orElse("0")));
            default -> Optional.empty();
        };
    }

    private Optional<Value> joined(HostContext context, String first, String second) {
        return raw(context, first).flatMap(a -> raw(context, second).map(b -> text(a + "-" + b)));
    }

    private static Optional<String> raw(HostContext context, String name) {
        return context.inventoryOrDefault(name).map(v -> context.resolveOrKeep(v)).flatMap(Values::text);
    }

    /** Ansible's {@code int} filter on a text: what is no number is 0. */
    private static String integer(String text) {
        try {
            return new BigInteger(text.strip()).toString();
        } catch (NumberFormatException e) {
            return "0";
        }
    }

    /** The name up to its first dot; an address has no shorter form. */
    private static String shortName(String name) {
        int dot = name.indexOf('.');
        return dot < 0 || isAddress(name) ? name : name.substring(0, dot);
    }

    private static boolean isAddress(String name) {
        String[] bytes = name.split("\\.", -1);
        return name.indexOf(':') >= 0 || bytes.length == 4
                && Arrays.stream(bytes).allMatch(b -> Text.isDigits(b) && b.length() <= 3 && Integer.parseInt(b) <= 255);
    }

    /** The file in which a host first appears, also where the source is a directory. */
    private static Path file(Host host) {
        return Path.of(host.at().file()).toAbsolutePath().normalize();
    }

    private Value text(String text) {
        return new Value.Text(text, true, origin);
    }
}
