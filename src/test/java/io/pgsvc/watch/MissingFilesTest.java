package io.pgsvc.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A removed file is left alone until it was missing at two looks 30 s apart; times in seconds. */
class MissingFilesTest {
    private static final long S = 1_000_000_000;

    /** Looks as {@code time:missing,missing}, and what is still left alone at the last one. */
    @ParameterizedTest
    @CsvSource({
        "0:a, a",
        "0:a 29:a, a",
        "0:a 30:a, ''",
        "0:a 10:a 30:a, ''",
        "0:a 10: 20:a 40:a, a",
        "0:a 10: 20:a 50:a, ''",
        "0:a 10:ab 30:ab, b",
        "0:a 31:ab, b",
        "5: 1000:a, a"})
    void looks(String looks, String young) {
        MissingFiles files = new MissingFiles(Duration.ofSeconds(30));
        long now = 0;
        for (String look : looks.split(" ")) {
            now = Long.parseLong(look.substring(0, look.indexOf(':'))) * S;
            Set<String> missing = new TreeSet<>();
            look.substring(look.indexOf(':') + 1).chars().forEach(c -> missing.add(Character.toString(c)));
            files.look(missing, now);
        }
        assertEquals(young, String.join("", new TreeSet<>(files.young(now))));
    }

    @Test
    void tellsWhenToLookAgain() {
        MissingFiles files = new MissingFiles(Duration.ofSeconds(30));
        assertEquals(-1, files.nextLook(0).orElse(-1));
        files.look(Set.of("a"), 0);
        files.look(Set.of("a", "b"), 10 * S);
        assertEquals(30 * S, files.nextLook(10 * S).orElseThrow());
        assertEquals(40 * S, files.nextLook(30 * S).orElseThrow(), "a had its second look");
        assertEquals(-1, files.nextLook(40 * S).orElse(-1));
    }
}
