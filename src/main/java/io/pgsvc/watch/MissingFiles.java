package io.pgsvc.watch;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which removed files may be restored: those that were missing at a first look and are at another one, at least so much
 * later. Whoever replaces a file by removing it first has that time. Times in nanoseconds.
 */
final class MissingFiles {
    private final long wait;
    private final Map<String, Long> since = new HashMap<>();

    MissingFiles(Duration wait) {
        this.wait = wait.toNanos();
    }

    /** A look: these files are missing. What is not among them has come back. */
    void look(Set<String> missing, long now) {
        since.keySet().retainAll(missing);
        missing.forEach(stem -> since.putIfAbsent(stem, now));
    }

    /** Missing, but not for long enough. */
    Set<String> young(long now) {
        Set<String> young = new HashSet<>();
        since.forEach((stem, first) -> {
            if (now - first < wait) {
                young.add(stem);
            }
        });
        return young;
    }

    /** When the next of them is due for its second look. */
    OptionalLong nextLook(long now) {
        return since.values().stream().filter(first -> now - first < wait).mapToLong(first -> first + wait).min();
    }
}
