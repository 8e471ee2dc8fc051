package io.pgsvc.cli;

import io.pgsvc.publish.Drift;
import io.pgsvc.publish.PublishOptions;
import io.pgsvc.publish.PublishPaths;
import io.pgsvc.publish.Scope;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How files are published on this node. */
final class PublishFlags {
    @Option(names = "--state-dir", paramLabel = "DIR", defaultValue = "/var/lib/pgsvc",
            description = "Manifest, journal, lock and last generations (default: /var/lib/pgsvc).")
    Path stateDir;

    @Option(names = "--runtime-dir", paramLabel = "DIR", defaultValue = "/run/pgsvc", hidden = true,
            description = "Status of the watcher (default: /run/pgsvc).")
    Path runtimeDir;

    @Option(names = "--force", description = "Override guards and edits made by hand.")
    boolean force;

    @Option(names = "--adopt", description = "Take over service files that are not pgsvc's.")
    boolean adopt;

    @Option(names = "--drift", paramLabel = "HOW", defaultValue = "report", converter = DriftWords.class,
            description = "What to do with a file of ours that somebody edited: report or restore (default: report).")
    Drift drift;

    @Option(names = "--lock-timeout", paramLabel = "TIME", defaultValue = "10s", converter = Durations.class,
            description = "How long to wait for another pgsvc (default: 10s).")
    Duration lockTimeout;

    PublishPaths paths(Path confDir) {
        return new PublishPaths(confDir, stateDir);
    }

    PublishOptions options(Scope scope, boolean dryRun) {
        return PublishOptions.DEFAULTS.withScope(scope).withForce(force).withAdopt(adopt).withDrift(drift).withDryRun(dryRun)
                .withLockTimeout(lockTimeout);
    }
}
