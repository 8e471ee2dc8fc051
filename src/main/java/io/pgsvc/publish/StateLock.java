package io.pgsvc.publish;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One pass at a time, across processes. The kernel holds the lock and lets go when its holder dies. Nothing is written
 * into the file: a pass that changes nothing leaves no trace, and the kernel knows the holder anyway.
 */
final class StateLock implements AutoCloseable {
    private static final long POLL_MILLIS = 50;

    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits for the lock for so long; {@code stateDir} must exist. */
    static StateLock acquire(Path file, Duration timeout) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            long deadline = System.nanoTime() + timeout.toNanos();
            while (!tryLock(channel)) {
                if (System.nanoTime() >= deadline) {
                    throw locked(file, timeout);
                }
                Thread.sleep(POLL_MILLIS);
            }
            StateLock lock = new StateLock(channel);
            channel = null;
            return lock;
        } catch (IOException e) {
            throw PublishException.io("take the lock", file, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw locked(file, timeout);
        } finally {
            closeQuietly(channel);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // another thread of this process
        }
    }

    private static LockedException locked(Path file, Duration timeout) {
        String who = holder(file).map(pid -> " (process " + pid + ")").orElse("");
        return new LockedException(Finding.error("locked", "another pgsvc is at work on this node" + who
                        + "; waited " + timeout.toMillis() + " ms for it", Position.of(file.toString()))
                .withHint("try again when it is done, or give it more time with --lock-timeout"));
    }

    /** The process that holds the lock, from the kernel's list; empty where that is not to be known. */
    static Optional<Long> holder(Path file) {
        try {
            String inode = ":" + Files.getAttribute(file, "unix:ino");
            for (String line : Files.readAllLines(Path.of("/proc/locks"))) {
                String[] words = line.trim().split("\\s+"); // "1: POSIX ADVISORY WRITE 4711 fd:01:131 0 EOF"
                if (words.length >= 6 && words[5].endsWith(inode) && !words[1].equals("->")) {
                    long pid = Long.parseLong(words[4]);
                    return pid > 0 ? Optional.of(pid) : Optional.empty();
                }
            }
        } catch (IOException | RuntimeException e) {
            // Only a word in a message is lost.
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The lock goes with the descriptor in any case.
        }
    }
}
