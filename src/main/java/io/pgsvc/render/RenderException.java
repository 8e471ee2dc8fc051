package io.pgsvc.render;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import java.util.List;

/** A service cannot be written: a member's value does not fit into a server line, or a template fails. */
public final class RenderException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    public RenderException(Finding finding) {
        super(finding);
    }

    public RenderException(List<Finding> findings) {
        super(findings);
    }
}
