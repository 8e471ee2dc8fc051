package io.pgsvc.selector;

/** An expression that cannot be parsed; {@code index} is the place in it, from 0. Stays in this package. */
final class SyntaxError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final int index;
    final String hint;

    SyntaxError(int index, String message) {
        this(index, message, null);
    }

    SyntaxError(int index, String message, String hint) {
        super(message, null, false, false);
        this.index = index;
        this.hint = hint;
    }
}
