package io.pgsvc.lint;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import io.pgsvc.service.NodePlan;
import io.pgsvc.service.Text;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Flags that go through Ansible's {@code bool} filter, which takes every word that it does not know for false (flag-value). */
final class AnsibleFlags implements FleetRule {
    private static final List<String> VARIABLES = List.of("haproxy_enabled", "patroni_ssl_enabled");
    private static final Set<String> WORDS = Set.of("yes", "no", "on", "off", "true", "false", "1", "0", "");

    private final Map<Position, Finding> found = new LinkedHashMap<>();

    @Override
    public void node(FleetView fleet, NodePlan plan) {
        Host host = plan.node();
        for (String variable : VARIABLES) {
            if (fleet.inventory().variable(host, variable).isPresent()) {
                fleet.value(host, variable).ifPresent(value -> check(variable + " of " + host.name(), value, fleet.at(host, variable)));
            }
        }
        fleet.value(host, "haproxy_services").ifPresent(services -> items(services).forEach(service ->
                entry(service, "servers").ifPresent(servers -> items(servers).forEach(server ->
                        entry(server, "backup").ifPresent(value -> check("`backup` of a server", value, value.at()))))));
    }

    private static List<Value> items(Value value) {
        return value instanceof Value.Seq seq ? seq.items() : List.of();
    }

    private static Optional<Value> entry(Value value, String key) {
        return value instanceof Value.Dict dict ? dict.get(key) : Optional.empty();
    }

    private void check(String what, Value value, Position at) {
        boolean clear = switch (value) {
            case Value.Bool b -> true;
            case Value.Null n -> true;
            case Value.Int i -> i.value().equals(BigInteger.ONE) || i.value().signum() == 0;
            case Value.Text t -> WORDS.contains(t.value().toLowerCase(Locale.ROOT)) || t.value().contains("{{");
            default -> false;
        };
        if (!clear) {
            found.putIfAbsent(at, Finding.warning("flag-value", what + " is " + Values.text(value).map(t -> "\"" + Text.shown(t) + "\"")
                    .orElse(Values.kind(value)) + ", which Ansible takes for false", at).withHint("write true or false"));
        }
    }

    @Override
    public void finish(FleetView fleet, List<Carried> services, Consumer<Finding> report) {
        found.values().forEach(report);
    }
}
