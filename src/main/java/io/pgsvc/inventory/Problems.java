package io.pgsvc.inventory;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with an inventory, so that a user sees more than the first mistake. */
final class Problems {
    /** As many errors are told in one go; more would only scroll away. */
    static final int MAX_ERRORS = 20;

    private final List<Finding> errors = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();

    void error(Finding finding) {
        if (errors.size() < MAX_ERRORS && !errors.contains(finding)) {
            errors.add(finding);
        }
    }

    void errors(PgsvcException cause) {
        cause.findings().forEach(this::error);
    }

    void warning(Finding finding) {
        warnings.add(finding);
    }

    /** All errors so far. */
    List<Finding> errors() {
        return errors;
    }

    List<Finding> warnings() {
        return warnings;
    }

    /**
     * Ends the reading if anything was wrong.
     *
     * @throws InventoryException with all errors, by their places
     */
    void throwIfAny() {
        if (!errors.isEmpty()) {
            errors.sort(Comparator.comparing(error -> error.at().orElse(Position.of(""))));
            throw new InventoryException(errors);
        }
    }
}
