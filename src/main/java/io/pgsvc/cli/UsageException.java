package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Severity;
import java.util.List;
import java.util.Optional;

/** The command line, the environment or the configuration file asks for something that cannot be. */
final class UsageException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    UsageException(Finding finding) {
        super(finding);
    }

    static UsageException of(String message) {
        return new UsageException(new Finding(Severity.ERROR, "usage", message, Optional.empty(), Optional.empty(), List.of(),
                Finding.Subject.NONE));
    }

    static UsageException of(String message, String hint) {
        return new UsageException(of(message).findings().getFirst().withHint(hint));
    }
}
