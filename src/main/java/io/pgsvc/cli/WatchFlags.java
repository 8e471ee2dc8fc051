package io.pgsvc.cli;

import io.pgsvc.build.BuildInfo;
import io.pgsvc.model.Severity;
import io.pgsvc.watch.FailureNote;
import io.pgsvc.watch.LogLevel;
import io.pgsvc.watch.Metrics;
import io.pgsvc.watch.MetricsFile;
import io.pgsvc.watch.RevisionReader;
import io.pgsvc.watch.StatusEndpoint;
import io.pgsvc.watch.StatusFile;
import io.pgsvc.watch.StatusListener;
import io.pgsvc.watch.Supervisor;
import io.pgsvc.watch.SystemdNotifier;
import io.pgsvc.watch.WatchLog;
import io.pgsvc.watch.WatchOutputs;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a watcher tells what it does. */
final class WatchFlags {
    @Option(names = "--metrics-file", paramLabel = "FILE",
            description = "Write Prometheus metrics there, for node_exporter's textfile collector (default: none).")
    Optional<Path> metricsFile = Optional.empty();

    @Option(names = "--listen", paramLabel = "[ADDRESS:]PORT", converter = ListenAddress.class,
            description = "Serve /metrics, /healthz and /status over HTTP; 127.0.0.1 where no address is given (default: off).")
    Optional<InetSocketAddress> listen = Optional.empty();

    @Mixin
    LogFlags log;

    /** What hangs on a watcher, and what is to be done when it has ended. */
    record Outputs(WatchOutputs outputs, List<Runnable> endings) implements AutoCloseable {
        @Override
        public void close() {
            endings.forEach(Runnable::run);
        }
    }

    Outputs outputs(Terminal terminal, GlobalOptions global, Path runtimeDir) {
        WatchLog events = new WatchLog(log.sink(terminal, global.color), global.debug ? LogLevel.DEBUG : log.level);
        FailureNote note = new FailureNote(events::said);
        Metrics metrics = new Metrics(BuildInfo.read());
        StatusFile statusFile = new StatusFile(runtimeDir, note);
        List<StatusListener> listeners = new ArrayList<>(List.of(statusFile));
        List<Supervisor> supervisors = new ArrayList<>();
        List<Runnable> endings = new ArrayList<>(List.of(statusFile::remove));
        if (metricsFile.isPresent() || listen.isPresent()) {
            listeners.add(metrics);
        }
        metricsFile.ifPresent(file -> listeners.add(new MetricsFile(file, metrics, note)));
        listen.ifPresent(address -> {
            if (!address.getAddress().isLoopbackAddress()) {
                events.said(Severity.WARNING, "--listen " + address.getAddress().getHostAddress()
                        + ": whoever reaches this address can read the status, which names hosts and services");
            }
            StatusEndpoint endpoint = new StatusEndpoint(address, metrics, statusFile, note, System::nanoTime);
            listeners.add(endpoint);
            supervisors.add(endpoint);
            endings.add(endpoint::close);
        });
        SystemdNotifier.of(terminal.environment()).ifPresent(systemd -> {
            listeners.add(systemd);
            supervisors.add(systemd);
            endings.add(systemd::close);
        });
        return new Outputs(new WatchOutputs(events, listeners, Supervisor.all(supervisors), RevisionReader::read), endings);
    }
}
