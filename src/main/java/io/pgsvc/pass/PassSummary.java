package io.pgsvc.pass;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import io.pgsvc.publish.Action;
import io.pgsvc.publish.CheckResult;
import io.pgsvc.publish.Content;
import io.pgsvc.publish.PublishResult;
import io.pgsvc.publish.ReloadResult;
import io.pgsvc.publish.Scope;
import io.pgsvc.render.RenderedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/** Puts what publishing did into the words of a pass. */
final class PassSummary {
    private PassSummary() {}

    static PassResult of(PublishResult result, Scope scope, boolean invalid, List<Finding> degraded, List<Finding> findings) {
        List<Finding> all = new ArrayList<>(findings);
        result.check().filter(check -> !check.accepted()).ifPresent(check -> all.addAll(rejections(check, result)));
        PassResult.Status status = switch (result.failure()) {
            case REJECTED -> PassResult.Status.REJECTED;
            case RELOAD_FAILED -> PassResult.Status.RELOAD_FAILED;
            case NONE -> invalid ? PassResult.Status.INVALID : result.isHeld() ? PassResult.Status.HELD : PassResult.Status.DONE;
        };
        return new PassResult(status, result.changed(), message(result, scope, status, degraded),
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
            String what = message.fileName().map(name -> name + (message.line() > 0 ? ", line " + message.line() : "")).orElse("the configuration");
            Optional<Position> at = ours.flatMap(io.pgsvc.publish.FileChange::desired).flatMap(RenderedFile::definedAt);
            findings.add(new Finding(Severity.ERROR, "haproxy-check", "HAProxy refuses " + what + ": " + message.text(),
                    Optional.empty(), at, List.of(), new Finding.Subject(ours.flatMap(io.pgsvc.publish.FileChange::cluster),
                    ours.map(io.pgsvc.publish.FileChange::stem))));
        }
        if (findings.isEmpty()) {
            findings.add(new Finding(Severity.ERROR, "haproxy-check", "HAProxy refuses the configuration: "
                    + check.output().strip(), Optional.empty(), Optional.empty(), List.of(), Finding.Subject.NONE));
        }
        return findings;
    }

    private static String message(PublishResult result, Scope scope, PassResult.Status status, List<Finding> degraded) {
        String counts = counts(result);
        String ending = result.reload().map(PassSummary::words).orElse("");
        return switch (status) {
            case REJECTED -> "nothing changed: HAProxy refuses the configuration with the new files";
            case RELOAD_FAILED -> "the reload failed, "
                    + (result.undo().map(PublishResult.Undo::complete).orElse(false) ? "the previous files are back and HAProxy has them"
                    : "the previous files are back, but HAProxy could not be told to load them again: run pgsvc again when this is mended")
                    + result.reload().map(r -> ": " + r.detail().strip()).orElse("");
            default -> (!counts.isEmpty() ? (result.dryRun() ? "would do: " : "") + counts
                    : status != PassResult.Status.DONE ? "nothing changed"
                    : result.files().isEmpty() ? "nothing to do: this node exposes no " + words(scope) : "nothing to do")
                    + held(result) + missing(result)
                    + (status == PassResult.Status.INVALID ? "; services with errors are left as they are" : "")
                    + ending + (degraded.isEmpty() ? "" : "; " + number(degraded.size(), "service is", "services are") + " degraded");
        };
    }

    /** {@code service replica of cluster pg-test}. */
    private static String words(Scope scope) {
        return listed("service", scope.services()) + (scope.clusters().isEmpty() ? "" : " of " + listed("cluster", scope.clusters()));
    }

    private static String listed(String noun, Set<String> names) {
        return names.isEmpty() ? noun : noun + (names.size() == 1 ? " " : "s ") + String.join(", ", new TreeSet<>(names));
    }

    private static String held(PublishResult result) {
        boolean paused = result.guard().filter(guard -> guard.cause() == io.pgsvc.publish.FileChange.Cause.PAUSED).isPresent();
        if (paused) {
            return result.held().isEmpty() ? ": this node is paused"
                    : ": this node is paused, and " + number(result.held().size(), "file is", "files are") + " held";
        }
        return result.guard().isPresent() ? ": every change is held" : result.held().isEmpty() ? ""
                : "; " + number(result.held().size(), "file", "files") + " held";
    }

    private static String missing(PublishResult result) {
        long missing = result.files().stream()
                .filter(f -> f.action() == Action.SKIPPED && f.cause() == io.pgsvc.publish.FileChange.Cause.MISSING).count();
        return missing == 0 ? "" : "; " + number((int) missing, "file is", "files are") + " missing, and restored if still so later";
    }

    private static String number(int count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
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
