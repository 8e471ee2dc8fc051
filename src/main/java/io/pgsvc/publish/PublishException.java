package io.pgsvc.publish;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The disk did not let us: full, read-only, not permitted. Files are as they were, or the message says otherwise. */
public final class PublishException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    PublishException(Finding finding) {
        super(finding);
    }

    PublishException(Finding finding, Throwable cause) {
        super(finding, cause);
    }

    /** {@code what} completes "cannot …": {@code write the service files}. */
    static PublishException io(String what, Path path, IOException e) {
        String why = switch (e) {
            case NoSuchFileException n -> "there is no " + n.getFile();
            case AccessDeniedException a -> "no permission for " + a.getFile();
            case FileSystemException f -> f.getMessage();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
        return new PublishException(Finding.error("disk", "cannot " + what + ": " + why, Position.of(path.toString())), e);
    }
}
