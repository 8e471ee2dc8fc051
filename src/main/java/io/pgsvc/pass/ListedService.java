package io.pgsvc.pass;

import io.pgsvc.model.Position;
import java.util.List;
import java.util.Optional;

/**
 * A service as a list shows it.
 *
 * @param section     name of its listen section
 * @param cluster     empty for a service of {@code haproxy_services}
 * @param ip          where it listens, {@code *} for all addresses
 * @param destination postgres, pgbouncer or a port; empty for a service of {@code haproxy_services}
 * @param check       path of the health check; empty for a service of {@code haproxy_services}
 * @param provider    the group that exposes it instead of the cluster's members, if one does
 * @param nodes       the hosts that expose it
 */
public record ListedService(String section, Optional<String> cluster, String name, String ip, String port, String destination,
                            String check, String balance, List<Member> servers, Optional<String> provider, List<String> nodes,
                            Position at) {

    /** A server: its address, and its port and weight as written. */
    public record Member(String name, String address, String port, String weight, boolean backup) {}

    public ListedService {
        servers = List.copyOf(servers);
        nodes = List.copyOf(nodes);
    }

    ListedService withNodes(List<String> hosts) {
        return new ListedService(section, cluster, name, ip, port, destination, check, balance, servers, provider, hosts, at);
    }
}
