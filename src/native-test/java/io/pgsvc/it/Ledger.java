package io.pgsvc.it;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What clients tried and what came of it, and what went on meanwhile. Times are milliseconds since 1970, as pgbench's are.
 * Whatever lies between two spans is quiet.
 */
final class Ledger {
    /** Why something was done: edits are pgsvc's to publish, events are the cluster's own. */
    enum Kind { EDIT, EVENT }

    /**
     * One turn of a client.
     *
     * @param fresh  whether it made its own connection; others use one that was made before
     * @param server the address of the instance that answered
     */
    record Attempt(long start, long end, String client, Service service, boolean fresh, Optional<String> server, Optional<String> error) {
        @Override
        public String toString() {
            return start + "-" + end + " " + client + ": " + error.orElseGet(() -> server.orElse("?"));
        }
    }

    /**
     * A change, from when it was asked for until its effect was seen (and a little longer).
     *
     * @param after who may answer from then on
     */
    record Span(Kind kind, String name, long start, long end, Map<Service, Set<String>> after) {
        boolean touches(Attempt attempt) {
            return attempt.start <= end && attempt.end >= start;
        }
    }

    private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
    private final List<Span> spans = new ArrayList<>();

    void add(Attempt attempt) {
        attempts.add(attempt);
    }

    void add(Span span) {
        spans.add(span);
    }

    /** Who answers according to the last span. */
    Map<Service, Set<String>> expected() {
        return spans.getLast().after();
    }

    /** Names of what was done for this reason. */
    List<String> spansOf(Kind kind) {
        return spans.stream().filter(s -> s.kind() == kind).map(Span::name).toList();
    }

    Collection<Attempt> errors() {
        return attempts.stream().filter(a -> a.error().isPresent()).toList();
    }

    long size() {
        return attempts.size();
    }

    /** Errors by the name of the span that they belong to; those that belong to none are {@code quiet}'s. */
    Map<String, List<Attempt>> errorsBySpan() {
        Map<String, List<Attempt>> by = new java.util.LinkedHashMap<>();
        spans.forEach(s -> by.put(s.name(), new ArrayList<>()));
        by.put("quiet", new ArrayList<>());
        for (Attempt error : errors()) {
            by.get(spans.stream().filter(s -> s.touches(error)).map(Span::name).findFirst().orElse("quiet")).add(error);
        }
        return by;
    }

    /** Answers to a new connection from an instance that no inventory and no role allowed at any time of the attempt. */
    List<Attempt> misled() {
        List<Attempt> wrong = new ArrayList<>();
        for (Attempt attempt : attempts) {
            if (attempt.fresh() && attempt.server().isPresent() && attempt.start() >= spans.getFirst().end()
                    && !allowed(attempt).contains(attempt.server().get())) {
                wrong.add(attempt);
            }
        }
        return wrong;
    }

    private Set<String> allowed(Attempt attempt) {
        Set<String> servers = new HashSet<>();
        for (int i = 0; i < spans.size(); i++) {
            // What held after a span holds until the next one has ended.
            long until = i + 1 < spans.size() ? spans.get(i + 1).end() : Long.MAX_VALUE;
            if (attempt.start() <= until && attempt.end() >= spans.get(i).start()) {
                servers.addAll(spans.get(i).after().get(attempt.service()));
            }
        }
        return servers;
    }

    /** When, after this time, this instance first answered a new connection to a service. */
    long firstAnswer(Service service, String server, long since) {
        return attempts.stream().filter(a -> a.fresh() && a.service() == service && a.start() >= since && a.server().equals(Optional.of(server)))
                .mapToLong(Attempt::end).min().orElseThrow();
    }

    /** When an instance last answered a new connection to a service. */
    long lastAnswer(Service service, String server) {
        return attempts.stream().filter(a -> a.fresh() && a.service() == service && a.server().equals(Optional.of(server)))
                .mapToLong(Attempt::end).max().orElseThrow();
    }

    /** When the last of the instances that came has answered for the first time, and the last of those that went for the last time. */
    long settled(Map<Service, Set<String>> before, Map<Service, Set<String>> after, long since) {
        long settled = since;
        for (Service service : Service.values()) {
            for (String server : after.get(service)) {
                settled = before.get(service).contains(server) ? settled : Math.max(settled, firstAnswer(service, server, since));
            }
            for (String server : before.get(service)) {
                settled = after.get(service).contains(server) ? settled : Math.max(settled, lastAnswer(service, server));
            }
        }
        return settled;
    }

    static Map<Service, Set<String>> servers(Set<String> writes, Set<String> reads, Set<String> offline) {
        return new EnumMap<>(Map.of(Service.PRIMARY, writes, Service.DEFAULT, writes, Service.REPLICA, reads, Service.OFFLINE, offline));
    }
}
