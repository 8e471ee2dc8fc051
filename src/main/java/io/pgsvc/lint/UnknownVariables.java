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
    /** Pigsty's own names that are near to one of those. */
    private static final Set<String> OTHERS = Set.of("pg_service", "pg_rpo", "pg_roles", "pg_clusters", "pg_node", "pg_home", "pg_sort",
            "pg_log", "pg_conf", "pg_mode", "pg_users", "pg_group", "pg_shard", "pg_etc", "pg_dbsu", "pg_data", "pg_tune", "pg_list");

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

    /** Short names are near to each other by nature: one letter may differ there, two in longer ones. */
    private static Optional<String> near(String name) {
        return Suggestion.among(name, READ).filter(meant -> name.length() > 9 || Math.abs(name.length() - meant.length()) <= 1);
    }
}
