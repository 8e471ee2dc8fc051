package io.pgsvc.pass;

import io.pgsvc.model.Finding;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * Everything that a user may want to know of a pass.
 *
 * @param status     how it ended
 * @param message    one sentence: what was done and how HAProxy answered
 * @param generation the generation that stands now, if there is a manifest
 * @param reload     how HAProxy was reloaded, if it was
 * @param stages     how long each stage took, by its word, in the order of the stages; empty where nobody measured
 * @param work       how much of it had really to be done
 */
public record PassResult(Status status, boolean changed, String message, List<FileChange> files, List<Finding> findings,
                         OptionalLong generation, Optional<Reload> reload, SequencedMap<String, Duration> stages, Work work) {

    /** How a pass ended; the command line has an exit code for each. */
    public enum Status { DONE, INVALID, REJECTED, RELOAD_FAILED, HELD, FAILED }

    /** How HAProxy was reloaded, and what came of it: confirmed, not-running, skipped, failed. */
    public record Reload(String method, String result, String detail) {}

    public PassResult {
        files = List.copyOf(files);
        findings = List.copyOf(findings);
    }

    /** One that nobody measured. */
    public PassResult(Status status, boolean changed, String message, List<FileChange> files, List<Finding> findings,
                      OptionalLong generation, Optional<Reload> reload) {
        this(status, changed, message, files, findings, generation, reload, Collections.emptyNavigableMap(), Work.NONE);
    }

    /** The same, with changes. */
    PassResult withChanged() {
        return new PassResult(status, true, message, files, findings, generation, reload, stages, work);
    }

    /** The same in other words. */
    PassResult withMessage(String words) {
        return new PassResult(status, changed, words, files, findings, generation, reload, stages, work);
    }

    /** The same, measured. */
    PassResult withStages(SequencedMap<String, Duration> durations) {
        return new PassResult(status, changed, message, files, findings, generation, reload, durations, work);
    }

    /** The same with what was done before anything was published, and what was written then. */
    PassResult withWork(Work prepared, boolean dryRun) {
        boolean nothing = dryRun || !changed || status == Status.REJECTED || status == Status.RELOAD_FAILED;
        int written = nothing ? 0 : (int) files.stream().filter(FileChange::writes).count();
        return new PassResult(status, changed, message, files, findings, generation, reload, stages, prepared.withWritten(written));
    }

    /** Whether the pass did not do all that it should. */
    public boolean failed() {
        return status != Status.DONE;
    }
}
