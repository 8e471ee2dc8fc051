package io.pgsvc.export;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import java.util.List;

/** The inventory cannot be exported as it is: a secret is asked for, or nobody can tell what a selector reads. */
public final class ExportException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    ExportException(List<Finding> findings) {
        super(findings);
    }
}
