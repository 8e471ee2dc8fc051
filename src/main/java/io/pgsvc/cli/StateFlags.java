package io.pgsvc.cli;

import io.pgsvc.publish.Drift;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where pgsvc keeps what it knows of this node, and how it treats the service files there. */
class StateFlags extends NodeStateFlags {
    @Option(names = "--runtime-dir", paramLabel = "DIR", defaultValue = "/run/pgsvc",
            description = "Where the watcher writes status.json (default: /run/pgsvc).")
    Path runtimeDir;

    @Option(names = "--drift", paramLabel = "HOW", defaultValue = "report", converter = DriftWords.class,
            description = "What to do with a file of ours that somebody edited: report or restore (default: report).")
    Drift drift;
}
