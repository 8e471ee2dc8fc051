package io.pgsvc.selector;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;

/** A selector cannot be parsed, or fails when it is evaluated. */
public final class SelectorException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    public SelectorException(Finding finding) {
        super(finding);
    }
}
