package io.pgsvc.publish;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;

/** The node is not in the inventory, and there is no manifest that says that it ever was (design, contract 9). */
public final class UnknownNodeException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    UnknownNodeException(Finding finding) {
        super(finding);
    }
}
