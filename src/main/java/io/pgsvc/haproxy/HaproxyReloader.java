package io.pgsvc.haproxy;

import io.pgsvc.haproxy.Confirmation.Verdict;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import io.pgsvc.publish.CheckResult.Message;
import io.pgsvc.publish.ReloadResult;
import io.pgsvc.publish.Reloader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes HAProxy load what is on disk and confirms that it did (design, contract 11), without a time in which it takes
 * servers that are down for UP: their state is handed over where the main file says so.
 */
public final class HaproxyReloader implements Reloader {
    private static final int SIGNALS = 3;

    private final HaproxyOptions options;
    private final Runnable told;
    private final MasterFinder finder = new MasterFinder();
    private final List<Finding> notes = new ArrayList<>();

    public HaproxyReloader(HaproxyOptions options) {
        this(options, () -> { });
    }

    /** @param told is run each time that HAProxy has been told to reload, before it is looked at */
    public HaproxyReloader(HaproxyOptions options, Runnable told) {
        this.options = options;
        this.told = told;
    }

    /** What was worth saying of the last reload, though it did not stop it. */
    public List<Finding> notes() {
        return List.copyOf(notes);
    }

    /**
     * What the main file lacks for reloads that nobody notices: to be said once. Reads files only.
     *
     * @return rules {@code server-state} and {@code no-stats-socket}
     */
    public List<Finding> advice() {
        HaproxyConfig config = HaproxyConfig.read(options.mainFile(), options.confDir());
        List<Finding> advice = new ArrayList<>();
        ServerState.advice(config, options.mainFile()).ifPresent(advice::add);
        if (options.statsSocket().isEmpty() && config.bestStatsSocket().isEmpty()
                && new Running(options, finder).masterSocket().isEmpty()) {
            advice.add(Finding.warning("no-stats-socket",
                    "HAProxy has neither a stats socket nor a master socket, so what it has loaded cannot be seen",
                    Position.of(options.mainFile().toString()))
                    .withHint("add \"stats socket /run/haproxy/admin.sock mode 660 level admin\" to the section global"));
        }
        return advice;
    }

    /** A way to ask the worker, over the sockets that are configured or named. */
    public WorkerCli workerCli() {
        return workerCli(new Running(options, finder), HaproxyConfig.read(options.mainFile(), options.confDir()));
    }

    @Override
    public ReloadResult reload(Map<String, List<String>> expected, Set<String> gone) {
        notes.clear();
        if (options.reload() == ReloadMethod.NONE) {
            return new ReloadResult.Skipped(ReloadMethod.NONE.word(), "HAProxy was not told to reload");
        }
        HaproxyConfig config = HaproxyConfig.read(options.mainFile(), options.confDir());
        Running running = new Running(options, finder);
        ReloadStep step;
        switch (choose(running, config)) {
            case Choice.Use use -> step = use.step();
            case Choice.Nothing nothing -> {
                return new ReloadResult.NotRunning(options.reload().word(), nothing.why());
            }
            case Choice.Impossible impossible -> {
                return new ReloadResult.Failed(options.reload().word(), impossible.why());
            }
        }
        return run(step, running, config, expected, gone);
    }

    private ReloadResult run(ReloadStep step, Running running, HaproxyConfig config,
                             Map<String, List<String>> expected, Set<String> gone) {
        long start = System.nanoTime();
        WorkerCli cli = workerCli(running, config);
        Optional<Master> master = running.find();
        Confirmation confirmation = new Confirmation(cli,
                () -> master.map(m -> finder.children(m.pid())).orElse(List.of()));
        ServerState.dump(config, master.map(Master::directory).orElse(Path.of("/")), cli).ifPresent(notes::add);
        // A master loses a signal that comes while it starts or reloads (seen: within 20 ms): it is sent again.
        int tells = step instanceof ReloadStep.BySignal ? SIGNALS : 1;
        Verdict verdict = new Verdict.TooLate("no time was left");
        for (int i = 1; i <= tells && verdict instanceof Verdict.TooLate; i++) {
            if (i > 1 && !firstAlert().isEmpty()) {
                break;
            }
            Optional<String> refused = step.tell(options.confirmTimeout());
            if (refused.isPresent()) {
                return new ReloadResult.Failed(step.method(), refused.get());
            }
            told.run();
            verdict = confirmation.await(expected, gone, start + options.confirmTimeout().toNanos() / tells * i);
        }
        long ms = (System.nanoTime() - start) / 1_000_000;
        return switch (verdict) {
            case Verdict.Up up -> new ReloadResult.Confirmed(step.method(), "the new worker (process " + up.pid()
                    + ") is up after " + ms + " ms"
                    + (up.seen() ? "" : "; without a stats socket or a master socket its sections could not be seen"));
            case Verdict.NotLoaded n -> new ReloadResult.Failed(step.method(), whyNotLoaded());
            case Verdict.Differs d -> new ReloadResult.Failed(step.method(), d.how());
            case Verdict.TooLate late -> new ReloadResult.Failed(step.method(), tooLate(late));
        };
    }

