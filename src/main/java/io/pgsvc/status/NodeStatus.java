package io.pgsvc.status;

import io.pgsvc.publish.Drifted;
import io.pgsvc.publish.Generations.Generation;
import io.pgsvc.publish.Manifest;
import io.pgsvc.publish.Pause;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How the node is at one moment.
 *
 * @param manifest    what the last pass left; empty where there never was one
 * @param generation  the one that stands, with its time; empty where that is not kept
 * @param drift       files of ours that are not as we left them
 * @param interrupted a pass was killed, and the next has to end it
 * @param problems    what is not as it should be, the worst first
 */
public record NodeStatus(Instant at, Optional<Manifest> manifest, Optional<Generation> generation, List<Drifted> drift,
                         Optional<Pause> paused, boolean interrupted, WatcherView watcher, HaproxyView haproxy,
                         List<Problem> problems) {
    public NodeStatus {
        drift = List.copyOf(drift);
        problems = problems.stream().sorted(Comparator.comparing(Problem::health)).toList();
    }

    /** In a word; the first of these that applies. */
    public enum Health { FAILING, UNKNOWN, PAUSED, HELD, HEALTHY }

    /** One thing that is not as it should be, in a sentence. */
    public record Problem(Health health, String text) {}

    /** The worst that can be said. */
    public Health health() {
        return problems.stream().map(Problem::health).min(Health::compareTo).orElse(Health.HEALTHY);
    }
}
