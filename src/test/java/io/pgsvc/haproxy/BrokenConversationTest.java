package io.pgsvc.haproxy;

import static io.pgsvc.haproxy.MasterAnswers.NEW;
import static io.pgsvc.haproxy.MasterAnswers.OLD;
import static io.pgsvc.haproxy.MasterAnswers.RELOADED;
import static io.pgsvc.haproxy.MasterAnswers.STAT;
import static io.pgsvc.haproxy.MasterAnswers.proc;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.publish.ReloadResult;
import io.pgsvc.testing.FakeSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A conversation with a master, broken at each of its commands in every way: a reload is confirmed only where the new
 * worker showed its sections, whole; otherwise it has failed, in time.
 */
class BrokenConversationTest {
    /** What becomes of one command: heard or not, and what of its answer arrives. */
    private enum Break {
        NOT_HEARD, CLOSED_BEFORE_THE_ANSWER, HALF_AN_ANSWER, GARBAGE, ENDLESS, SILENCE
    }

    @TempDir
    Path dir;

    /** A master that loses one command; keeps whether it reloaded, and whether it showed the sections whole. */
    private final class Master implements AutoCloseable {
        final AtomicBoolean reloaded = new AtomicBoolean();
        final AtomicBoolean shown = new AtomicBoolean();
        final AtomicInteger commands = new AtomicInteger();
        private final int brokenFrom;
        private final int brokenTo;
        private final Break how;
        private final FakeSocket socket;

        Master(Path path, int brokenFrom, int brokenTo, Break how) throws Exception {
            this.brokenFrom = brokenFrom;
            this.brokenTo = brokenTo;
            this.how = how;
            this.socket = new FakeSocket(path);
            socket.script("show proc", c -> answer(c, this::shownProc, () -> { }, () -> { }));
            socket.script("reload", c -> answer(c, () -> RELOADED, () -> reloaded.set(true),
                    () -> { }));
            socket.script("@!" + NEW + " show stat", c -> answer(c, () -> STAT, () -> { }, () -> shown.set(true)));
        }

        private String shownProc() {
            return proc(reloaded.get() ? 4 : 3, 0, reloaded.get() ? NEW : OLD, 0);
        }

        private void answer(SocketChannel connection, java.util.function.Supplier<String> text, Runnable heard, Runnable whole)
                throws java.io.IOException, InterruptedException {
            int number = commands.getAndIncrement();
            if (number < brokenFrom || number >= brokenTo) {
                heard.run();
                whole.run();
                FakeSocket.write(connection, text.get());
                return;
            }
            if (how == Break.NOT_HEARD) {
                return;
            }
            heard.run();
            switch (how) {
                case HALF_AN_ANSWER -> FakeSocket.write(connection, text.get().substring(0, text.get().length() / 2));
                case GARBAGE -> FakeSocket.write(connection, "\u0000\uFFFD,,\n900,\n#\n\n");
                case ENDLESS -> {
                    for (int i = 0; i < 2000; i++) {
                        FakeSocket.write(connection, "0123456789".repeat(1000));
                    }
                }
                case SILENCE -> Thread.sleep(3000);
                default -> { }
            }
        }

        @Override
        public void close() throws Exception {
            socket.close();
        }
    }

    private ReloadResult reload(Path socket) throws Exception {
        Path main = Files.writeString(dir.resolve("haproxy.cfg"), "defaults\n");
        HaproxyOptions options = HaproxyOptions.defaults().withFiles(main, Files.createDirectories(dir.resolve("conf.d")))
                .withProgram(dir.resolve("no-program").toString()).withReload(ReloadMethod.MASTER)
                .withSockets(Optional.of(socket), Optional.empty())
                .withTimeouts(Duration.ofSeconds(1), Duration.ofMillis(400), Duration.ofMillis(150));
        return new HaproxyReloader(options).reload(Map.of("a", List.of("s1")), Set.of("gone"));
    }

    @Test
    void aReloadIsConfirmedOnlyWhereItIsSeen() throws Exception {
        int commands;
        try (Master healthy = new Master(dir.resolve("h.sock"), 0, 0, Break.NOT_HEARD)) {
            assertTrue(reload(dir.resolve("h.sock")) instanceof ReloadResult.Confirmed);
            commands = healthy.commands.get();
        }
        List<String> wrong = new ArrayList<>();
        int confirmed = 0;
        int failed = 0;
        for (Break how : Break.values()) {
            for (int at = 0; at < commands; at++) {
                for (int to : new int[] {at + 1, Integer.MAX_VALUE}) {
                    String when = how + " at command " + at + (to == at + 1 ? ", once" : " and after");
                    Path path = dir.resolve("m.sock");
                    try (Master master = new Master(path, at, to, how)) {
                        long start = System.nanoTime();
                        ReloadResult result = reload(path);
                        long ms = (System.nanoTime() - start) / 1_000_000;
                        boolean up = result instanceof ReloadResult.Confirmed;
                        if (up && !(master.reloaded.get() && master.shown.get())) {
                            wrong.add(when + ": confirmed, unseen: " + result);
                        } else if (!up && !(result instanceof ReloadResult.Failed)) {
                            wrong.add(when + ": " + result);
                        } else if (ms > 3000) {
                            wrong.add(when + ": took " + ms + " ms");
                        }
                        confirmed += up ? 1 : 0;
                        failed += up ? 0 : 1;
                    }
                }
            }
        }
        System.out.printf("conversations: %d commands, %d broken conversations: %d confirmed, %d failed, %d wrong%n", commands,
                confirmed + failed, confirmed, failed, wrong.size());
        assertEquals(List.of(), wrong);
        assertTrue(confirmed > 0 && failed > 0, confirmed + " confirmed, " + failed + " failed");
    }
}
