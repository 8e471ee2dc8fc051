package io.pgsvc.it;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** Brings a directory from one revision to the next as tools do it: file by file, in any order and in many ways. */
final class StormPull {
    private final Path directory;
    private final Random random;
    private final Duration longestPause;
    private long last;
    private long longestGap;

    /** @param longestPause between two steps; shorter than the quiet period */
    StormPull(Path directory, Random random, Duration longestPause) {
        this.directory = directory;
        this.random = random;
        this.longestPause = longestPause;
    }

    /**
     * Changes the files.
     *
     * @param between is called between two steps
     * @return the longest time that two steps were apart, pauses included: on a machine that is busy, it is longer than meant
     */
    Duration pull(Map<String, String> before, Map<String, String> after, Runnable between) throws IOException {
        last = 0;
        longestGap = 0;
        TreeSet<String> all = new TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        all.removeIf(name -> after.containsKey(name) && after.get(name).equals(before.get(name)));
        List<String> order = new ArrayList<>(all);
        Collections.shuffle(order, random);
        for (String name : order) {
            Path file = directory.resolve(name);
            if (!after.containsKey(name)) {
                step(() -> Files.delete(file));
            } else {
                change(file, after.get(name));
            }
            between.run();
        }
        return Duration.ofNanos(longestGap);
    }

    private void change(Path file, String text) throws IOException {
        switch (random.nextInt(4)) {
            case 0 -> step(() -> Files.writeString(file, text));
            case 1 -> {
                int half = random.nextInt(text.length());
                step(() -> Files.writeString(file, text.substring(0, half)));
                step(() -> Files.writeString(file, text.substring(half), APPEND));
            }
            case 2 -> {
                step(() -> Files.deleteIfExists(file));
                step(() -> Files.writeString(file, text));
            }
            default -> {
                Path next = Files.writeString(file.resolveSibling("." + file.getFileName() + ".part"), text);
                step(() -> Files.move(next, file, ATOMIC_MOVE, REPLACE_EXISTING));
            }
        }
    }

    private interface Step {
        void take() throws IOException;
    }

    private void step(Step step) throws IOException {
        if (last != 0) {
            // Mostly short, as tools write, so that there is time for many storms.
            double share = random.nextDouble();
            LiveWatch.pause(Duration.ofNanos((long) (share * share * longestPause.toNanos())));
        }
        step.take();
        long now = System.nanoTime();
        longestGap = last == 0 ? 0 : Math.max(longestGap, now - last);
        last = now;
    }
}
