package io.pgsvc.publish;

import io.pgsvc.model.Finding;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a user may want to know of a pass on disk.
 *
 * @param applied    files on disk were changed and stay so
 * @param generation the last applied one, 0 if there is none yet
 * @param files      every file in scope
 * @param guard      why the whole pass was held, if it was
 * @param check      HAProxy's word on the candidate, where there was one to check
 * @param reload     how HAProxy was told, where it was
 * @param undo       how the previous generation came back, where it had to
 * @param recovered  what an interrupted pass had left to do
 */
public record PublishResult(Failure failure, boolean dryRun, boolean applied, long generation, List<FileChange> files,
                            Optional<ChangeSet.Guard> guard, List<Finding> findings, Optional<CheckResult> check,
                            Optional<ReloadResult> reload, Optional<Undo> undo, Optional<Recovered> recovered) {

    /** How a pass failed, in the terms of the exit codes: 4 and 5. */
    public enum Failure { NONE, REJECTED, RELOAD_FAILED }

    /**
     * The way back to the previous generation.
     *
     * @param check  HAProxy's word on the restored files
     * @param reload empty where there was nothing to tell, or the check refused
     */
    public record Undo(Optional<CheckResult> check, Optional<ReloadResult> reload) {

        /** HAProxy has the restored files, or needed no telling. */
        public boolean complete() {
            return check.map(CheckResult::accepted).orElse(true)
                    && reload.filter(r -> r instanceof ReloadResult.Failed).isEmpty();
        }
    }

    /** What was done for an interrupted pass. */
    public record Recovered(How how, Optional<ReloadResult> reload, Optional<Undo> undo) {
        /** Nothing of it had reached the files; it was brought to its end; it was taken back. */
        public enum How { NOTHING_DONE, COMPLETED, UNDONE }
    }

    public PublishResult {
        files = List.copyOf(files);
        findings = List.copyOf(findings);
    }

    /** Files were changed, or would be in a dry run. */
    public boolean changed() {
        return dryRun ? failure == Failure.NONE && files.stream().anyMatch(f -> f.action().writes())
                : applied || recovered.filter(r -> r.how() == Recovered.How.COMPLETED).isPresent();
    }

    public boolean failed() {
        return failure != Failure.NONE;
    }

    /** What should have changed and did not (exit code 6 where the list or {@link #guard} has something). */
    public List<FileChange> held() {
        return files.stream().filter(FileChange::isHeld).toList();
    }

    public boolean isHeld() {
        return guard.isPresent() || !held().isEmpty();
    }
}
