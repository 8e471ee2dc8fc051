package io.pgsvc.cli;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.pass.GroupedChange;
import io.pgsvc.pass.InventoryOrigins;
import io.pgsvc.pass.NodePass;
import io.pgsvc.pass.Origins;
import io.pgsvc.pass.PassResult;
import io.pgsvc.pass.Preparation;
import io.pgsvc.pass.Reconciler;
import io.pgsvc.pass.ServiceChanges;
import io.pgsvc.publish.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pgsvc diff}: what a pass would change, or what a commit changes in the fleet. */
@Command(name = "diff", sortOptions = false, abbreviateSynopsis = true,
        description = {"Show what a pass would change on this node; nothing is changed. With --from: what differs between two"
            + " inventories, or two revisions of one, on any node of the fleet.",
            "Exit code 0: no difference; 2: there are differences; errors as for render."},
        footer = {"", "Examples:",
            "  pgsvc diff                                    this node, against what stands on its disk",
            "  pgsvc diff --cluster pg-meta                  one cluster",
            "  pgsvc diff -i . --from HEAD --all-nodes       what the edits in this work tree change in the fleet",
            "  pgsvc diff -i . --from HEAD~1 --to HEAD --all-nodes -o markdown",
            "                                                what a commit changes, as a comment for its pull request",
            "  pgsvc diff --from old/ --to new/ --all-nodes  two directories"})
final class DiffCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    GlobalOptions global;

    @Mixin
    InventoryOptions inventoryOptions;

    @Mixin
    ScopeOptions scopeOptions;

    @Option(names = {"-n", "--node"}, paramLabel = "HOST",
            description = "The inventory host that this node is (default: found by address or name); with --from any host.")
    Optional<String> node = Optional.empty();

    @Option(names = "--all-nodes", description = "All hosts of both inventories (with --from).")
    boolean allNodes;

    @Option(names = "--from", paramLabel = "REV|PATH",
            description = "Compare from this inventory: a git revision of the one that --inventory names, or a file or directory.")
    Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "REV|PATH",
            description = "Compare to this inventory (default: the one that --inventory names, as it stands on disk).")
    Optional<String> to = Optional.empty();

    @Option(names = "--summary", description = "Only the summary by service, without the diffs.")
    boolean summary;

    @Mixin
    HaproxyFlags haproxy;

    @Mixin
    PublishFlags publish;

    @Option(names = "--keep-going", description = "Show the good services where others are wrong, and end with 3.")
    boolean keepGoing;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "text",
            description = "Format of the result: text, json or markdown (default: text).")
    DiffFormat format;

    DiffCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        check();
        try {
            return print(from.isPresent() ? fleet() : thisNode());
        } catch (PgsvcException e) {
            return Documents.failure(terminal, format == DiffFormat.json ? OutputFormat.json : OutputFormat.text, DiffDocument.SCHEMA, e,
                    document -> { });
        }
    }

    private void check() {
        if (allNodes && from.isEmpty()) {
            throw UsageException.of("--all-nodes needs --from", "the disks of other nodes cannot be seen: compare two inventories,"
                    + " such as --from HEAD --all-nodes");
        }
        if (to.isPresent() && from.isEmpty()) {
            throw UsageException.of("--to needs --from");
        }
        if (from.isPresent() && allNodes == node.isPresent()) {
            throw UsageException.of(allNodes ? "--all-nodes and --node exclude each other" : "--from needs --all-nodes or --node");
        }
    }

    private DiffResult fleet() {
        return new RevisionDiff(inventoryOptions, scopeOptions.scope(), node, new Progress(terminal, format == DiffFormat.text))
                .compare(from.orElseThrow(), to);
    }

    /** A dry run of a pass, by the one object that makes passes, so that the two can never disagree. */
    private DiffResult thisNode() {
        Scope scope = scopeOptions.scope();
        Reconciler reconciler = new Reconciler(new Reconciler.Settings(publish.paths(haproxy.confDir.toAbsolutePath()),
                haproxy.options(), publish.options(scope, true), keepGoing, haproxy.rollbackOnDegraded, false), text -> { });
        List<Preparation> read = new ArrayList<>();
        List<Host> found = new ArrayList<>();
        PassResult result = new NodePass(reconciler, inventoryOptions::read, inventory -> {
            found.add(LocalNames.host(inventory, node));
            return found.getLast();
        }, node).run(preparation -> {
            ScopeNames.check(scope, preparation, reconciler.known().clusters());
            read.add(preparation);
        }, findings -> { });
        Origins origins = found.isEmpty() ? Origins.NONE
                : new InventoryOrigins(read.getLast().clusters(), read.getLast().plan(found.getLast()));
        String name = found.isEmpty() ? node.or(() -> reconciler.known().node()).orElse("") : found.getLast().name();
        List<GroupedChange> changes = result.files().stream().filter(f -> !f.action().equals("unchanged") && !f.before().equals(f.after()))
                .map(file -> DiffResult.one(name, file, ServiceChanges.of(file, origins).details())).toList();
        return new DiffResult(changes, result.findings(), result.message(), result.failed(), PassReport.exitCode(result, true));
    }

    private int print(DiffResult result) {
        switch (format) {
            case json -> Documents.print(terminal, OutputFormat.json, DiffDocument.of(result));
            case markdown -> terminal.out().print(DiffMarkdown.of(result));
            case text -> {
                Messages messages = new Messages(terminal.err(), terminal.colorsOnErr(global.color));
                List<Finding> findings = result.findings();
                messages.findings(findings);
                new DiffText(terminal, terminal.colorsOnOut(global.color), summary).print(result, from.isPresent());
                messages.line("pgsvc: " + result.message());
            }
        }
        return result.exit();
    }
}
