package io.pgsvc.publish;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;

/** The conf-dir is none that the running HAProxy loads: whatever is written there would have no effect. */
public final class NotLoadedException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    public NotLoadedException(Finding finding) {
        super(finding);
    }
}
