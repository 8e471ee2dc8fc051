package io.pgsvc.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * One line on standard error that tells how far a long command is. Nothing is shown in the first second, nor where
 * standard error is no terminal; the line is gone when the command ends. For one thread.
 */
final class Progress implements AutoCloseable {
    /** How long a command may take before it says something, and then between two signs of life. */
    private static final long FIRST = 1_000_000_000L;
    private static final long NEXT = 100_000_000L;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean visible;
    private final LongSupplier nanoTime;
    private long due;
    private boolean shown;

    /** @param wanted false for output that a program reads */
    Progress(Terminal terminal, boolean wanted) {
        this(terminal, wanted, System::nanoTime);
    }

    Progress(Terminal terminal, boolean wanted, LongSupplier nanoTime) {
        this.err = terminal.err();
        this.visible = wanted && terminal.errIsTerminal() && !"dumb".equals(terminal.environment().get("TERM"));
        this.nanoTime = nanoTime;
        this.due = nanoTime.getAsLong() + FIRST;
    }

    /**
     * Tells that so much is done; cheap, call it for every piece of work.
     *
     * @param what  what is being done, such as {@code checking hosts}
     * @param total how much there is, 0 where nobody knows yet
     */
    void at(String what, int done, int total) {
        if (!visible || nanoTime.getAsLong() - due < 0) {
            return;
        }
        due = nanoTime.getAsLong() + NEXT;
        shown = true;
        err.print(CLEAR + "pgsvc: " + what + (total == 0 ? "" : String.format(Locale.ROOT, ": %,d of %,d", done, total)));
        err.flush();
    }

    /** Takes the line away; messages may follow. */
    @Override
    public void close() {
        if (shown) {
            err.print(CLEAR);
            err.flush();
            shown = false;
        }
    }
}
