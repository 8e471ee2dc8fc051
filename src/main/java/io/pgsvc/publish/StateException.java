package io.pgsvc.publish;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import java.nio.file.Path;

/** A file of the state directory cannot be understood; it is never taken for an empty one. */
public final class StateException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    private StateException(Finding finding) {
        super(finding);
    }

    static StateException of(Path path, String message, String hint) {
        return new StateException(Finding.error("state", message, Position.of(path.toString())).withHint(hint));
    }
}
