package io.pgsvc.selector;

/** An expression that fails on its input. Stays in this package. */
final class EvaluationError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final String hint;

    EvaluationError(String message) {
        this(message, null);
    }

    EvaluationError(String message, String hint) {
        super(message, null, false, false);
        this.hint = hint;
    }
}
