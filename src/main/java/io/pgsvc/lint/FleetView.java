package io.pgsvc.lint;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import io.pgsvc.service.Planner;
import java.util.Optional;
import java.util.Set;

/**
 * What rules for the fleet look at.
 *
 * @param files names of the inventory's files, as positions show them
 */
record FleetView(Inventory inventory, Planner planner, Set<String> files) {

    /** A host's variable with templates resolved, role defaults included; what cannot be resolved stays raw text. */
    Optional<Value> value(Host host, String variable) {
        return planner.context(host).resolvedOrKept(variable);
    }

    /** The same as text. */
    Optional<String> text(Host host, String variable) {
        return value(host, variable).flatMap(Values::text);
    }

    /** Ansible's view of a flag. */
    boolean isYes(Host host, String variable, boolean absent) {
        return value(host, variable).map(Values::isYes).orElse(absent);
    }

    /** Where the inventory sets a host's variable; the host itself where only defaults do. */
    Position at(Host host, String variable) {
        return inventory.variable(host, variable).map(Value::at).orElse(host.at());
    }

    /** Whether something stands in the inventory, and not in role defaults. */
    boolean inInventory(Position at) {
        return files.contains(at.file());
    }

    /** {@code h1}, {@code h1 and h2}, {@code h1, h2 and 3 more}. */
    static String some(java.util.List<String> names) {
        return switch (names.size()) {
            case 1 -> names.get(0);
            case 2 -> names.get(0) + " and " + names.get(1);
            case 3 -> names.get(0) + ", " + names.get(1) + " and " + names.get(2);
            default -> names.get(0) + ", " + names.get(1) + " and " + (names.size() - 2) + " more";
        };
    }
}
