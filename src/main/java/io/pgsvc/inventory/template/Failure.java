package io.pgsvc.inventory.template;

/**
 * An expression cannot be resolved; becomes a {@code TemplateException} where the position is known.
 * {@code undefined} ones are those that the {@code default} filter forgives.
 */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean undefined;
    private final String hint;

    private Failure(String message, String hint, boolean undefined) {
        super(message, null, false, false);
        this.hint = hint;
        this.undefined = undefined;
    }

    static Failure undefined(String what) {
        return new Failure(what + " is not defined", "define it, or give it a value with `| default(…)`", true);
    }

    static Failure unsupported(String what) {
        return new Failure(what, "only Ansible itself can resolve this; write the value out", false);
    }

    static Failure of(String what, String hint) {
        return new Failure(what, hint, false);
    }

    boolean isUndefined() {
        return undefined;
    }

    String hint() {
        return hint;
    }
}
