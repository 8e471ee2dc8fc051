package io.pgsvc.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Looks at HAProxy's directory all the time, as HAProxy could at any, and keeps what is no consistent revision. */
final class StormSampler implements AutoCloseable {
    private static final long PACE = 2_000_000;

    private final Path confDir;
    private final Path journal;
    private final Path manifest;
    private final Thread thread;
    private final Set<SortedMap<String, String>> mixtures = new LinkedHashSet<>();
    private final List<SortedMap<String, String>> torn = new ArrayList<>();
    private Set<SortedMap<String, String>> consistent = Set.of();
    private Optional<Throwable> failure = Optional.empty();
    private volatile boolean over;
    private long samples;
    private long inSwap;
    private long latest;

    StormSampler(Path confDir, Path stateDir) {
        this.confDir = confDir;
        this.journal = stateDir.resolve("journal.json");
        this.manifest = stateDir.resolve("manifest.json");
        this.thread = Thread.ofPlatform().daemon().name("sampler").start(this::run);
    }

    /** What the files may say from now on. */
    synchronized void allow(Set<SortedMap<String, String>> revisions) {
        consistent = Set.copyOf(revisions);
    }

    /** States outside any swap that are no consistent revision, since the last call. */
    synchronized List<SortedMap<String, String>> takeTorn() {
        List<SortedMap<String, String>> taken = List.copyOf(torn);
        torn.clear();
        return taken;
    }

    /** Different states that were no whole revision, while a swap was under way. */
    synchronized List<SortedMap<String, String>> mixtures() {
        failure.ifPresent(e -> {
            throw new AssertionError("the sampler ended", e);
        });
        return List.copyOf(mixtures);
    }

    /** The most time, in nanoseconds, by which this thread woke too late since the last call: how starved the machine is. */
    synchronized long takeLatest() {
        long taken = latest;
        latest = 0;
        return taken;
    }

    synchronized String figures() {
        return samples + " samples, " + inSwap + " of them in a swap, " + mixtures.size() + " different mixtures";
    }

    private void run() {
        try {
            while (!over) {
                boolean swap = sample();
                if (!swap) {
                    long start = System.nanoTime();
                    LockSupport.parkNanos(PACE);
                    late(System.nanoTime() - start - PACE);
                }
            }
        } catch (IOException | RuntimeException e) {
            synchronized (this) {
                failure = Optional.of(e);
            }
        }
    }

    private synchronized void late(long nanos) {
        latest = Math.max(latest, nanos);
    }

    /** Whether a swap was under way. */
    private boolean sample() throws IOException {
        boolean before = Files.exists(journal);
        String generation = generation();
        Optional<SortedMap<String, String>> read = read();
        if (read.isEmpty()) {
            return true; // a file went while they were read: no instant's state
        }
        boolean still = generation.equals(generation());
        boolean swap = before || Files.exists(journal) || !still;
        SortedMap<String, String> says = StormRevision.says(read.get());
        synchronized (this) {
            samples++;
            inSwap += swap ? 1 : 0;
            if (!consistent.contains(says)) {
                // The journal came or went, or a whole swap passed, while the files were read one after the other: these
                // may be files of two instants. Only with the journal there all the time are they worth a check.
                if (before && Files.exists(journal) && still) {
                    mixtures.add(read.get());
                } else if (!swap) {
                    torn.add(says);
                }
            }
        }
        return swap;
    }

    private String generation() throws IOException {
        try {
            Map<String, Object> now = Files.readAttributes(manifest, "unix:ino,ctime");
            return now.toString();
        } catch (NoSuchFileException e) {
            return "none";
        }
    }

    /** The files that HAProxy loads. */
    private Optional<SortedMap<String, String>> read() throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(confDir, "[!.]*.cfg")) {
            for (Path file : entries) {
                files.put(file.getFileName().toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (UncheckedIOException | java.nio.file.DirectoryIteratorException e) {
            return Optional.empty();
        }
        return Optional.of(files);
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
    }
}
