package io.pgsvc.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {
    @TempDir
    Path root;

    /** Another process: takes the lock, says so, and keeps it until it is killed. */
    static final class Holder {
        public static void main(String[] args) throws Exception {
            try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                System.out.println("locked");
                System.in.read();
            }
        }
    }

    @Test
    void aLiveHolderKeepsItAndADeadOneDoesNot() throws Exception {
        Node node = new Node(root);
        Files.createDirectories(node.paths.stateDir());
        Process holder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Holder.class.getName(), node.paths.lock().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            BufferedReader out = holder.inputReader();
            assertEquals("locked", out.readLine());
            LockedException e = assertThrows(LockedException.class, () -> node.run(Node.service("a", "primary", 5433)));
            if (StateLock.holder(node.paths.lock()).isPresent()) { // not every container shows it
                assertTrue(e.getMessage().contains("process " + holder.pid()), e.getMessage());
            }
            assertEquals(0, node.files().size());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertTrue(node.run(Node.service("a", "primary", 5433)).changed());
    }

    @Test
    void isFreeAgainWhenClosed() {
        Path file = root.resolve("lock");
        StateLock.acquire(file, Duration.ZERO).close();
        StateLock.acquire(file, Duration.ZERO).close();
        assertEquals(Optional.empty(), StateLock.holder(file));
    }
}
