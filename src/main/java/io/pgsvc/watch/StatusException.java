package io.pgsvc.watch;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import java.nio.file.Path;

/** The watcher's status file cannot be read or understood. */
public final class StatusException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    private StatusException(Finding finding) {
        super(finding);
    }

    static StatusException of(Path file, String message, String hint) {
        return new StatusException(Finding.error("status-file", message, Position.of(file.toString())).withHint(hint));
    }
}