    private String tooLate(Verdict.TooLate late) {
        String words = firstAlert();
        return words.isEmpty() ? "HAProxy did not show a new worker within " + options.confirmTimeout().toSeconds()
                + " s (" + late.last() + ")" : words;
    }

    private String whyNotLoaded() {
        String words = firstAlert();
        return words.isEmpty() ? "HAProxy could not load the new configuration, though its check accepts it "
                + "(an address in use?); its log tells more" : words;
    }

    /** Versions that do not answer a reload leave their words in a log only: the check has the same ones. */
    private String firstAlert() {
        try {
            var result = new HaproxyCheck(options).check(options.confDir(), options.confDir());
            if (result.accepted()) {
                return "";
            }
            for (Message message : result.messages()) {
                String where = message.fileName().map(f -> "[" + options.confDir().resolve(f) + ":" + message.line()
                        + "] ").orElse("");
                return where + message.text();
            }
            return result.output().strip();
        } catch (PgsvcException e) {
            return "";
        }
    }

    private WorkerCli workerCli(Running running, HaproxyConfig config) {
        return new WorkerCli(running.masterSocket(), options.statsSocket().or(config::bestStatsSocket), options.cliTimeout());
    }

    private sealed interface Choice {
        record Use(ReloadStep step) implements Choice {}

        /** HAProxy does not run. */
        record Nothing(String why) implements Choice {}

        record Impossible(String why) implements Choice {}
    }

    private Choice choose(Running running, HaproxyConfig config) {
        return switch (options.reload()) {
            case AUTO -> automatic(running, config);
            case MASTER -> {
                Path socket = running.masterSocket().orElse(HaproxyOptions.DEFAULT_MASTER_SOCKET);
                Optional<CliException> problem = problemOf(socket);
                yield problem.isPresent() ? new Choice.Impossible(problem.get().words())
                        : new Choice.Use(new ReloadStep.OnMasterSocket(socket));
            }
            case SYSTEMD -> new Choice.Use(new ReloadStep.BySystemd(options.systemdUnit()));
            case SIGNAL -> {
                Path file = pidFile(running, config);
                Optional<Master> master = finder.byPidFile(file);
                yield master.isEmpty() ? new Choice.Impossible(file + " does not name a running HAProxy") : signal(master.get());
            }
            case COMMAND -> options.reloadCommand().isEmpty()
                    ? new Choice.Impossible("--reload command needs --reload-command")
                    : new Choice.Use(new ReloadStep.ByCommand(options.reloadCommand().get()));
            case NONE -> new Choice.Nothing("HAProxy was not told to reload");
        };
    }

    private Choice automatic(Running running, HaproxyConfig config) {
        Optional<Path> socket = running.masterSocket();
        Optional<CliException> problem = socket.flatMap(this::problemOf);
        if (socket.isPresent() && problem.isEmpty()) {
            return new Choice.Use(new ReloadStep.OnMasterSocket(socket.get()));
        }
        if (ReloadStep.BySystemd.isActive(options.systemdUnit())) {
            return new Choice.Use(new ReloadStep.BySystemd(options.systemdUnit()));
        }
        Optional<Master> master = finder.byPidFile(pidFile(running, config)).or(running::find);
        if (master.isPresent()) {
            return signal(master.get());
        }
        boolean thereButMute = problem.isPresent() && problem.get().kind() != CliException.Kind.ABSENT
                && problem.get().kind() != CliException.Kind.REFUSED;
        return thereButMute ? new Choice.Impossible(problem.get().words())
                : new Choice.Nothing("HAProxy is not running");
    }

    /** A process without a master would ignore the signal, or end by it. */
    private Choice signal(Master master) {
        // Without -W, "master-worker" may stand in the main file: then its children are HAProxys too.
        boolean isMaster = master.hasMasterOption() || finder.children(master.pid()).stream()
                .anyMatch(child -> finder.byPid(child).isPresent());
        return isMaster ? new Choice.Use(new ReloadStep.BySignal(master.pid()))
                : new Choice.Impossible("HAProxy (process " + master.pid() + ") runs without a master (-W), "
                        + "so it cannot be told to reload; use --reload systemd or --reload command");
    }

    private Path pidFile(Running running, HaproxyConfig config) {
        return options.pidFile().or(config::pidFile)
                .or(() -> running.find().flatMap(Master::pidFile)).orElse(HaproxyOptions.DEFAULT_PID_FILE);
    }

    private Optional<CliException> problemOf(Path socket) {
        try {
            String answer = new UnixCli(socket, options.cliTimeout()).ask("show proc");
            return ShowProc.parse(answer).isPresent() ? Optional.empty() : Optional.of(new CliException(
                    CliException.Kind.GARBAGE, socket, "this is no master socket of HAProxy"));
        } catch (CliException e) {
            return Optional.of(e);
        }
    }
}
