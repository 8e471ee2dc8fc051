package io.pgsvc.publish;

/** What to do with a file of ours that somebody edited ({@code --drift}). */
public enum Drift {
    /** Say so and leave it. */
    REPORT,
    /** Write it again. */
    RESTORE
}
