package io.pgsvc.inventory;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import java.util.List;

/** The inventory cannot be read, or is not an inventory. */
public final class InventoryException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    public InventoryException(Finding finding) {
        super(finding);
    }

    public InventoryException(Finding finding, Throwable cause) {
        super(finding, cause);
    }

    public InventoryException(List<Finding> findings) {
        super(findings);
    }
}
