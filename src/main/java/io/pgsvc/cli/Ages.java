package io.pgsvc.cli;

import java.time.Duration;

/** Says how long something takes or has been. */
final class Ages {
    private Ages() {}

    /** {@code 45 s}, {@code 3 min}, {@code 2 h 5 min}, {@code 3 d 4 h}: the two largest units, seconds only alone. */
    static String words(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 86_400 ? two(seconds / 3600, "h", seconds % 3600 / 60, "min")
                : two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small > 0 ? " " + small + " " + smallUnit : "");
    }
}
