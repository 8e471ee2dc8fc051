package io.pgsvc.cli;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.pass.FleetPass;
import io.pgsvc.pass.NodeFiles;
import io.pgsvc.pass.PassResult;
import io.pgsvc.pass.Preparation;
import io.pgsvc.publish.OutputDirectory;
import io.pgsvc.service.NodeIdentity;
import io.pgsvc.service.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pgsvc render}: one pass. */
@Command(name = "render", description = "Render the service files of this node, check them, publish them and reload HAProxy: one pass.")
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
        Inventory inventory = new InventoryReader().read(inventoryOptions.path());
        Preparation preparation = new Preparation(inventory, new JinjaTemplates(), inventoryOptions.loadDefaults(),
                inventoryOptions.templates());
        Scope scope = scopeOptions.scope();
        if (stdout) {
            return print(preparation, scope, messages);
        }
        List<Host> hosts = allNodes ? inventory.hosts() : List.of(host(inventory));
        PassResult result = new FleetPass(preparation).write(hosts, scope, keepGoing,
                new OutputDirectory(outputDir.orElseThrow()), allNodes, dryRun);
        return new PassReport(terminal, messages, format).print(result);
    }

    private int print(Preparation preparation, Scope scope, Messages messages) {
        NodeFiles files = preparation.node(host(preparation.inventory()), scope, List.of());
        messages.findings(preparation.inventory().warnings());
        messages.findings(files.findings());
        if (!files.failed() || keepGoing) {
            files.files().forEach(file -> terminal.out().print(file.content()));
        }
        return files.failed() ? ExitCode.INVALID : ExitCode.OK;
    }

    private Host host(Inventory inventory) {
        return node.map(name -> NodeIdentity.named(inventory, name))
                .orElseGet(() -> NodeIdentity.find(inventory, LocalNames.own()));
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
