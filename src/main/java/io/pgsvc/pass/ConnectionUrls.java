package io.pgsvc.pass;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import io.pgsvc.service.Cluster;
import io.pgsvc.service.HostContext;
import io.pgsvc.service.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How clients can reach a cluster: every kind of host with every port (service-access.md, Accessing Services). Names of
 * users and databases come from the inventory; passwords are never read.
 */
public final class ConnectionUrls {
    private static final String ADMIN = "dbuser_dba"; // Pigsty's default of pg_admin_username

    private final Preparation preparation;
    private final Cluster cluster;
    private final List<ListedService> services;
    private final Optional<String> user;
    private final Optional<String> database;
    private final Host first;

    /**
     * One way to reach the cluster.
     *
     * @param kind    cluster, vip, instance, address, provider, clients
     * @param hosts   host and port, several where the client tries one after the other
     * @param service postgres, pgbouncer, or the name of a service
     * @param path    what a connection goes through
     * @param session for several hosts: the {@code target_session_attrs} to ask for; empty for any
     */
    public record Way(String kind, List<String> hosts, String service, String user, String database, String path, String session) {}

    /** @param services those of the cluster, as {@link ServiceList} gives them */
    public ConnectionUrls(Preparation preparation, Cluster cluster, List<ListedService> services, Optional<String> user,
                          Optional<String> database) {
        this.preparation = preparation;
        this.cluster = cluster;
        this.services = services.stream().sorted(Comparator.comparingInt((ListedService s) -> Integer.parseInt(s.port()))).toList();
        this.user = user;
        this.database = database;
        this.first = cluster.members().stream().filter(h -> text(h, "pg_role", "").equals("primary")).findFirst()
                .orElse(cluster.members().getFirst());
    }

