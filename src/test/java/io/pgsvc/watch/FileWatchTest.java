package io.pgsvc.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.watch.Message.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel's events, and what is done where it gives none; the lock of git. */
class FileWatchTest {
    @TempDir
    Path temp;

    private Targets targets() {
        return new Targets(temp.resolve("inv"), List.of(), List.of(), temp.resolve("conf.d"), List.of(), List.of());
    }

    @Test
    void tellsTheLoop() throws Exception {
        LinkedBlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
        try (FileWatch watch = new FileWatch(targets(), Duration.ofMillis(100), Duration.ofMinutes(1), inbox::add).start()) {
            assertTrue(inbox.isEmpty());
            Files.createDirectories(temp.resolve("inv/deep/er"));
            assertEquals(new Message.Changed(Role.INPUTS), inbox.poll(5, TimeUnit.SECONDS));
            await(inbox);
            Files.writeString(temp.resolve("inv/deep/er/a.yml"), "a: 1\n");
            assertEquals(new Message.Changed(Role.INPUTS), inbox.poll(5, TimeUnit.SECONDS));
            await(inbox);
            Files.writeString(temp.resolve("other"), "a: 1\n");
            assertEquals(null, inbox.poll(100, TimeUnit.MILLISECONDS));
        }
    }

    private static void await(LinkedBlockingQueue<Message> inbox) throws InterruptedException {
        while (inbox.poll(100, TimeUnit.MILLISECONDS) != null) {
            // the rest of the same change
        }
    }

    /** The JDK's words for ENOSPC and EMFILE. */
    @ParameterizedTest
    @CsvSource({
        "User limit of inotify watches reached,                                    fs.inotify.max_user_watches",
        "User limit of inotify instances reached or too many open files,           fs.inotify.max_user_instances"})
    void namesTheLimit(String words, String sysctl) {
        assertEquals(sysctl, FileEvents.limit(new IOException(words)).getMessage());
    }

    /** Seconds since the lock was made; nothing: there is none. */
    @ParameterizedTest
    @CsvSource({"0, fresh", "59, fresh", "61, old", "3600, old", "'', none"})
    void gitsLock(String age, String expected) throws IOException {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Path inventory = Files.createDirectories(temp.resolve("tree/inventory"));
        Path git = Files.createDirectories(temp.resolve("tree/.git"));
        GitIndexLock lock = new GitIndexLock(inventory, Clock.fixed(now, ZoneOffset.UTC));
        if (!age.isEmpty()) {
            Files.createFile(git.resolve("index.lock"));
            Files.setLastModifiedTime(git.resolve("index.lock"), FileTime.from(now.minusSeconds(Long.parseLong(age))));
        }
        assertEquals(expected, lock.look().map(held -> held.old() ? "old" : "fresh").orElse("none"));
    }

    @Test
    void gitsLockOfAWorktreeIsElsewhere() throws IOException {
        Path inventory = Files.createDirectories(temp.resolve("tree"));
        Path git = Files.createDirectories(temp.resolve("repository/worktrees/tree"));
        Files.writeString(inventory.resolve(".git"), "gitdir: ../repository/worktrees/tree\n");
        GitIndexLock lock = new GitIndexLock(inventory, Clock.systemUTC());
        assertTrue(lock.look().isEmpty());
        Files.createFile(git.resolve("index.lock"));
        assertTrue(lock.look().isPresent());
        assertTrue(new GitIndexLock(temp.resolve("absent"), Clock.systemUTC()).look().isEmpty());
    }
}
