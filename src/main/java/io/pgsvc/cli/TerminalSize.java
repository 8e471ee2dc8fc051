package io.pgsvc.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** How much room there is. */
record TerminalSize(int columns, int rows) {
    /** Where there is no terminal: nothing is cut. */
    static final TerminalSize UNLIMITED = new TerminalSize(Integer.MAX_VALUE, Integer.MAX_VALUE);
    private static final TerminalSize USUAL = new TerminalSize(80, 24);

    /** COLUMNS and LINES where they are set, else what {@code stty} says of the terminal. */
    static TerminalSize of(Terminal terminal) {
        int columns = number(terminal.variable("COLUMNS").orElse(""));
        int rows = number(terminal.variable("LINES").orElse(""));
        if (!terminal.outIsTerminal()) {
            return new TerminalSize(columns > 0 ? columns : Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
        TerminalSize asked = columns > 0 && rows > 0 ? USUAL : ask();
        return new TerminalSize(columns > 0 ? columns : asked.columns, rows > 0 ? rows : asked.rows);
    }

    private static TerminalSize ask() {
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            if (stty.waitFor(1, TimeUnit.SECONDS)) {
                String[] words = new String(stty.getInputStream().readNBytes(100), StandardCharsets.US_ASCII).strip().split(" ");
                if (words.length == 2 && number(words[0]) > 0 && number(words[1]) > 0) {
                    return new TerminalSize(number(words[1]), number(words[0]));
                }
            }
            stty.destroy();
        } catch (IOException e) {
            // no stty: a terminal of the usual size then
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return USUAL;
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    }
}
