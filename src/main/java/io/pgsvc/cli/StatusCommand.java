package io.pgsvc.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.haproxy.HaproxyOptions;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.publish.NodeState;
import io.pgsvc.publish.Scope;
import io.pgsvc.status.NodeStatus;
import io.pgsvc.status.StatusReader;
import io.pgsvc.watch.StatusFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pgsvc status}: how the node is now. */
@Command(name = "status", sortOptions = false, abbreviateSynopsis = true,
        description = {"Show how this node is now: generation, drift, pause and watcher, then what HAProxy says of every service",
            "and server, and who takes the traffic. Changes nothing.", "",
            "Exit codes: 0 healthy; 1 failing, or something important is unknown; 6 paused, or something is held.",
            "Failing and unknown come before paused and held."},
        footer = {"", "Examples:", "  pgsvc status", "  pgsvc status --watch                    until Ctrl-C",
            "  pgsvc status --cluster pg-test -o json", "  pgsvc status --service primary >/dev/null || page-somebody"})
final class StatusCommand implements Callable<Integer> {
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final Terminal terminal;
    private final Clock clock;

    @Mixin
    GlobalOptions global;

    @Mixin
    ScopeOptions scopeOptions;

    @Option(names = {"-w", "--watch"}, description = "Show it again and again, in place, until Ctrl-C.")
    boolean watch;

    @Option(names = "--interval", paramLabel = "TIME", defaultValue = "2s", converter = Durations.class,
            description = "How often, with --watch (default: 2s).")
    Duration interval;

    @Mixin
    HaproxyPlace haproxy;

    @Mixin
    NodeStateFlags state;

    @Option(names = "--runtime-dir", paramLabel = "DIR", defaultValue = "/run/pgsvc",
            description = "Where the watcher writes its status (default: /run/pgsvc).")
    Path runtimeDir;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "text",
            description = "Format: text, json or yaml (default: text).")
    OutputFormat format;

    StatusCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        if (watch && (format != OutputFormat.text || !terminal.outIsTerminal())) {
            throw UsageException.of("--watch needs a terminal and the format text");
        }
        Scope scope = scopeOptions.scope();
        NodeState node = state.node(haproxy.confDir.toAbsolutePath(), clock);
        HaproxyOptions options = HaproxyOptions.defaults().withFiles(haproxy.mainFile.toAbsolutePath(), haproxy.confDir.toAbsolutePath())
                .withSockets(haproxy.masterSocket, haproxy.statsSocket);
        StatusReader reader = new StatusReader(node, options.withTimeouts(options.checkTimeout(), options.confirmTimeout(),
                StatusReader.PATIENCE), () -> StatusFile.read(runtimeDir), clock);
        try {
            node.manifest().ifPresent(manifest -> ScopeNames.check(scope, "this node does not have", manifest));
            return watch ? again(reader, scope) : print(reader.read(scope));
        } catch (PgsvcException e) {
            return Documents.failure(terminal, format, StatusReport.SCHEMA, e, document -> { });
        }
    }

    private int print(NodeStatus status) {
        if (format == OutputFormat.text) {
            screen(status).forEach(terminal.out()::println);
        } else {
            ObjectNode document = StatusReport.of(status);
            Documents.print(terminal, format, document);
        }
        return exit(status);
    }

    private List<String> screen(NodeStatus status) {
        return new StatusScreen(status, terminal.width(), terminal.colorsOnOut(global.color)).lines();
    }

    static int exit(NodeStatus status) {
        return switch (status.health()) {
            case FAILING, UNKNOWN -> ExitCode.FAILURE;
            case PAUSED, HELD -> ExitCode.HELD;
            case HEALTHY -> ExitCode.OK;
        };
    }

    /** Overwrites the screen from its upper left corner: nothing has to be put back when Ctrl-C ends it. */
    private int again(StatusReader reader, Scope scope) {
        int exit = ExitCode.OK;
        while (true) {
            List<String> lines = new ArrayList<>(List.of(clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                    + ", every " + Ages.words(interval) + ", Ctrl-C ends it", ""));
            try {
                NodeStatus status = reader.read(scope);
                lines.addAll(screen(status));
                exit = exit(status);
            } catch (PgsvcException e) {
                e.findings().stream().map(Finding::toString).forEach(lines::add);
                exit = ExitCode.of(e);
            }
            show(lines, TerminalSize.of(terminal).rows() - 1);
            try {
                Thread.sleep(interval);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return exit;
            }
        }
    }

    private void show(List<String> lines, int rows) {
        StringBuilder screen = new StringBuilder(HOME);
        boolean cut = lines.size() > rows;
        List<String> shown = cut ? lines.subList(0, Math.max(0, rows - 1)) : lines;
        shown.forEach(line -> screen.append(line).append(CLEAR_LINE).append('\n'));
        if (cut) {
            screen.append(lines.size() - shown.size()).append(" more lines: make the window taller, or name --cluster or --service")
                    .append(CLEAR_LINE).append('\n');
        }
        terminal.out().print(screen.append(CLEAR_BELOW));
        terminal.out().flush();
    }
}
