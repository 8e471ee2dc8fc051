package io.pgsvc.lint;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import io.pgsvc.service.ServiceSpec;
import io.pgsvc.service.Text;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that Pigsty runs on a node and that listens there (Pigsty 4.5, the defaults of its roles).
 *
 * @param name     what people call it
 * @param variable where its port is set
 * @param port     its port where nothing is set
 * @param mark     a variable that only hosts with this component have; empty where every node has it
 * @param enabled  the flag that switches it; empty where there is none
 * @param normally whether it runs where nothing is set
 */
record Component(String name, String variable, int port, String mark, String enabled, boolean normally, Listens listens) {
    /** Where a component listens. */
    enum Listens {
        /** On all addresses. */
        EVERYWHERE,
        /** On the host's own. */
        HOST,
        /** Where {@code pg_listen} says. */
        PG_LISTEN
    }

    /** HAProxy's own admin page, a section of the main file. */
    static final Component ADMIN_PAGE =
            new Component("HAProxy's admin page", "haproxy_exporter_port", 9101, "", "haproxy_enabled", true, Listens.EVERYWHERE);

    /** What an inventory says to be there for certain. */
    static final List<Component> CERTAIN = List.of(
            new Component("PostgreSQL", "pg_port", 5432, "pg_cluster", "", true, Listens.PG_LISTEN),
            new Component("PgBouncer", "pgbouncer_port", 6432, "pg_cluster", "pgbouncer_enabled", true, Listens.PG_LISTEN),
            new Component("Patroni", "patroni_port", 8008, "pg_cluster", "patroni_enabled", true, Listens.HOST),
            new Component("pg_exporter", "pg_exporter_port", 9630, "pg_cluster", "pg_exporter_enabled", true, Listens.EVERYWHERE),
            new Component("pgbouncer_exporter", "pgbouncer_exporter_port", 9631, "pg_cluster", "pgbouncer_exporter_enabled", true,
                    Listens.EVERYWHERE),
            new Component("pgbackrest_exporter", "pgbackrest_exporter_port", 9854, "pg_cluster", "pgbackrest_exporter_enabled", true,
                    Listens.EVERYWHERE),
            ADMIN_PAGE,
            new Component("etcd", "etcd_port", 2379, "etcd_seq", "", true, Listens.HOST),
            new Component("etcd", "etcd_peer_port", 2380, "etcd_seq", "", true, Listens.HOST),
            new Component("MinIO", "minio_port", 9000, "minio_seq", "", true, Listens.EVERYWHERE),
            new Component("MinIO's console", "minio_admin_port", 9001, "minio_seq", "", true, Listens.EVERYWHERE));

    /** What Pigsty's playbooks put on nodes where they run, and an inventory alone does not prove. */
    static final List<Component> LIKELY = List.of(
            new Component("SSH", "ansible_port", 22, "", "", true, Listens.EVERYWHERE),
            new Component("node_exporter", "node_exporter_port", 9100, "", "node_exporter_enabled", true, Listens.EVERYWHERE),
            new Component("Vector", "vector_port", 9598, "", "vector_enabled", true, Listens.EVERYWHERE),
            new Component("the exporter of keepalived", "vip_exporter_port", 9650, "", "vip_enabled", false, Listens.EVERYWHERE),
            new Component("Docker's exporter", "docker_exporter_port", 9323, "", "docker_enabled", false, Listens.EVERYWHERE),
            new Component("redis_exporter", "redis_exporter_port", 9121, "redis_node", "redis_exporter_enabled", true, Listens.EVERYWHERE),
            new Component("nginx", "nginx_port", 80, "infra_seq", "nginx_enabled", true, Listens.EVERYWHERE),
            new Component("nginx", "nginx_ssl_port", 443, "infra_seq", "nginx_enabled", true, Listens.EVERYWHERE),
            new Component("nginx_exporter", "nginx_exporter_port", 9113, "infra_seq", "nginx_exporter_enabled", true, Listens.EVERYWHERE),
            new Component("the name server", "dns_port", 53, "infra_seq", "dns_enabled", true, Listens.EVERYWHERE),
            new Component("VictoriaMetrics", "vmetrics_port", 8428, "infra_seq", "vmetrics_enabled", true, Listens.EVERYWHERE),
            new Component("VictoriaLogs", "vlogs_port", 9428, "infra_seq", "vlogs_enabled", true, Listens.EVERYWHERE),
            new Component("VictoriaTraces", "vtraces_port", 10428, "infra_seq", "vtraces_enabled", true, Listens.EVERYWHERE),
            new Component("vmalert", "vmalert_port", 8880, "infra_seq", "vmalert_enabled", true, Listens.EVERYWHERE),
            new Component("blackbox_exporter", "blackbox_port", 9115, "infra_seq", "blackbox_enabled", true, Listens.EVERYWHERE),
            new Component("Alertmanager", "alertmanager_port", 9059, "infra_seq", "alertmanager_enabled", true, Listens.EVERYWHERE),
            new Component("Grafana", "grafana_port", 3000, "infra_seq", "grafana_enabled", true, Listens.EVERYWHERE));

    /** Where it listens on a host; nowhere if it does not run there, or nobody can tell its port. */
    Stream<ServiceSpec.Bind> binds(FleetView fleet, Host host) {
        boolean there = (mark.isEmpty() || fleet.inventory().variable(host, mark).isPresent())
                && (enabled.isEmpty() ? normally : fleet.isYes(host, enabled, normally));
        Optional<String> at = there ? port(fleet, host) : Optional.empty();
        return at.stream().flatMap(p -> addresses(fleet, host)
                .map(ip -> new ServiceSpec.Bind(host.name(), ip, p, fleet.at(host, variable))));
    }

    private Optional<String> port(FleetView fleet, Host host) {
        Optional<Value> set = fleet.value(host, variable);
        return set.isEmpty() ? Optional.of(Integer.toString(port)) : set.flatMap(Values::text).filter(Text::isPort);
    }

    private Stream<String> addresses(FleetView fleet, Host host) {
        return switch (listens) {
            case EVERYWHERE -> Stream.of("*");
            case HOST -> Stream.of(host.name());
            case PG_LISTEN -> Stream.of(fleet.text(host, "pg_listen").orElse("0.0.0.0").split(",")).map(String::strip)
                    .map(ip -> ip.replace("${ip}", host.name()).replace("${lo}", "127.0.0.1").replace("${vip}", vip(fleet, host)));
        };
    }

    private static String vip(FleetView fleet, Host host) {
        return fleet.text(host, "pg_vip_address").map(address -> address.split("/")[0]).orElse("");
    }
}
