package io.pgsvc.service;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import java.util.List;
import java.util.Optional;

/**
 * One listen section that a node exposes: its definition, with defaults applied and every value checked, before any
 * selection. Texts are exactly what will be written.
 */
public sealed interface ServiceSpec {
    /** Name of the listen section and of the file without {@code .cfg}. */
    String stem();

    /** The service's own name. */
    String name();

    /** Where it listens. */
    Bind bind();

    /** Where it is defined. */
    Position at();

    /** The PostgreSQL cluster; empty for {@code haproxy_services}. */
    Optional<String> clusterName();

    /** What findings about it concern. */
    default Finding.Subject subject() {
        return new Finding.Subject(clusterName(), Optional.of(stem()));
    }

    /**
     * Address and port of a listen section.
     *
     * @param host the host named after {@code @} in the comment of the file
     * @param ip   as it is written; {@code *} or empty for all addresses
     * @param port as it is written
     */
    record Bind(String host, String ip, String port, Position at) {
        public int portNumber() {
            return Integer.parseInt(port);
        }

        public boolean wildcard() {
            return switch (ip) {
                case "", "*", "0.0.0.0", "::", "[::]" -> true;
                default -> false;
            };
        }

        /** Whether both would listen on the same socket; a wildcard meets every address. */
        public boolean clashesWith(Bind other) {
            return portNumber() == other.portNumber() && (wildcard() || other.wildcard() || ip.equals(other.ip));
        }
    }

    /** A JMESPath expression and where it stands. */
    record Expression(String text, Position at) {}

    /**
     * A service of a PostgreSQL cluster.
     *
     * @param check path of the HTTP health check
     * @param defaultServer the {@code default-server} line's settings
     */
    record Postgres(String cluster, String name, Bind bind, String maxconn, String balance, String check,
                    String defaultServer, Destination destination, Expression selector, Optional<Expression> backup,
                    Position at) implements ServiceSpec {
        @Override
        public String stem() {
            return cluster + "-" + name;
        }

        @Override
        public Optional<String> clusterName() {
            return Optional.of(cluster);
        }
    }

    /** A service of {@code haproxy_services}: any component, servers given by hand. */
    record Component(String name, Bind bind, String protocol, String maxconn, String balance, List<String> options,
                     String defaultServer, List<ComponentServer> servers, Position at) implements ServiceSpec {
        public Component {
            options = List.copyOf(options);
            servers = List.copyOf(servers);
        }

        @Override
        public String stem() {
            return name;
        }

        @Override
        public Optional<String> clusterName() {
            return Optional.empty();
        }
    }

    /**
     * A server of {@code haproxy_services}.
     *
     * @param weight as it is written; none where none is given or the given one is out of 0..255
     */
    record ComponentServer(String name, String ip, String port, boolean backup, Optional<String> weight, String options) {}
}
