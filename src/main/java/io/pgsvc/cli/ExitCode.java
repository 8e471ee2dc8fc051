package io.pgsvc.cli;

import io.pgsvc.export.ExportException;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.pass.NodePass;
import io.pgsvc.pass.PassResult;
import io.pgsvc.publish.LockedException;

/** The exit codes (design, Commands), and the one place where causes are mapped to them. */
final class ExitCode {
    /** Done, or nothing to do. */
    static final int OK = 0;
    /** Any failure that has no code of its own. */
    static final int FAILURE = 1;
    /** Only with {@code --detailed-exitcode}: there are, or were, changes. */
    static final int CHANGES = 2;
    /** The inventory is invalid, or {@code --keep-going} left something out. */
    static final int INVALID = 3;
    /** HAProxy rejected the candidate. */
    static final int REJECTED = 4;
    /** The reload failed and was rolled back. */
    static final int RELOAD_FAILED = 5;
    /** Held by a guard, an adoption or a pause. */
    static final int HELD = 6;
    /** Another pgsvc is at work. */
    static final int LOCKED = 7;
    /** The command line is wrong. */
    static final int USAGE = 64;

    private ExitCode() {}

    static int of(PgsvcException cause) {
        return switch (cause) {
            case LockedException e -> LOCKED;
            case UsageException e -> USAGE;
            case ExportException e -> INVALID;
            case ExplainCommand.ExplainException e -> INVALID;
            case RevisionDiff.SideException e -> of(e.original());
            default -> NodePass.statusOf(cause) == PassResult.Status.INVALID ? INVALID : FAILURE;
        };
    }
}
