package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.pass.FileChange;
import io.pgsvc.pass.GroupedChange;
import io.pgsvc.pass.ServiceChange.Detail;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A difference, ready to be shown.
 *
 * @param message  one sentence on all of it
 * @param exit     how the program ends
 */
record DiffResult(List<GroupedChange> changes, List<Finding> findings, String message, boolean failed, int exit) {
    DiffResult {
        changes = List.copyOf(changes);
        findings = List.copyOf(findings);
    }

    /** How many nodes get something. */
    int nodes() {
        Set<String> nodes = new LinkedHashSet<>();
        changes.forEach(change -> nodes.addAll(change.nodes()));
        return nodes.size();
    }

    /** The service of a change: its section's name, or what it is in how many clusters. */
    static String title(GroupedChange change) {
        return change.sections().size() == 1 ? change.sections().getFirst()
                : change.service() + " of " + change.clusters().size() + " clusters";
    }

    /** Some names, and how many more there are. */
    static String some(List<String> names, int limit) {
        return names.size() <= limit ? String.join(", ", names)
                : String.join(", ", names.subList(0, limit)) + " and " + (names.size() - limit) + " more";
    }

    static String count(int number, String one) {
        return number == 1 ? "1 " + one : String.format(java.util.Locale.ROOT, "%,d", number) + " " + one + "s";
    }

    /** The same with the names of source files as {@code names} shows them. */
    DiffResult withFiles(UnaryOperator<String> names) {
        return new DiffResult(changes.stream().map(c -> new GroupedChange(c.service(), c.sections(), c.clusters(), c.nodes(),
                c.details().stream().map(d -> new Detail(d.text(), d.reason(), d.at().map(at -> named(at, names)))).toList(),
                c.example())).toList(), findings.stream().map(f -> named(f, names)).toList(), message, failed, exit);
    }

    static Finding named(Finding finding, UnaryOperator<String> names) {
        return new Finding(finding.severity(), finding.rule(), finding.message(), finding.hint(), finding.at().map(at -> named(at, names)),
                finding.related().stream().map(at -> named(at, names)).toList(), finding.subject());
    }

    private static Position named(Position at, UnaryOperator<String> names) {
        return new Position(names.apply(at.file()), at.line(), at.column());
    }

    /** A change of one file on this node. */
    static GroupedChange one(String node, FileChange file, List<Detail> details) {
        return new GroupedChange(file.service(), List.of(file.name().replaceFirst("\\.cfg$", "")), file.cluster().map(List::of).orElse(List.of()),
                List.of(node), details, file);
    }

    static Optional<String> reason(GroupedChange change) {
        return Optional.of(change.example().reason()).filter(reason -> !reason.isEmpty());
    }
}
