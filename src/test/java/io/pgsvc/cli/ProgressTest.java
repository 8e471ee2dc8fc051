package io.pgsvc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a long command says how far it is. */
class ProgressTest {
    private static final String CLEAR = "\r\u001b[K";
    private final StringWriter err = new StringWriter();
    private long now;

    private Progress progress(boolean terminal, String term, boolean wanted) {
        PrintWriter writer = new PrintWriter(err);
        return new Progress(new Terminal(writer, writer, Map.of("TERM", term), false, terminal), wanted, () -> now);
    }

    private void work(Progress progress) {
        try (progress) {
            for (int i = 1; i <= 3000; i++) {
                now += 1_000_000;
                progress.at("checking hosts", i, 3000);
            }
        }
    }

    @Test
    void saysNothingInTheFirstSecondThenTenTimesASecondAndLeavesNoTrace() {
        work(progress(true, "xterm", true));
        String text = err.toString();
        assertEquals(CLEAR + "pgsvc: checking hosts: 1,000 of 3,000" + CLEAR + "pgsvc: checking hosts: 1,100 of 3,000",
                text.substring(0, text.indexOf(CLEAR + "pgsvc: checking hosts: 1,200")));
        assertEquals(21, text.split("checking", -1).length - 1);
        assertEquals(CLEAR, text.substring(text.length() - CLEAR.length()));
    }

    @Test
    void totalThatNobodyKnowsIsNotShown() {
        try (Progress progress = progress(true, "xterm", true)) {
            now = 2_000_000_000L;
            progress.at("reading the inventory", 0, 0);
        }
        assertEquals(CLEAR + "pgsvc: reading the inventory" + CLEAR, err.toString());
    }

    @Test
    void isSilentWithoutATerminalOnADumbOneAndWhereNotWanted() {
        work(progress(false, "xterm", true));
        work(progress(true, "dumb", true));
        work(progress(true, "xterm", false));
        assertEquals("", err.toString());
    }
}
