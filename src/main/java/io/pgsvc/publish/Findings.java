package io.pgsvc.publish;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import io.pgsvc.publish.FileChange.Cause;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says in sentences what a change set found. */
final class Findings {
    private Findings() {}

    static List<Finding> of(ChangeSet changes, Path confDir) {
        List<Finding> findings = new ArrayList<>();
        changes.guard().filter(guard -> guard.cause() != FileChange.Cause.PAUSED).ifPresent(guard -> findings.add(Finding.warning(guard.cause().rule(),
                        "nothing is changed: " + guard.reason(), Position.of(confDir.toString()))
                .withHint("if this is right, repeat with --force")));
        for (FileChange change : changes.notable()) {
            boolean told = changes.guard().filter(guard -> guard.cause() == change.cause()).isPresent();
            if (!told) {
                findings.add(finding(change, confDir));
            }
        }
        return findings;
    }

    private static Finding finding(FileChange change, Path confDir) {
        Position at = Position.of(confDir.resolve(change.fileName()).toString());
        boolean quiet = change.action().writes() || change.action() == Action.ADOPT || change.action() == Action.SKIPPED;
        Finding.Subject subject = new Finding.Subject(change.cluster(), Optional.of(change.stem()));
        Finding finding = Finding.warning(change.cause().rule(), message(change), at)
                .withSeverity(quiet ? Severity.INFO : Severity.WARNING).about(subject);
        Position[] defined = change.desired().flatMap(file -> file.definedAt()).stream().toArray(Position[]::new);
        finding = finding.withRelated(defined);
        Optional<String> hint = quiet ? Optional.empty() : hint(change);
        return hint.isPresent() ? finding.withHint(hint.get()) : finding;
    }

    private static String message(FileChange change) {
        String what = switch (change.action()) {
            case HELD -> change.fileName() + " is left as it is: ";
            case FOREIGN -> change.fileName() + " is not touched: ";
            case SKIPPED -> change.fileName() + " is left as it is: ";
            case DELETE -> change.fileName() + " is deleted: ";
            default -> change.fileName() + " is written: ";
        };
        return what + change.reason();
    }

    private static Optional<String> hint(FileChange change) {
        return switch (change.cause()) {
            case DRIFT -> Optional.of("bring the edit into the inventory, or repeat with --force to overwrite it");
            case ADOPTION_DIFFERENT -> Optional.of(change.reason().contains("default-server")
                    ? "is `pg_rto` set as it was when Ansible wrote it? Try --defaults pigsty-4.5, or see --diff and repeat with --adopt"
                    : "see the difference with --diff, and repeat with --adopt to take it over");
            case FOREIGN -> Optional.of(change.reason().contains("only you")
                    ? "remove it, or rename the service" : "rename the service or the file, or repeat with --adopt to replace it");
            case NOT_IN_PLAN -> Optional.of("repeat with --adopt to delete it");
            case LAST_SERVER, NO_COMMON_SERVER, MASS_DELETION, NODE_ABSENT, NODE_CHANGED, PAUSED ->
                    Optional.of("if this is right, repeat with --force");
            case NONE, MISSING, FAILED -> Optional.empty();
        };
    }

    static Finding paused(Pause pause, PublishOptions options, Path file) {
        String paused = "this node is paused " + pause.words();
        Position at = Position.of(file.toString());
        if (options.force()) {
            return Finding.warning(FileChange.Cause.PAUSED.rule(), paused + "; this pass is made all the same, and the pause goes on", at)
                    .withSeverity(Severity.INFO);
        }
        return Finding.warning(FileChange.Cause.PAUSED.rule(), (options.dryRun() ? "a real pass would change nothing: "
                : "nothing is changed: ") + paused, at).withHint("`pgsvc resume` ends the pause; --force makes this one pass");
    }

    static Finding notRunning(ReloadResult.NotRunning result) {
        return new Finding(Severity.WARNING, "haproxy-not-running", "the files are in place, but no HAProxy runs here to"
                + " take them" + (result.detail().isBlank() ? "" : ": " + result.detail()), Optional.empty(),
                Optional.empty(), List.of(), Finding.Subject.NONE);
    }

    static Finding interrupted(Path journal) {
        return Finding.warning("interrupted-pass", "an earlier pass was interrupted; the next real one finishes it or takes"
                + " it back first", Position.of(journal.toString()));
    }

    static Finding recovered(PublishResult.Recovered recovered, Path journal) {
        String how = switch (recovered.how()) {
            case NOTHING_DONE -> "nothing of it had been done";
            case COMPLETED -> "it was brought to its end";
            case UNDONE -> "it was taken back";
        };
        return Finding.warning("interrupted-pass", "an earlier pass was interrupted; " + how, Position.of(journal.toString()))
                .withSeverity(Severity.INFO);
    }

    static Finding unknownNode(String node, Path confDir) {
        return Finding.error("unknown-node", "the inventory has no host " + node + ", and this node was never published to",
                Position.of(confDir.toString())).withHint("name this node with --node");
    }
}
