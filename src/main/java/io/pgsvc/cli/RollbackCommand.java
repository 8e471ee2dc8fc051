package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.pass.PassResult;
import io.pgsvc.pass.Reconciler;
import io.pgsvc.publish.Generations;
import io.pgsvc.publish.Manifest;
import io.pgsvc.publish.NodeState;
import io.pgsvc.publish.Scope;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pgsvc rollback}: the files of an earlier generation. */
@Command(name = "rollback", sortOptions = false, abbreviateSynopsis = true,
        description = {"Bring the service files of an earlier generation back: checked, published, reloaded and confirmed like any pass.",
            "The node is paused afterwards, so that no pass undoes it. The inventory is not read."},
        footer = {"", "Examples:",
            "  pgsvc rollback                          to the generation before",
            "  pgsvc rollback --dry-run --diff         only show it",
            "  pgsvc history                           which generations there are",
            "  pgsvc rollback --to 41 --reason \"wrong weights\"",
            "  pgsvc rollback --for 1h                 follow the inventory again after an hour",
            "  pgsvc resume && pgsvc render            and forward again"})
final class RollbackCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Clock clock;

    @Mixin
    GlobalOptions global;

    @Option(names = "--to", paramLabel = "GENERATION", description = "Number of the generation (default: the one before).")
    Optional<Long> to = Optional.empty();

    @Option(names = "--for", paramLabel = "TIME", converter = Durations.class,
            description = "The pause afterwards ends by itself after this time (default: only with `pgsvc resume`).")
    Optional<Duration> duration = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; shown to everybody whose pass is held afterwards.")
    Optional<String> reason = Optional.empty();

    @Mixin
    ScopeOptions scopeOptions;

    @Mixin
    HaproxyFlags haproxy;

    @Mixin
    PublishFlags publish;

    @Option(names = "--dry-run", description = "Do all but write: say what would be done.")
    boolean dryRun;

    @Option(names = "--diff", description = "Show the changes as a unified diff.")
    boolean diff;

    @Option(names = "--detailed-exitcode", description = "End with 2 where there are, or with --dry-run would be, changes.")
    boolean detailedExitCode;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "text",
            description = "Format of the result: text or json (default: text).")
    OutputFormat format;

    RollbackCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        if (format == OutputFormat.yaml) {
            throw UsageException.of("rollback prints text or json, not yaml");
        }
        Messages messages = new Messages(terminal.err(), terminal.colorsOnErr(global.color));
        PassReport report = new PassReport(terminal, messages, format, diff, terminal.colorsOnOut(global.color), detailedExitCode);
        try {
            return report.print(run(messages));
        } catch (PgsvcException e) {
            return report.print(e);
        }
    }

    private PassResult run(Messages messages) {
        Scope scope = scopeOptions.scope();
        Reconciler reconciler = new Reconciler(new Reconciler.Settings(publish.paths(haproxy.confDir.toAbsolutePath()),
                haproxy.options(), publish.options(scope, dryRun), false, false, false), text -> progress(messages, text));
        List<Finding> recovered = reconciler.recover();
        try {
            NodeState node = publish.node(haproxy.confDir, clock);
            Manifest current = node.manifest().orElseThrow(
                    () -> UsageException.of("there is nothing to go back to: pgsvc never changed anything on this node"));
            Generations.Generation goal = goal(node.generations(), current);
            ScopeNames.check(scope, "neither this node nor the generation has", current, goal.manifest());
            String words = "rollback to generation " + goal.number() + reason.map(r -> ": " + r).orElse("");
            return reconciler.rollBack(goal, PauseCommand.pause(duration, words, terminal, clock));
        } catch (UsageException e) {
            messages.findings(recovered);
            throw e;
        }
    }

    private Generations.Generation goal(Generations generations, Manifest current) {
        List<Long> kept = generations.numbers();
        String known = kept.stream().map(n -> n == current.generation() ? n + " (it stands now)" : n.toString())
                .collect(Collectors.joining(", "));
        long number = to.orElseGet(() -> generations.beforeCurrent(current).orElseThrow(() -> UsageException.of(
                "there is no generation before " + current.origin().rollback().orElse(current.generation())
                        + (kept.isEmpty() ? "" : "; kept are " + known), "see `pgsvc history`")));
        return generations.generation(number).orElseThrow(() -> UsageException.of("there is no generation " + number
                + (kept.isEmpty() ? ": none is kept" : "; kept are " + known), "see `pgsvc history`"));
    }

    private void progress(Messages messages, String text) {
        if (terminal.errIsTerminal() && format == OutputFormat.text) {
            messages.line("pgsvc: " + text);
        }
    }
}
