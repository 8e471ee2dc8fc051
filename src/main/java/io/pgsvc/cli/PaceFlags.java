package io.pgsvc.cli;

import io.pgsvc.watch.Pace;
import java.time.Duration;
import picocli.CommandLine.Option;

/** When a watcher makes its passes. */
final class PaceFlags {
    @Option(names = "--quiet", paramLabel = "TIME", defaultValue = "500ms", converter = Durations.class,
            description = "Make a pass when nothing changed for so long (default: 500ms).")
    Duration quiet;

    @Option(names = "--max-quiet", paramLabel = "TIME", defaultValue = "5s", converter = Durations.class,
            description = "…or at most so long after the first change (default: 5s).")
    Duration maxQuiet;

    @Option(names = "--resync", paramLabel = "TIME", defaultValue = "5m", converter = Durations.class,
            description = "Make a pass when there was none for so long, give or take a tenth (default: 5m).")
    Duration resync;

    @Option(names = "--splay", paramLabel = "TIME", defaultValue = "0", converter = Durations.class,
            description = "Let changes wait a random time up to this, so that a fleet does not reload at once (default: 0).")
    Duration splay;

    @Option(names = "--min-reload-interval", paramLabel = "TIME", defaultValue = "0", converter = Durations.class,
            description = "The shortest time between two reloads; changes that come faster are merged (default: 0).")
    Duration minReloadInterval;

    @Option(names = "--missing-wait", paramLabel = "TIME", defaultValue = "30s", converter = Durations.class, hidden = true,
            description = "Restore a removed file when it is missing at two looks so far apart (default: 30s).")
    Duration missingWait;

    @Option(names = "--retry-most", paramLabel = "TIME", defaultValue = "1m", converter = Durations.class, hidden = true,
            description = "The longest wait before a failed pass is tried again (default: 1m).")
    Duration retryMost;

    Pace pace() {
        if (resync.isZero()) {
            throw UsageException.of("--resync cannot be 0");
        }
        return new Pace(quiet, maxQuiet, resync, splay, minReloadInterval, missingWait, Pace.DEFAULTS.retryFirst(), retryMost);
    }
}
