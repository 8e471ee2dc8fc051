package io.pgsvc.cli;

import io.pgsvc.pass.Preparer;
import io.pgsvc.pass.Reconciler;
import io.pgsvc.publish.PublishOptions;
import io.pgsvc.watch.WatchSettings;
import io.pgsvc.watch.Watcher;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pgsvc watch}: passes for ever. */
@Command(name = "watch", sortOptions = false, abbreviateSynopsis = true,
        description = "Watch the inventory and make a pass whenever something changes: the daemon behind pgsvc.service.",
        footer = {"", "Signals: SIGHUP reads the configuration again, SIGUSR1 makes a pass now, SIGTERM ends when the",
            "pass under way has ended.",
            "", "Examples:",
            "  pgsvc watch                              this node, from /etc/pigsty/inventory",
            "  pgsvc watch /srv/inventory/current       a directory that git-sync swaps",
            "  pgsvc watch --quiet 2s --splay 30s       slower, and spread over the fleet",
            "  pgsvc watch --listen 9109                with metrics on http://127.0.0.1:9109/metrics"})
final class WatchCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    CommandSpec spec;

    @Mixin
    GlobalOptions global;

    @Mixin
    InventoryOptions inventoryOptions;

    @Option(names = {"-n", "--node"}, paramLabel = "HOST",
            description = "The inventory host that this node is (default: found by address or name).")
    Optional<String> node = Optional.empty();

    @Mixin
    PaceFlags pace;

    @Mixin
    HaproxyFlags haproxy;

    @Mixin
    StateFlags state;

    @Mixin
    WatchFlags flags;

    WatchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        WatchSettings[] first = {settings()};
        try (WatchFlags.Outputs outputs = flags.outputs(terminal, global, state.runtimeDir)) {
            new Watcher(() -> {
                WatchSettings now = first[0] != null ? first[0] : again(arguments);
                first[0] = null;
                return now;
            }, outputs.outputs()).run();
        }
        return ExitCode.OK;
    }

    /** The same command line, with the environment and the configuration file of now. */
    private WatchSettings again(List<String> arguments) {
        CommandLine line = Program.commandLineFor(terminal, arguments);
        line.setDefaultValueProvider(Program.defaults(terminal, line));
        try {
            WatchCommand now = (WatchCommand) line.parseArgs(arguments.toArray(String[]::new)).subcommand().commandSpec().userObject();
            return now.settings();
        } catch (CommandLine.ParameterException e) {
            throw UsageException.of(e.getMessage());
        }
    }

    private WatchSettings settings() {
        Path confDir = haproxy.confDir.toAbsolutePath();
        PublishOptions publish = PublishOptions.DEFAULTS.withDrift(state.drift).withLockTimeout(state.lockTimeout);
        Reconciler.Settings reconciler = new Reconciler.Settings(state.paths(confDir), haproxy.options(), publish, false,
                haproxy.rollbackOnDegraded, !haproxy.rollbackOnDegraded);
        Preparer preparer = new Preparer(inventoryOptions.path(), inventoryOptions::loadDefaults, inventoryOptions::templates);
        return new WatchSettings(inventoryOptions.path(), reconciler, preparer, found -> LocalNames.host(found, node), node,
                inventoryOptions.files(), List.of(OptionDefaults.file(terminal.environment())), pace.pace());
    }
}
