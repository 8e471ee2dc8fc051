package io.pgsvc.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * What one input may cost: two seconds of the processor and 512 MiB of new objects, for at most a few KB (one range of
 * 100,000 hosts, the most that is allowed, takes 240). Jazzer's own
 * timeout and the heap of its process are the bounds behind these. Counts inputs; the figures are printed at the end.
 */
public final class Bounds {
    private static final double SECONDS = 2;
    private static final long BYTES = 512L << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Bounds TOTAL = new Bounds();

    private long inputs;
    private double slowest;
    private long largest;

    private Bounds() {
        AtEnd.run(() -> System.err.println(String.format(Locale.ROOT,
                "fuzz-bounds: inputs=%d slowest-ms=%.0f largest-kib=%d", inputs, slowest * 1000, largest >> 10)));
    }

    /** Runs one input, and fails where it costs too much. */
    public static void within(Runnable input) {
        TOTAL.run(input);
    }

    private void run(Runnable input) {
        inputs++;
        Cost cost = cost(input);
        if (cost.isTooHigh()) {
            // Once more: the first input also pays for the classes that Jazzer loads and instruments.
            cost = cost(input);
        }
        slowest = Math.max(slowest, cost.seconds());
        largest = Math.max(largest, cost.bytes());
        if (cost.seconds() > SECONDS) {
            throw new AssertionError(String.format(Locale.ROOT, "hang: one input took %.1f s", cost.seconds()));
        }
        if (cost.bytes() > BYTES) {
            throw new AssertionError("memory: one input took " + (cost.bytes() >> 20) + " MiB");
        }
    }

    private record Cost(double seconds, long bytes) {
        boolean isTooHigh() {
            return seconds > SECONDS || bytes > BYTES;
        }
    }

    private static Cost cost(Runnable input) {
        long time = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        input.run();
        return new Cost((THREADS.getCurrentThreadCpuTime() - time) / 1e9, THREADS.getCurrentThreadAllocatedBytes() - bytes);
    }
}
