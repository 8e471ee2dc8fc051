package io.pgsvc.lint;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import io.pgsvc.service.NodePlan;
import io.pgsvc.service.ServiceSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Times and numbers in {@code options} (of {@code haproxy_services}: {@code default}) that HAProxy refuses (default-server). */
final class DefaultServers implements FleetRule {
    private final Map<Position, Finding> found = new LinkedHashMap<>();

    @Override
    public void node(FleetView fleet, NodePlan plan) {
        // Without `options` the line is made of pg_rto_plan, of which rto-value tells.
        Optional<String> made = fleet.planner().defaultServer(plan.node());
        for (ServiceSpec service : plan.services()) {
            switch (service) {
                case ServiceSpec.Postgres s when made.equals(Optional.of(s.defaultServer())) -> { }
                case ServiceSpec.Postgres s -> check(s, s.defaultServer(), "options", fleet);
                case ServiceSpec.Component s -> {
                    check(s, s.defaultServer(), "default", fleet);
                    s.servers().forEach(server -> check(s, server.options(), "options of server " + server.name(), fleet));
                }
            }
        }
    }

    private void check(ServiceSpec service, String settings, String where, FleetView fleet) {
        String[] words = settings.strip().split("\\s+");
        for (int i = 0; i + 1 < words.length; i++) {
            String setting = words[i];
            if (ServerSetting.knows(setting) && fleet.inInventory(service.at())) {
                ServerSetting.of(setting, words[i + 1], false).ifPresent(problem -> found.putIfAbsent(service.at(),
                        Finding.warning("default-server", "`" + where + "` of service " + service.stem() + ": " + setting + " is " + problem.text(),
                                service.at()).withSeverity(problem.refused() ? Severity.ERROR : Severity.WARNING)
                                .withHint(problem.hint()).about(service.subject())));
            }
        }
    }

    @Override
    public void finish(FleetView fleet, List<Carried> services, Consumer<Finding> report) {
        found.values().forEach(report);
    }
}
