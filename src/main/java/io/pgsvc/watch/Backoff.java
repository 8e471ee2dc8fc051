package io.pgsvc.watch;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Waits that grow: each twice the one before, up to a limit, and each somewhere in its upper half (jitter). */
final class Backoff {
    private final long first;
    private final long most;
    private final DoubleSupplier random;
    private int failures;

    /** @param random numbers from 0 (inclusive) to 1 (exclusive) */
    Backoff(Duration first, Duration most, DoubleSupplier random) {
        this.first = Math.max(1, first.toNanos());
        this.most = Math.max(this.first, most.toNanos());
        this.random = random;
    }

    /** The wait after one more failure, in nanoseconds. */
    long next() {
        long full = failures >= 62 || first > most >> failures ? most : first << failures;
        failures++;
        return full / 2 + (long) (random.getAsDouble() * (full - full / 2));
    }

    /** A success: the next wait is a first one again. */
    void reset() {
        failures = 0;
    }

    int failures() {
        return failures;
    }
}
