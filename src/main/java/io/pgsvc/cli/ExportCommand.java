package io.pgsvc.cli;

import io.pgsvc.export.ExportDirectory;
import io.pgsvc.export.Exporter;
import io.pgsvc.export.Proof;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.pass.FileChange;
import io.pgsvc.pass.PassResult;
import io.pgsvc.pass.Preparation;
import io.pgsvc.service.Defaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pgsvc export}: an inventory without secrets for the nodes. */
@Command(name = "export", sortOptions = false, abbreviateSynopsis = true,
        description = {"Write an equivalent inventory with only what services and selectors read: one for the nodes, without"
            + " passwords.", "",
            "It renders the same files on every node; that is proven before anything is written. Files that are as they"
            + " should be are not touched. In this command -o is the directory; the format is --output."},
        footer = {"", "Examples:",
            "  pgsvc export -i pigsty.yml -o nodes/                       write, or bring up to date",
            "  pgsvc export -i pigsty.yml -o nodes/ --dry-run --diff      show what would change",
            "  pgsvc export -i pigsty.yml -o nodes/ --dry-run --detailed-exitcode",
            "                                                             for CI: 2 if the export is behind",
            "  pgsvc export -i pigsty.yml -o nodes/ --allow node_cert_zone",
            "                                                             this name only looks like a secret"})
final class ExportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    GlobalOptions global;

    @Mixin
    InventoryOptions inventoryOptions;

    @Option(names = {"-o", "--output-dir"}, paramLabel = "DIR", required = true,
            description = "The directory to write: a new or empty one, or that of an earlier export.")
    Path directory;

    @Option(names = "--allow", paramLabel = "NAME",
            description = "Carry the variable or key of this name although it looks like a secret; may be given several times.")
    List<String> allowed = List.of();

    @Option(names = "--diff", description = "Show the changes as a unified diff.")
    boolean diff;

    @Option(names = "--detailed-exitcode", description = "End with 2 where there are, or with --dry-run would be, changes.")
    boolean detailedExitCode;

    @Option(names = "--dry-run", description = "Do all but write: say what would be done.")
    boolean dryRun;

    @Option(names = "--output", paramLabel = "FORMAT", defaultValue = "text",
            description = "Format of the result: text or json (default: text).")
    OutputFormat format;

    ExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (format == OutputFormat.yaml) {
            throw UsageException.of("export prints text or json, not yaml");
        }
        Messages messages = new Messages(terminal.err(), terminal.colorsOnErr(global.color));
        PassReport report = new PassReport(terminal, messages, format, diff, terminal.colorsOnOut(global.color), detailedExitCode);
        try {
            return report.print(export());
        } catch (PgsvcException e) {
            return report.print(e);
        }
    }

    private PassResult export() {
        Defaults defaults = inventoryOptions.loadDefaults();
        Preparation full = inventoryOptions.read(inventoryOptions.path(), defaults);
        SortedMap<String, String> files = Exporter.export(full, defaults, allowed);
        prove(full, files, defaults);
        ExportDirectory target = new ExportDirectory(directory);
        List<ExportDirectory.Change> changes = target.plan(files);
        List<ExportDirectory.Change> open = changes.stream().filter(change -> !change.action().equals("unchanged")).toList();
        if (!dryRun && !open.isEmpty()) {
            target.apply(changes);
        }
        String message = open.isEmpty() ? "the export is as it should be: " + count(files.size(), "file")
                : open.size() + " of " + count(changes.size(), "file") + (dryRun ? " would change" : " changed") + ", "
                        + count(full.inventory().hosts().size(), "host") + " render the same from them";
        return new PassResult(PassResult.Status.DONE, !open.isEmpty(), message, changes.stream().map(ExportCommand::shown).toList(),
                List.<Finding>of(), OptionalLong.empty(), Optional.empty());
    }

    private static FileChange shown(ExportDirectory.Change change) {
        return new FileChange(Optional.empty(), change.path(), Optional.empty(), "", change.action(), "", change.before(), change.after());
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** Writes the files into a place of our own, reads them as a node would, and compares what is rendered. */
    private void prove(Preparation full, SortedMap<String, String> files, Defaults defaults) {
        try {
            Path trial = Files.createTempDirectory("pgsvc-export-");
            try {
                ExportDirectory written = new ExportDirectory(trial);
                written.apply(written.plan(files));
                Proof.same(full, inventoryOptions.read(trial, defaults));
            } finally {
                try (Stream<Path> all = Files.walk(trial)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
