package io.pgsvc.haproxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.haproxy.CliException.Kind;
import io.pgsvc.testing.FakeSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixCliTest {
    @TempDir
    Path dir;

    private Kind kind(Path socket, int cap) {
        return assertThrows(CliException.class,
                () -> new UnixCli(socket, Duration.ofMillis(300), cap).ask("show info")).kind();
    }

    @Test
    void readsToTheEndHoweverSlowly() throws Exception {
        try (FakeSocket socket = new FakeSocket(dir.resolve("s")).script("show info", connection -> {
            for (String part : "Name: x\n|Pid: 42\n|Uptime_sec: 7\n\n".split("\\|")) {
                FakeSocket.write(connection, part);
                Thread.sleep(40);
            }
        })) {
            ShowInfo info = ShowInfo.parse(new UnixCli(socket.path(), Duration.ofSeconds(5)).ask("show info")).orElseThrow();
            assertEquals(42, info.pid());
            assertEquals(7, info.uptime());
            assertEquals(java.util.List.of("show info"), socket.asked());
        }
    }

    @Test
    void neverWaitsLongerThanTheTimeout() throws Exception {
        try (FakeSocket mute = new FakeSocket(dir.resolve("mute")).script("show info", c -> Thread.sleep(5000));
                FakeSocket half = new FakeSocket(dir.resolve("half")).script("show info", c -> {
                    FakeSocket.write(c, "Pid: 1\n");
                    Thread.sleep(5000);
                });
                FakeSocket endless = new FakeSocket(dir.resolve("endless")).script("show info", c -> {
                    while (true) {
                        FakeSocket.write(c, "x");
                        Thread.sleep(1);
                    }
                })) {
            for (FakeSocket socket : java.util.List.of(mute, half, endless)) {
                long start = System.nanoTime();
                assertEquals(Kind.TIMEOUT, kind(socket.path(), 1 << 20), socket.path().toString());
                long ms = (System.nanoTime() - start) / 1_000_000;
                assertTrue(ms >= 290 && ms < 2000, "took " + ms + " ms");
            }
        }
    }

    @Test
    void refusesHugeAnswers() throws Exception {
        try (FakeSocket socket = new FakeSocket(dir.resolve("s")).script("show info", c -> {
            String block = "x".repeat(65536);
            for (int i = 0; i < 100; i++) {
                FakeSocket.write(c, block);
            }
        })) {
            assertEquals(Kind.TOO_BIG, kind(socket.path(), 1 << 20));
        }
    }

    @Test
    void anEmptyAnswerIsAnAnswer() throws Exception {
        try (FakeSocket socket = new FakeSocket(dir.resolve("s")).answer("reload", "")) {
            assertEquals("", new UnixCli(socket.path(), Duration.ofSeconds(2)).ask("reload"));
        }
    }

    @Test
    void tellsWhyItCannotTalk() throws Exception {
        assertEquals(Kind.ABSENT, kind(dir.resolve("nothing"), 100));
        Path file = Files.createFile(dir.resolve("file"));
        assertEquals(Kind.REFUSED, kind(file, 100));
        assertEquals(Kind.BROKEN, kind(longPath(), 100));
    }

    /** Unix sockets' paths end at 107 bytes. */
    private Path longPath() throws Exception {
        Path deep = Files.createDirectories(dir.resolve("d".repeat(120)));
        return Files.createFile(deep.resolve("s"));
    }
}
