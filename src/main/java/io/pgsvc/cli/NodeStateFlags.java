package io.pgsvc.cli;

import io.pgsvc.publish.FileSystemEffects;
import io.pgsvc.publish.NodeState;
import io.pgsvc.publish.PublishPaths;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Where pgsvc keeps what it knows of this node. */
class NodeStateFlags {
    @Option(names = "--state-dir", paramLabel = "DIR", defaultValue = "/var/lib/pgsvc",
            description = "Manifest, journal, lock, pause and last generations (default: /var/lib/pgsvc).")
    Path stateDir;

    @Option(names = "--lock-timeout", paramLabel = "TIME", defaultValue = "10s", converter = Durations.class,
            description = "How long to wait for another pgsvc (default: 10s).")
    Duration lockTimeout;

    PublishPaths paths(Path confDir) {
        return new PublishPaths(confDir, stateDir);
    }

    /** What is kept, for commands that make no pass. */
    NodeState node(Path confDir, Clock clock) {
        return new NodeState(paths(confDir), new FileSystemEffects(), clock);
    }
}
