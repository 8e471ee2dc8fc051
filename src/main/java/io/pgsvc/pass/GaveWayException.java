package io.pgsvc.pass;

import io.pgsvc.model.Finding;
import java.util.List;

/** A pass that ended before it changed anything, because what it read is changing: see {@link Reconciler#prepare}. */
public final class GaveWayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    GaveWayException(List<Finding> findings) {
        super("the pass gave way to further changes");
        this.findings = List.copyOf(findings);
    }

    /** What was done for an interrupted pass before it. */
    public List<Finding> findings() {
        return findings;
    }
}
