package io.pgsvc.inventory;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;

/** A template expression in a value cannot be resolved. */
public final class TemplateException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    public TemplateException(Finding finding) {
        super(finding);
    }
}
