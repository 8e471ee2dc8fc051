package io.pgsvc.lint;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import io.pgsvc.model.Suggestion;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import io.pgsvc.service.NodePlan;
import io.pgsvc.service.ServiceSpec;
import io.pgsvc.service.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code pg_rto} and its plan: modes that do not exist (rto-mode), times and numbers that HAProxy refuses (rto-value). */
final class RecoveryTimes implements FleetRule {
    private static final List<String> NAMES = List.of("ttl", "loop", "retry", "start", "margin", "inter", "fastinter", "downinter",
            "rise", "fall");
    private static final int FIRST = 5;

    private final Map<Position, Finding> found = new LinkedHashMap<>();

    @Override
    public void node(FleetView fleet, NodePlan plan) {
        Host host = plan.node();
        boolean used = plan.services().stream().anyMatch(ServiceSpec.Postgres.class::isInstance);
        Optional<Value> mode = used ? fleet.value(host, "pg_rto") : Optional.empty();
        Optional<Value> plans = used ? fleet.value(host, "pg_rto_plan") : Optional.empty();
        if (mode.isEmpty() || !(plans.orElse(mode.get()) instanceof Value.Dict dict)) {
            return;
        }
        String name = Values.text(mode.get()).orElse("");
        boolean known = mode.get() instanceof Value.Text && dict.get(name).isPresent();
        if (!known) {
            unknown(mode.get(), name, dict, fleet);
        }
        if (dict.get(known ? name : "norm").orElse(dict) instanceof Value.Seq seq && seq.items().size() >= NAMES.size()) {
            for (int i = FIRST; i < NAMES.size(); i++) {
                Value item = seq.items().get(i);
                String what = NAMES.get(i) + " of pg_rto_plan." + (known ? name : "norm");
                Optional<ServerSetting.Problem> problem = ServerSetting.of(NAMES.get(i), Values.text(item).orElse("").strip(), true);
                problem.ifPresent(p -> found.putIfAbsent(item.at(), Finding.warning("rto-value", what + " is " + p.text(), item.at())
                        .withSeverity(p.refused() ? Severity.ERROR : Severity.WARNING).withHint(p.hint())));
            }
        }
    }

    private void unknown(Value mode, String name, Value.Dict plans, FleetView fleet) {
        if (!fleet.inInventory(mode.at())) {
            return;
        }
        Finding finding = Finding.warning("rto-mode", "pg_rto is " + Text.shownValue(mode) + ", which is no mode of pg_rto_plan: norm is used",
                mode.at());
        found.putIfAbsent(mode.at(), finding.withHint(Suggestion.among(name, plans.entries().keySet()).map(m -> "did you mean `" + m + "`?")
                .orElse("one of " + String.join(", ", plans.entries().keySet()))));
    }

    @Override
    public void finish(FleetView fleet, List<Carried> services, Consumer<Finding> report) {
        found.values().forEach(report);
    }
}
