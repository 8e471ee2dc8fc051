package io.pgsvc.publish;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;

/** Another pgsvc is at work on this node. */
public final class LockedException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    LockedException(Finding finding) {
        super(finding);
    }
}
