package io.pgsvc.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One who may write in a directory and wants a file that is not theirs: without a pause a name in the directory is made
 * a symbolic link to that file, whatever stands there.
 */
public final class LinkPlanter implements AutoCloseable {
    private static final String BYTES = "secret\n";

    private final Path victim;
    private final AtomicInteger planted = new AtomicInteger();
    private final Thread thread;
    private volatile boolean done;

    /** What is attacked: a step that may fail. */
    public interface Step {
        void run() throws IOException;
    }

    /** Plants links at {@code name} to a new file {@code victim}, mode 0600. */
    public LinkPlanter(Path name, Path victim) throws IOException {
        this.victim = Files.writeString(victim, BYTES);
        Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
        this.thread = Thread.ofPlatform().daemon().start(() -> plant(name));
    }

    private void plant(Path name) {
        while (!done) {
            try {
                if (Files.exists(name)) { // a name that the other has just made
                    Files.delete(name);
                    Files.createSymbolicLink(name, victim);
                    planted.incrementAndGet();
                }
            } catch (IOException e) {
                // the other was faster
            }
        }
    }

    /** Repeats a step until enough links were planted; the file that they lead to must stay as it is. */
    public void attack(int links, Step step) throws IOException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (planted.get() < links && System.nanoTime() < end) {
            try {
                step.run();
            } catch (IOException e) {
                // a link in the way may make it fail
            }
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)));
            assertEquals(BYTES, Files.readString(victim));
        }
        assertTrue(planted.get() > 0, "no link was planted in time");
    }

    @Override
    public void close() throws InterruptedException {
        done = true;
        thread.join();
    }
}