    /** All ways, in groups of one kind of host. */
    public List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        boolean local = services.stream().allMatch(s -> s.provider().isEmpty());
        Optional<String> vip = vip();
        String name = vip.isPresent() ? "DNS -> L2 VIP" : "DNS";
        each(ways, "cluster", cluster.name(), name + " -> ", local);
        vip.ifPresent(address -> each(ways, "vip", address, "L2 VIP -> ", local));
        for (Host host : cluster.members()) {
            instance(ways, "instance", cluster.name() + "-" + text(host, "pg_seq", ""), "DNS -> ", host, local);
        }
        for (Host host : cluster.members()) {
            instance(ways, "address", host.name(), "", host, local);
        }
        provider(ways);
        clients(ways);
        return ways;
    }

    /** The cluster's name or its VIP: leads to the primary's node. */
    private void each(List<Way> ways, String kind, String host, String start, boolean local) {
        ways.add(way(kind, List.of(at(host, port(first, "pg_port", "5432"))), "postgres", start + "Primary direct connection"));
        ways.add(way(kind, List.of(at(host, port(first, "pgbouncer_port", "6432"))), "pgbouncer", start + "Primary connection pool -> Primary"));
        if (local) {
            services.forEach(s -> ways.add(way(kind, List.of(at(host, s.port())), s.name(), start + "HAProxy -> " + target(s))));
        }
    }

    private void instance(List<Way> ways, String kind, String name, String start, Host host, boolean local) {
        ways.add(way(kind, List.of(at(name, port(host, "pg_port", "5432"))), "postgres", start + "Database instance direct connection"));
        ways.add(way(kind, List.of(at(name, port(host, "pgbouncer_port", "6432"))), "pgbouncer", start + "Connection pool -> Database"));
        if (local) {
            services.stream().filter(s -> s.nodes().contains(host.name()))
                    .forEach(s -> ways.add(way(kind, List.of(at(name, s.port())), s.name(), start + "HAProxy -> " + target(s))));
        }
    }

    /** Services that are delegated are at the provider's hosts, and nowhere else. */
    private void provider(List<Way> ways) {
        for (ListedService service : services) {
            if (service.provider().isPresent()) {
                service.nodes().forEach(node -> ways.add(way("provider", List.of(at(node, service.port())), service.name(),
                        "HAProxy of " + service.provider().get() + " -> " + target(service))));
            }
        }
    }

    /** Clients that know several hosts and find the right one, or the next one that answers, by themselves. */
    private void clients(List<Way> ways) {
        List<String> pools = cluster.members().stream().map(h -> at(h.name(), port(h, "pgbouncer_port", "6432"))).toList();
        ways.add(new Way("clients", pools, "pgbouncer", user("pgbouncer"), databaseName(), "whichever is the primary", "primary"));
        ways.add(new Way("clients", pools, "pgbouncer", user("pgbouncer"), databaseName(), "a replica where there is one", "prefer-standby"));
        for (ListedService service : services) {
            if (service.nodes().size() > 1) {
                ways.add(way("clients", service.nodes().stream().map(node -> at(node, service.port())).toList(), service.name(),
                        "the first HAProxy that answers -> " + target(service)));
            }
        }
    }

    private Way way(String kind, List<String> hosts, String service, String path) {
        return new Way(kind, hosts, service, user(service), databaseName(), path, "");
    }

    /** Who carries a service, by its name where Pigsty gives that a meaning, else by its health check. */
    private static String target(ListedService service) {
        boolean pool = service.destination().equals("pgbouncer");
        String who = switch (service.check()) {
            case "/primary", "/read-write", "/master", "/leader" -> "Primary";
            case "/read-only", "/replica" -> service.name().equals("offline") ? "Offline" : "Replica";
            case "/sync", "/synchronous" -> "Sync standby";
            default -> "Database";
        };
        String purpose = switch (service.name()) {
            case "default" -> " (for admin)";
            case "offline" -> " (for ETL/personal queries)";
            default -> "";
        };
        return pool ? who + " connection pool -> " + who : who + " direct connection" + purpose;
    }

    private Optional<String> vip() {
        boolean enabled = context(first).resolvedOrKept("pg_vip_enabled").map(Values::isYes).orElse(false);
        return enabled ? Optional.of(text(first, "pg_vip_address", "").split("/", 2)[0]).filter(a -> !a.isEmpty()) : Optional.empty();
    }

    private String databaseName() {
        return database.or(() -> named("pg_databases", Set.of()).keySet().stream().findFirst()).orElse("postgres");
    }

    /** The business user, but the administrator for the default service and who has the role for it on offline. */
    private String user(String service) {
        if (user.isPresent()) {
            return user.get();
        }
        Map<String, String> users = named("pg_users", Set.of("roles"));
        String admin = text(first, "pg_admin_username", ADMIN);
        String business = users.entrySet().stream().filter(u -> !offlineOnly(u.getValue())).map(Map.Entry::getKey).findFirst().orElse(admin);
        return switch (service) {
            case "default" -> admin;
            case "offline" -> users.entrySet().stream().filter(u -> offlineOnly(u.getValue())).map(Map.Entry::getKey).findFirst().orElse(business);
            default -> business;
        };
    }

    private static boolean offlineOnly(String roles) {
        return roles.contains("dbrole_offline") && !roles.contains("dbrole_readwrite") && !roles.contains("dbrole_admin");
    }

    /** Names of a list of definitions, with the words of some other keys. */
    private Map<String, String> named(String variable, Set<String> others) {
        Map<String, String> names = new LinkedHashMap<>();
        if (context(first).resolvedOrKept(variable).orElse(null) instanceof Value.Seq seq) {
            for (Value item : seq.items()) {
                if (item instanceof Value.Dict dict) {
                    StringBuilder words = new StringBuilder();
                    others.forEach(key -> dict.get(key).ifPresent(value -> words.append(Values.toJson(value))));
                    dict.get("name").flatMap(Values::text).ifPresent(name -> names.put(name, words.toString()));
                }
            }
        }
        return names;
    }

    private HostContext context(Host host) {
        return preparation.context(host);
    }

    private String text(Host host, String variable, String absent) {
        return context(host).text(variable).filter(t -> Text.unsafeInLine(t).isEmpty() && !t.isEmpty()).orElse(absent);
    }

    private String port(Host host, String variable, String absent) {
        String port = text(host, variable, absent);
        return Text.isPort(port) ? port : absent;
    }

    private static String at(String host, String port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
