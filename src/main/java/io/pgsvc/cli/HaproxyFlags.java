package io.pgsvc.cli;

import io.pgsvc.haproxy.HaproxyOptions;
import io.pgsvc.haproxy.ReloadMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How HAProxy is checked and told on this node. */
final class HaproxyFlags extends HaproxyPlace {
    @Option(names = "--haproxy-bin", paramLabel = "FILE", defaultValue = "haproxy",
            description = "The HAProxy program, for checks (default: haproxy).")
    String program;

    @Option(names = "--reload", paramLabel = "HOW", defaultValue = "auto", converter = ReloadMethods.class,
            description = "How HAProxy is told: auto, master, systemd, signal, command or none (default: auto).")
    ReloadMethod reload;

    @Option(names = "--pid-file", paramLabel = "PATH",
            description = "The master's pid file, for --reload signal (default: the one in the main file, else /run/haproxy.pid).")
    Optional<Path> pidFile = Optional.empty();

    @Option(names = "--reload-command", paramLabel = "CMD", description = "Shell command, for --reload command.")
    Optional<String> reloadCommand = Optional.empty();

    @Option(names = "--degraded-wait", paramLabel = "TIME", defaultValue = "30s", converter = Durations.class,
            description = "The longest wait after a reload to see that no changed service lost its last server; 0: do not look"
                    + " (default: 30s).")
    Duration degradedWait;

    @Option(names = "--rollback-on-degraded", description = "Bring the previous files back when a changed service lost its last server.")
    boolean rollbackOnDegraded;

    HaproxyOptions options() {
        if (reload == ReloadMethod.COMMAND && reloadCommand.isEmpty()) {
            throw UsageException.of("--reload command needs --reload-command");
        }
        if (rollbackOnDegraded && degradedWait.isZero()) {
            throw UsageException.of("--rollback-on-degraded needs a --degraded-wait");
        }
        return HaproxyOptions.defaults().withFiles(mainFile.toAbsolutePath(), confDir.toAbsolutePath()).withProgram(program)
                .withReload(reload).withSockets(masterSocket, statsSocket).withPidFile(pidFile).withReloadCommand(reloadCommand)
                .withDegradedWait(degradedWait);
    }
}
