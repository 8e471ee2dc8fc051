package io.pgsvc.service;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;

/** The role defaults that were asked for cannot be used. */
public final class DefaultsException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    public DefaultsException(Finding finding) {
        super(finding);
    }
}
