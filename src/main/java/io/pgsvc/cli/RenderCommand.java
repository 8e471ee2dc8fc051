package io.pgsvc.cli;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.pass.FleetPass;
import io.pgsvc.pass.NodeFiles;
import io.pgsvc.pass.NodePass;
import io.pgsvc.pass.PassResult;
import io.pgsvc.pass.Preparation;
import io.pgsvc.pass.Reconciler;
import io.pgsvc.publish.OutputDirectory;
import io.pgsvc.publish.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pgsvc render}: one pass. */
@Command(name = "render", sortOptions = false, abbreviateSynopsis = true,
        description = "Render the service files of this node, check them, publish them and reload HAProxy: one pass.",
        footer = {"", "Examples:",
            "  pgsvc render                                  this node, from /etc/pigsty/inventory",
            "  pgsvc render --cluster pg-meta --diff         one cluster, and show what changes",
            "  pgsvc render --dry-run --detailed-exitcode    2 if there is something to do",
            "  pgsvc render -i pigsty.yml --all-nodes --output-dir out",
            "                                                the files of every host, without HAProxy",
            "  pgsvc render -o json                          for an Ansible task: changed, failed, msg, diff"})
final class RenderCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    GlobalOptions global;

    @Mixin
    InventoryOptions inventoryOptions;

    @Mixin
    ScopeOptions scopeOptions;

    @Option(names = {"-n", "--node"}, paramLabel = "HOST",
            description = "The inventory host that this node is (default: found by address or name).")
    Optional<String> node = Optional.empty();

    @Option(names = "--all-nodes", description = "All hosts of the inventory, each in a directory of its own (with --output-dir).")
    boolean allNodes;

    @Option(names = "--output-dir", paramLabel = "DIR",
            description = "Write the files there, and leave HAProxy and the manifest alone.")
    Optional<Path> outputDir = Optional.empty();

    @Option(names = "--stdout", description = "Print the files, and write nothing.")
    boolean stdout;

    @Mixin
    HaproxyFlags haproxy;

    @Mixin
    PublishFlags publish;

    @Option(names = "--diff", description = "Show the changes as a unified diff.")
    boolean diff;

    @Option(names = "--detailed-exitcode", description = "End with 2 where there are, or with --dry-run would be, changes.")
    boolean detailedExitCode;

    @Option(names = "--dry-run", description = "Do all but write: say what would be done.")
    boolean dryRun;

    @Option(names = "--keep-going", description = "Write the good services where others are wrong, and end with 3.")
    boolean keepGoing;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "text",
            description = "Format of the result: text or json (default: text).")
    OutputFormat format;

    RenderCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        check();
        Messages messages = new Messages(terminal.err(), terminal.colorsOnErr(global.color));
        PassReport report = new PassReport(terminal, messages, format, diff, terminal.colorsOnOut(global.color), detailedExitCode);
        try {
            return run(messages, report);
        } catch (PgsvcException e) {
            return report.print(e);
        }
    }

    private int run(Messages messages, PassReport report) {
        Scope scope = scopeOptions.scope();
        if (stdout) {
            return print(inventoryOptions.read(), scope, messages);
        }
        return report.print(outputDir.isPresent() ? writeFiles(inventoryOptions.read(), scope) : pass(scope, messages));
    }

    private PassResult writeFiles(Preparation preparation, Scope scope) {
        Inventory inventory = preparation.inventory();
        ScopeNames.check(scope, preparation, Set.of());
        List<Host> hosts = allNodes ? inventory.hosts() : List.of(LocalNames.host(inventory, node));
        return new FleetPass(preparation).write(hosts, scope, keepGoing, new OutputDirectory(outputDir.orElseThrow()), allNodes, dryRun);
    }

    /** The whole job on this node. */
    private PassResult pass(Scope scope, Messages messages) {
        Reconciler reconciler = new Reconciler(new Reconciler.Settings(publish.paths(haproxy.confDir.toAbsolutePath()),
                haproxy.options(), publish.options(scope, dryRun), keepGoing, haproxy.rollbackOnDegraded, false),
                text -> progress(messages, text));
        return new NodePass(reconciler, inventoryOptions::read, inventory -> LocalNames.host(inventory, node), node).run(
                preparation -> ScopeNames.check(scope, preparation, reconciler.known().clusters()), messages::findings);
    }

    private void progress(Messages messages, String text) {
        if (terminal.errIsTerminal() && format == OutputFormat.text) {
            messages.line("pgsvc: " + text);
        }
    }

    private int print(Preparation preparation, Scope scope, Messages messages) {
        ScopeNames.check(scope, preparation, Set.of());
        NodeFiles files = preparation.node(LocalNames.host(preparation.inventory(), node), scope, plan -> List.of(), Map.of());
        messages.findings(preparation.inventory().warnings());
        messages.findings(files.findings());
        if (!files.failed() || keepGoing) {
            files.files().stream().filter(f -> scope.contains(f.cluster(), f.service(), f.stem()))
                    .forEach(file -> terminal.out().print(file.content()));
        }
        return files.failed() ? ExitCode.INVALID : ExitCode.OK;
    }

    private void check() {
        if (allNodes && outputDir.isEmpty()) {
            throw UsageException.of("--all-nodes needs --output-dir");
        }
        if (allNodes && node.isPresent()) {
            throw UsageException.of("--all-nodes and --node exclude each other");
        }
        if (stdout && outputDir.isPresent()) {
            throw UsageException.of("--stdout and --output-dir exclude each other");
        }
        if (stdout && format != OutputFormat.text) {
            throw UsageException.of("--stdout prints the files themselves, not " + format);
        }
        if (format == OutputFormat.yaml) {
            throw UsageException.of("render prints text or json, not yaml");
        }
    }
}
