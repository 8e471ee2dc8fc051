package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One pass at a time on a node, whatever becomes of the other one. */
class LockIT {
    @TempDir
    Path temp;

    @Test
    void waitsForALivingProcessAndNamesIt() throws Exception {
        try (Site site = Site.in(temp)) {
            Files.createDirectories(site.stateDir());
            try (FileChannel channel = FileChannel.open(lock(site), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                assertTrue(held.isValid());
                long start = System.nanoTime();
                site.render("--reload", "none", "--lock-timeout", "700ms").expect(7, "another pgsvc is at work on this node (process "
                        + ProcessHandle.current().pid() + ")", "[locked]", "hint: try again", "--lock-timeout");
                assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(700), "it waited");
                assertEquals(java.util.List.of(), site.files());
                site.render("--reload", "none", "--dry-run").expect(0, "would do: 2 created"); // reads only
            }
            site.render("--reload", "none").expect(0, "2 created");
        }
    }

    @Test
    void aDeadProcessHoldsNothing() throws Exception {
        try (Site site = Site.in(temp)) {
            Files.createDirectories(site.stateDir());
            Path holding = temp.resolve("holding");
            Process holder = new ProcessBuilder("python3", "-c", """
                    import fcntl, sys, time
                    f = open(sys.argv[1], "w")
                    fcntl.lockf(f, fcntl.LOCK_EX)
                    open(sys.argv[2], "w").close()
                    time.sleep(60)
                    """, lock(site).toString(), holding.toString()).start();
            try {
                for (int i = 0; i < 500 && !Files.exists(holding); i++) {
                    Thread.sleep(10);
                }
                site.render("--reload", "none", "--lock-timeout", "0s").expect(7, "(process " + holder.pid() + ")");
            } finally {
                holder.destroyForcibly().waitFor(); // SIGKILL
            }
            site.render("--reload", "none", "--lock-timeout", "0s").expect(0, "2 created");
        }
    }

    private static Path lock(Site site) {
        return site.stateDir().resolve("lock");
    }
}
