package io.pgsvc.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waits between tries: each between half and all of a time that doubles. */
class BackoffTest {
    @ParameterizedTest
    @CsvSource({
        // failures before, random number, wait in ms
        "0, 0,    500", "0, 0.5,  750", "0, 0.999999, 999",
        "1, 0,   1000", "3, 0.5, 6000",
        "6, 0,  30000", "6, 0.999999, 59999",
        "7, 0.5, 45000", "61, 0.5, 45000", "62, 0.5, 45000", "1000, 0.5, 45000"})
    void waits(int failures, double random, long expected) {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), () -> random);
        for (int i = 0; i < failures; i++) {
            backoff.next();
        }
        assertEquals(expected, backoff.next() / 1_000_000);
        backoff.reset();
        assertTrue(backoff.next() < 1_000_000_000L);
    }

    /** However it is set, it never spins. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1000, 0", "0, 1000", "1, 1"})
    void neverWaitsForNothing(long first, long most) {
        Backoff backoff = new Backoff(Duration.ofMillis(first), Duration.ofMillis(most), () -> 0.5);
        for (int i = 0; i < 40; i++) {
            backoff.next();
        }
        assertTrue(backoff.next() >= Math.max(first, most) * 1_000_000 / 2, "the larger of the two is the limit");
    }
}
