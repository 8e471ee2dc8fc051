package io.pgsvc.watch;

import java.time.Duration;

/**
 * How fast a watcher goes.
 *
 * @param quiet             this long without events, then a pass
 * @param maxQuiet          the longest wait after the first event, however many follow
 * @param resync            a pass after this time without one, give or take a tenth
 * @param splay             changes wait a random time up to this, so that a fleet does not reload at once
 * @param minReloadInterval the shortest time between two reloads; changes that come faster are merged
 * @param missingWait       a removed file is restored when it is missing at two looks this far apart
 * @param retryFirst        the wait after a first failure that time may heal; doubled each time
 * @param retryMost         the longest of these waits
 */
public record Pace(Duration quiet, Duration maxQuiet, Duration resync, Duration splay, Duration minReloadInterval,
                   Duration missingWait, Duration retryFirst, Duration retryMost) {
    public static final Pace DEFAULTS = new Pace(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofMinutes(5),
            Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofMinutes(1));

    public Pace {
        maxQuiet = maxQuiet.compareTo(quiet) < 0 ? quiet : maxQuiet;
    }
}
