package io.pgsvc.status;

import io.pgsvc.haproxy.StatCsv.Row;
import java.util.List;

/**
 * Which servers of a service get new connections, by HAProxy's rule (configuration manual, {@code backup} and
 * {@code option allbackups}): the active ones that are up; if there are none, the first backup that is up, or with
 * {@code allbackups} all of them. A server of weight 0 gets none.
 */
public enum Traffic {
    ACTIVE, BACKUP,
    /** There are servers, and none is up. */
    NOBODY,
    /** The service has no servers. */
    EMPTY,
    /** HAProxy could not be asked, or has no such service. */
    UNKNOWN;

    /** @param servers those that get the connections, in HAProxy's order */
    public record Split(Traffic traffic, List<Row> servers) {

        /** The part of the connections that a server gets if all last as long, from 0 to 1. */
        public double share(Row server) {
            long all = servers.stream().mapToLong(Traffic::weight).sum();
            return servers.contains(server) && all > 0 ? (double) weight(server) / all : 0;
        }
    }

    /** The rule, for the servers of one section. */
    public static Split split(List<Row> servers, boolean allBackups) {
        List<Row> usable = servers.stream().filter(s -> s.isUp() && weight(s) > 0).toList();
        List<Row> active = usable.stream().filter(s -> !s.backup()).toList();
        if (!active.isEmpty()) {
            return new Split(ACTIVE, active);
        }
        if (!usable.isEmpty()) {
            return new Split(BACKUP, allBackups ? usable : usable.subList(0, 1));
        }
        return new Split(servers.isEmpty() ? EMPTY : NOBODY, List.of());
    }

    /** As it is now: it grows while a server starts slowly. */
    static long weight(Row server) {
        return server.more().number("weight").orElse(1);
    }
}
