package io.pgsvc.cli;

import io.pgsvc.publish.Drift;
import io.pgsvc.publish.PublishPaths;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Where pgsvc keeps its own files on this node, and how it treats the service files there. */
class StateFlags {
    @Option(names = "--state-dir", paramLabel = "DIR", defaultValue = "/var/lib/pgsvc",
            description = "Manifest, journal, lock and last generations (default: /var/lib/pgsvc).")
    Path stateDir;

    @Option(names = "--runtime-dir", paramLabel = "DIR", defaultValue = "/run/pgsvc", hidden = true,
            description = "Status of the watcher (default: /run/pgsvc).")
    Path runtimeDir;

    @Option(names = "--drift", paramLabel = "HOW", defaultValue = "report", converter = DriftWords.class,
            description = "What to do with a file of ours that somebody edited: report or restore (default: report).")
    Drift drift;

    @Option(names = "--lock-timeout", paramLabel = "TIME", defaultValue = "10s", converter = Durations.class,
            description = "How long to wait for another pgsvc (default: 10s).")
    Duration lockTimeout;

    PublishPaths paths(Path confDir) {
        return new PublishPaths(confDir, stateDir);
    }
}
