package io.pgsvc.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a command writes: data to {@code out}, messages to {@code err}.
 *
 * @param environment variables of the process
 * @param outIsTerminal whether standard output is a terminal
 * @param errIsTerminal whether standard error is a terminal
 */
record Terminal(PrintWriter out, PrintWriter err, Map<String, String> environment, boolean outIsTerminal, boolean errIsTerminal) {


    /** When to use colours. */
    enum Color { auto, always, never }

    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(v -> !v.isEmpty());
    }

    /** Whether colours belong on standard output. */
    boolean colorsOnOut(Color wanted) {
        return colors(wanted, outIsTerminal);
    }

    /** Whether colours belong on standard error. */
    boolean colorsOnErr(Color wanted) {
        return colors(wanted, errIsTerminal);
    }

    /** Columns of what standard output is shown on; empty where nothing limits it, as in a pipe. */
    OptionalInt width() {
        int columns = TerminalSize.of(this).columns();
        return columns == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(columns);
    }

    private boolean colors(Color wanted, boolean terminal) {
        return switch (wanted) {
            case always -> true;
            case never -> false;
            case auto -> terminal && variable("NO_COLOR").isEmpty() && !"dumb".equals(environment.get("TERM"));
        };
    }
}
