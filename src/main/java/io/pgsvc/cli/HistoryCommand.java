package io.pgsvc.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.cli.Table.Column;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.pass.FileChange;
import io.pgsvc.pass.Origins;
import io.pgsvc.pass.ServiceChanges;
import io.pgsvc.publish.Generations;
import io.pgsvc.publish.History;
import io.pgsvc.publish.Manifest;
import io.pgsvc.publish.NodeState;
import io.pgsvc.publish.Origin;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pgsvc history}: the generations that are kept. */
@Command(name = "history", sortOptions = false, abbreviateSynopsis = true,
        description = {"List the last generations of this node's service files: when, why, and what changed in each.",
            "+ is a new service, ~ a changed one, - a removed one. * marks the generation that stands now."},
        footer = {"", "Examples:", "  pgsvc history", "  pgsvc history --diff 42      what generation 42 changed",
            "  pgsvc rollback --to 41"})
final class HistoryCommand implements Callable<Integer> {
    static final String SCHEMA = "pgsvc/history/1";
    private static final int COMMIT = 12;

    private final Terminal terminal;
    private final Clock clock;

    @Mixin
    GlobalOptions global;

    @Option(names = "--diff", paramLabel = "GENERATION", description = "Show what this generation changed, as a unified diff.")
    Optional<Long> diff = Optional.empty();

    @Mixin
    NodeStateFlags state;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "text",
            description = "Format of the list: text, json or yaml (default: text).")
    OutputFormat format;

    HistoryCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        NodeState node = state.node(state.stateDir, clock);
        try {
            if (diff.isPresent()) {
                printDiff(node.generations(), diff.get());
            } else {
                print(node.manifest(), History.of(node.generations()), node.generations());
            }
            return ExitCode.OK;
        } catch (PgsvcException e) {
            return Documents.failure(terminal, format, SCHEMA, e, document -> document.putArray("generations"));
        }
    }

    private void print(Optional<Manifest> current, List<History.Entry> entries, Generations generations) {
        String summary = entries.isEmpty() ? "pgsvc never changed anything on this node"
                : entries.size() + (entries.size() == 1 ? " generation" : " generations");
        if (format != OutputFormat.text) {
            ObjectNode document = Documents.start(SCHEMA, false, false, summary);
            document.putArray("findings");
            ArrayNode array = document.putArray("generations");
            entries.forEach(entry -> array.add(document(entry, current, generations)));
            Documents.print(terminal, format, document);
            return;
        }
        if (entries.isEmpty()) {
            terminal.out().println(summary);
            return;
        }
        Table table = new Table(Column.of(""), Column.of("GENERATION").number(), Column.of("TIME"), Column.of("BY"),
                Column.of("REVISION").ranked(2), Column.of("FILES").number().ranked(1), Column.of("CHANGES").wrapped(20));
        for (History.Entry entry : entries) {
            Manifest manifest = entry.generation().manifest();
            table.row(isCurrent(entry, current) ? "*" : "", Long.toString(entry.generation().number()),
                    entry.generation().at().truncatedTo(ChronoUnit.SECONDS).toString(), trigger(manifest.origin()),
                    manifest.origin().revision().map(HistoryCommand::shortened).orElse(""), Integer.toString(manifest.files().size()), changes(entry, generations));
        }
        table.lines(terminal.width(), terminal.colorsOnOut(global.color)).forEach(terminal.out()::println);
    }

    private static String changes(History.Entry entry, Generations generations) {
        String changes = entry.changes().stream().map(c -> words(c, generations)).collect(Collectors.joining("; "));
        return entry.complete() ? changes : (changes.isEmpty() ? "" : changes + " ") + "(the one before is no longer kept)";
    }

    /** {@code +a-replica}, {@code ~a-replica: port 5434 -> 5435}. */
    private static String words(History.Change change, Generations generations) {
        List<String> details = details(change, generations);
        return change.kind().sign() + change.stem() + (details.isEmpty() ? "" : ": " + String.join(", ", details));
    }

    /** What changed in a service that was there before and is still; nothing where a content is not kept. */
    private static List<String> details(History.Change change, Generations generations) {
        Optional<String> before = change.before().flatMap(generations::text);
        Optional<String> after = change.after().flatMap(generations::text);
        return before.isEmpty() || after.isEmpty() ? List.of()
                : ServiceChanges.of(change.stem(), before, after, Origins.NONE, Origins.NONE).details().stream().map(d -> d.text()).toList();
    }

    private static boolean isCurrent(History.Entry entry, Optional<Manifest> current) {
        return current.filter(m -> m.generation() == entry.generation().number()).isPresent();
    }

    /** A git commit as people read it; the document has it whole. */
    private static String shortened(String revision) {
        return revision.length() > COMMIT ? revision.substring(0, COMMIT) : revision;
    }

    private static String trigger(Origin origin) {
        return origin.rollback().isPresent() ? "rollback to " + origin.rollback().getAsLong() : origin.trigger();
    }

    private static ObjectNode document(History.Entry entry, Optional<Manifest> current, Generations generations) {
        Generations.Generation generation = entry.generation();
        Origin origin = generation.manifest().origin();
        ObjectNode node = Documents.object();
        node.put("generation", generation.number()).put("at", generation.at().toString()).put("current", isCurrent(entry, current));
        node.put("node", generation.manifest().node()).put("trigger", origin.trigger());
        origin.revision().ifPresentOrElse(r -> node.put("revision", r), () -> node.putNull("revision"));
        origin.rollback().ifPresentOrElse(n -> node.put("rollback_to", n), () -> node.putNull("rollback_to"));
        node.put("files", generation.manifest().files().size()).put("complete", entry.complete());
        ArrayNode changes = node.putArray("changes");
        for (History.Change change : entry.changes()) {
            ObjectNode one = changes.addObject().put("change", change.kind().name().toLowerCase(java.util.Locale.ROOT))
                    .put("name", change.stem() + ".cfg");
            change.cluster().ifPresentOrElse(c -> one.put("cluster", c), () -> one.putNull("cluster"));
            one.put("service", change.service());
            ArrayNode details = one.putArray("details");
            details(change, generations).forEach(details::add);
        }
        return node;
    }

    private void printDiff(Generations generations, long number) {
        if (format != OutputFormat.text) {
            throw UsageException.of("--diff prints text, not " + format);
        }
        History.Entry entry = History.of(generations, number).orElseThrow(() -> UsageException.of(
                "there is no generation " + number, "see `pgsvc history`"));
        if (!entry.complete()) {
            throw UsageException.of("what generation " + number + " changed is not known any more: the one before it is no longer kept");
        }
        boolean colors = terminal.colorsOnOut(global.color);
        for (History.Change change : entry.changes()) {
            FileChange file = new FileChange(Optional.empty(), change.stem() + ".cfg", change.cluster(), change.service(), "", "",
                    change.before().flatMap(generations::text), change.after().flatMap(generations::text));
            List<String> lines = UnifiedDiff.of(file);
            (colors ? UnifiedDiff.colored(lines) : lines).forEach(terminal.out()::println);
        }
    }
}
