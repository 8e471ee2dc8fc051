package io.pgsvc.watch;

import io.pgsvc.haproxy.ServiceHealth;
import io.pgsvc.pass.Reconciler;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The services whose health is to be looked at some time after a reload, so that no pass waits for it. One that is found
 * degraded is looked at again until it has servers. Times in nanoseconds.
 */
final class HealthLooks {
    private static final long AGAIN = Duration.ofSeconds(30).toNanos();

    private final Map<String, Integer> before = new TreeMap<>();
    private final Map<String, Long> due = new HashMap<>();
    private final Set<String> degraded = new TreeSet<>();

    /** A reload changed these. What HAProxy said before an earlier reload still counts for those not looked at since. */
    void add(Reconciler.Unjudged services, long now) {
        for (String section : services.sections()) {
            before.putIfAbsent(section, services.before().up().getOrDefault(section, 0));
            due.put(section, now + services.after().toNanos());
        }
    }

    /** When somebody should look. */
    OptionalLong next() {
        return due.values().stream().mapToLong(at -> at).min();
    }

    /** What to look at now. Should nobody come back with a verdict, it is asked for again some time later. */
    Reconciler.Unjudged take(long now) {
        List<String> ripe = due.entrySet().stream().filter(e -> e.getValue() <= now).map(Map.Entry::getKey).sorted().toList();
        ripe.forEach(section -> due.put(section, now + AGAIN));
        Map<String, Integer> up = new HashMap<>(before);
        up.keySet().retainAll(new HashSet<>(ripe));
        return new Reconciler.Unjudged(new ServiceHealth.Snapshot(up), ripe, Duration.ZERO);
    }

    /** The verdict on what {@link #take} gave. */
    void judged(Reconciler.Unjudged looked, Set<String> bad, long now) {
        for (String section : looked.sections()) {
            if (bad.contains(section)) {
                degraded.add(section);
                due.put(section, now + AGAIN);
            } else {
                degraded.remove(section);
                due.remove(section);
                before.remove(section);
            }
        }
    }

    /** Services without a server that had one. */
    Set<String> degraded() {
        return Set.copyOf(degraded);
    }
}
