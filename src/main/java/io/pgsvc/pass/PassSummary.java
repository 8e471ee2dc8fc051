package io.pgsvc.pass;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import io.pgsvc.publish.Action;
import io.pgsvc.publish.CheckResult;
import io.pgsvc.publish.Content;
import io.pgsvc.publish.PublishResult;
import io.pgsvc.publish.ReloadResult;
import io.pgsvc.render.RenderedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;

/** Puts what publishing did into the words of a pass. */
final class PassSummary {
    private PassSummary() {}

    static PassResult of(PublishResult result, boolean invalid, List<Finding> degraded, List<Finding> findings) {
        List<Finding> all = new ArrayList<>(findings);
        result.check().filter(check -> !check.accepted()).ifPresent(check -> all.addAll(rejections(check, result)));
        PassResult.Status status = switch (result.failure()) {
            case REJECTED -> PassResult.Status.REJECTED;
            case RELOAD_FAILED -> PassResult.Status.RELOAD_FAILED;
            case NONE -> invalid ? PassResult.Status.INVALID : result.isHeld() ? PassResult.Status.HELD : PassResult.Status.DONE;
        };
        return new PassResult(status, result.changed(), message(result, status, degraded),
                result.files().stream().map(PassSummary::change).toList(), all,
                result.generation() > 0 ? OptionalLong.of(result.generation()) : OptionalLong.empty(),
                result.reload().map(PassSummary::reload));
    }

    private static FileChange change(io.pgsvc.publish.FileChange change) {
        boolean gone = change.action() == Action.DELETE || change.action() == Action.FORGET;
        Optional<String> before = change.before().map(Content::text);
        Optional<String> after = gone ? Optional.empty() : change.after().map(Content::text);
        boolean shown = change.action().writes() || change.action() == Action.HELD;
        return new FileChange(Optional.empty(), change.fileName(), change.cluster(), change.service(), change.action().word(),
                change.reason(), before, shown ? after : before);
    }

    private static PassResult.Reload reload(ReloadResult result) {
        String word = switch (result) {
            case ReloadResult.Confirmed r -> "confirmed";
            case ReloadResult.NotRunning r -> "not-running";
            case ReloadResult.Skipped r -> "skipped";
            case ReloadResult.Failed r -> "failed";
        };
        return new PassResult.Reload(result.method(), word, result.detail());
    }

    /** HAProxy's own words, at the place of the inventory that the section comes from where it is one of ours. */
    private static List<Finding> rejections(CheckResult check, PublishResult result) {
        List<Finding> findings = new ArrayList<>();
        for (CheckResult.Message message : check.messages()) {
            if (message.severity() != Severity.ERROR) {
                continue;
            }
            Optional<io.pgsvc.publish.FileChange> ours = message.fileName().flatMap(name -> result.files().stream()
                    .filter(f -> f.fileName().equals(name)).findFirst());
            String where = message.fileName().map(name -> " (" + name + (message.line() > 0 ? ":" + message.line() : "") + ")").orElse("");
            Optional<Position> at = ours.flatMap(io.pgsvc.publish.FileChange::desired).flatMap(RenderedFile::definedAt);
            findings.add(new Finding(Severity.ERROR, "haproxy-check", "HAProxy refuses the configuration" + where + ": " + message.text(),
                    Optional.empty(), at, List.of(), new Finding.Subject(ours.flatMap(io.pgsvc.publish.FileChange::cluster),
                    ours.map(io.pgsvc.publish.FileChange::stem))));
        }
        if (findings.isEmpty()) {
            findings.add(new Finding(Severity.ERROR, "haproxy-check", "HAProxy refuses the configuration: "
                    + check.output().strip(), Optional.empty(), Optional.empty(), List.of(), Finding.Subject.NONE));
        }
        return findings;
    }

    private static String message(PublishResult result, PassResult.Status status, List<Finding> degraded) {
        String counts = counts(result);
        String ending = result.reload().map(PassSummary::words).orElse("");
        return switch (status) {
            case REJECTED -> "nothing changed: HAProxy refuses the configuration with the new files (" + counts + ")";
            case RELOAD_FAILED -> "the reload failed, "
                    + (result.undo().map(PublishResult.Undo::complete).orElse(false) ? "the previous files are back and HAProxy has them"
                    : "the previous files are back, but HAProxy could not be made to take them: run pgsvc again")
                    + result.reload().map(r -> ": " + r.detail().strip()).orElse("");
            default -> (counts.isEmpty() ? "nothing to do" : result.dryRun() ? "would do: " + counts : counts)
                    + (status == PassResult.Status.HELD ? "; " + held(result) : "")
                    + (status == PassResult.Status.INVALID ? "; services with errors are left as they are" : "")
                    + ending + (degraded.isEmpty() ? "" : "; " + degraded.size() + " degraded");
        };
    }

    private static String held(PublishResult result) {
        return result.guard().isPresent() ? "everything is held" : result.held().size() + " held";
    }

    private static String words(ReloadResult reload) {
        return switch (reload) {
            case ReloadResult.Confirmed r -> "; HAProxy reloaded (" + r.method() + ") and confirmed: " + r.detail();
            case ReloadResult.NotRunning r -> "; HAProxy is not running";
            case ReloadResult.Skipped r -> "; HAProxy was not told to reload (--reload none)";
            case ReloadResult.Failed r -> "; the reload failed: " + r.detail();
        };
    }

    private static String counts(PublishResult result) {
        StringJoiner words = new StringJoiner(", ");
        count(words, result, Action.CREATE, "created");
        count(words, result, Action.UPDATE, "updated");
        count(words, result, Action.RESTORE, "restored");
        count(words, result, Action.DELETE, "deleted");
        count(words, result, Action.ADOPT, "adopted as they stand");
        return words.toString();
    }

    private static void count(StringJoiner words, PublishResult result, Action action, String verb) {
        long number = result.files().stream().filter(f -> f.action() == action).count();
        if (number > 0) {
            words.add(number + " " + verb);
        }
    }
}
