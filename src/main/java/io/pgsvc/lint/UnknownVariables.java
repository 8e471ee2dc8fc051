package io.pgsvc.lint;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Suggestion;
import io.pgsvc.model.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Variables with a name that is nearly one of those that services read. Ansible takes any name, so nothing else would tell. */
final class UnknownVariables implements FleetRule {
    /** What services read (Pigsty's names). */
    private static final Set<String> READ = Set.of("pg_cluster", "pg_seq", "pg_role", "pg_offline_query", "pg_weight", "pg_port",
            "pgbouncer_port", "patroni_port", "patroni_ssl_enabled", "pg_services", "pg_default_services", "pg_service_provider",
            "pg_default_service_dest", "pg_rto", "pg_rto_plan", "haproxy_enabled", "haproxy_services");
    /** Pigsty's own, and no mistake. */
    private static final Set<String> OTHERS = Set.of("pg_rpo");

    private final Set<String> seen = new HashSet<>();

    @Override
    public void finish(FleetView fleet, List<Carried> services, Consumer<Finding> report) {
        for (Host host : fleet.inventory().hosts()) {
            for (String name : fleet.inventory().variableNames(host)) {
                if (!READ.contains(name) && !OTHERS.contains(name) && seen.add(name)) {
                    Optional<Value> value = fleet.inventory().variable(host, name);
                    near(name).ifPresent(meant -> report.accept(Finding.warning("unknown-variable", "nothing reads the variable `"
                            + io.pgsvc.service.Text.shown(name) + "`", value.map(Value::at).orElse(host.at()))
                            .withHint("did you mean `" + meant + "`?")));
                }
            }
        }
    }

    /** One slip of the finger, in long names two. Names of the same family are nearer to each other than in other texts. */
    private static Optional<String> near(String name) {
        return Suggestion.among(name, READ).filter(meant -> Suggestion.distance(name, meant) <= (name.length() < 10 ? 1 : 2));
    }
}
