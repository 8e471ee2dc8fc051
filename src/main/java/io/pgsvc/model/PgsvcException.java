package io.pgsvc.model;

import java.util.List;
import java.util.Optional;

/**
 * The base of everything that goes wrong in a way that a user can act on: one subtype per cause, in the room where
 * the cause lies. It carries findings (at least one), each with message, hint and position; the command line maps the
 * subtype to an exit code.
 */
public abstract class PgsvcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    protected PgsvcException(Finding finding) {
        this(List.of(finding));
    }

    protected PgsvcException(List<Finding> findings) {
        super(findings.getFirst().toString());
        this.findings = List.copyOf(findings);
    }

    protected PgsvcException(Finding finding, Throwable cause) {
        super(finding.toString(), cause);
        this.findings = List.of(finding);
    }

    /** What went wrong, the most important first. */
    public List<Finding> findings() {
        return findings;
    }

    /** Where, if it is at one place. */
    public Optional<Position> at() {
        return findings.getFirst().at();
    }
}
