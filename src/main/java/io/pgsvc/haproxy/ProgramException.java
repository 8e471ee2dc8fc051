package io.pgsvc.haproxy;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;

/** A program that we need could not be run to its end: it is missing, may not be run, took too long, or crashed. */
public final class ProgramException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    /** Which of these. */
    public enum Kind { MISSING, DENIED, TIMEOUT, CRASHED }

    private final Kind kind;

    ProgramException(Kind kind, Finding finding) {
        super(finding);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
