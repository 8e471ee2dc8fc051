package io.pgsvc.haproxy;

import static io.pgsvc.haproxy.MasterAnswers.NEW;
import static io.pgsvc.haproxy.MasterAnswers.OLD;
import static io.pgsvc.haproxy.MasterAnswers.RELOADED;
import static io.pgsvc.haproxy.MasterAnswers.STAT;
import static io.pgsvc.haproxy.MasterAnswers.proc;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.publish.ReloadResult;
import io.pgsvc.testing.FakeSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations on a master socket as 2.6 and 3.x have them, and as nobody should have them. */
class ReloadConversationTest {
    @TempDir
    Path dir;
    private HaproxyOptions options;

    @BeforeEach
    void setUp() throws Exception {
        Path main = Files.writeString(dir.resolve("haproxy.cfg"), "defaults\n");
        options = HaproxyOptions.defaults().withFiles(main, Files.createDirectory(dir.resolve("conf.d")))
                .withProgram(dir.resolve("no-program").toString()).withReload(ReloadMethod.MASTER)
                .withSockets(Optional.of(dir.resolve("m.sock")), Optional.empty())
                .withTimeouts(Duration.ofSeconds(1), Duration.ofMillis(700), Duration.ofMillis(300));
    }

    private FakeSocket master() throws Exception {
        return new FakeSocket(dir.resolve("m.sock"));
    }

    private ReloadResult reload() {
        return new HaproxyReloader(options).reload(Map.of("a", List.of("s1")), Set.of("gone"));
    }

    /** The conversation behind the questions of who is there. */
    private static List<String> after(FakeSocket socket) {
        List<String> asked = socket.asked();
        return asked.subList(asked.indexOf("reload"), asked.size());
    }

    @Test
    void version26AnswersNothingAndIsPolled() throws Exception {
        try (FakeSocket socket = master().answer("reload", "").answer("@!" + NEW + " show stat", STAT)) {
            FakeSocket.Script before = c -> FakeSocket.write(c, proc(3, 0, OLD, 1));
            // how often "show proc" is asked before the reload is not laid down: what it says depends on the reload
            socket.script("show proc", c -> {
                long polls = socket.asked().contains("reload") ? after(socket).size() : 0;
                if (polls < 3) {
                    before.play(c);
                } else {
                    FakeSocket.write(c, polls < 4 ? proc(4, 0, 0, 0) : proc(4, 0, NEW, 0));
                }
            });
            ReloadResult result = reload();
            assertInstanceOf(ReloadResult.Confirmed.class, result, result.toString());
            assertEquals(List.of("reload", "show proc", "show proc", "show proc", "@!" + NEW + " show stat"), after(socket));
        }
    }

    @Test
    void version26CountsAFailure() throws Exception {
        try (FakeSocket socket = master().answer("reload", "")) {
            socket.script("show proc", c -> FakeSocket.write(c,
                    socket.asked().contains("reload") ? proc(4, 1, OLD, 2) : proc(3, 0, OLD, 1)));
            ReloadResult result = reload();
            assertInstanceOf(ReloadResult.Failed.class, result);
            assertTrue(result.detail().contains("could not load"), result.detail());
        }
    }

    @Test
    void anEarlierFailureIsNotTakenForThisOne() throws Exception {
        try (FakeSocket socket = master().answer("reload", "").answer("@!" + NEW + " show stat", STAT)) {
            socket.script("show proc", c -> FakeSocket.write(c, !socket.asked().contains("reload")
                    || after(socket).size() < 3 ? proc(3, 2, OLD, 2) : proc(4, 0, NEW, 0)));
            assertInstanceOf(ReloadResult.Confirmed.class, reload());
        }
    }

    @Test
    void version3SaysSuccess() throws Exception {
        try (FakeSocket socket = master().answer("reload", RELOADED)
                .answer("@!" + NEW + " show stat", STAT)) {
            socket.script("show proc", c -> FakeSocket.write(c,
                    socket.asked().contains("reload") ? proc(4, 0, NEW, 0) : proc(3, 0, OLD, 1)));
            assertInstanceOf(ReloadResult.Confirmed.class, reload());
            assertEquals(List.of("reload", "show proc", "@!" + NEW + " show stat"), after(socket));
        }
    }

    @Test
    void version3SaysWhatFailed() throws Exception {
        try (FakeSocket socket = master().answer("show proc", proc(3, 0, OLD, 1)).answer("reload", "Success=0\n--\n"
                + "[NOTICE]   (7) : haproxy version is 3.0.11\n"
                + "[ALERT]    (7) : config : parsing [/x/a.cfg:7] : unknown keyword 'foo' in 'listen' section\n"
                + "[ALERT]    (7) : config : Fatal errors found in configuration.\n[WARNING]  (7) : Loading failure!\n\n")) {
            ReloadResult result = reload();
            assertEquals(new ReloadResult.Failed("master",
                    "parsing [/x/a.cfg:7] : unknown keyword 'foo' in 'listen' section"), result);
            assertEquals(List.of("reload"), after(socket));
        }
    }

    @Test
    void aMasterThatDiesOrIsMuteFailsInTime() throws Exception {
        for (String how : List.of("mute", "garbage", "hangs up", "same worker")) {
            try (FakeSocket socket = master().script("reload", c -> {
                if (how.equals("mute")) {
                    Thread.sleep(5000);
                }
            })) {
                socket.script("show proc", c -> {
                    if (!socket.asked().contains("reload") || how.equals("same worker")) {
                        FakeSocket.write(c, proc(3, 0, OLD, 1));
                    } else if (how.equals("garbage")) {
                        FakeSocket.write(c, "\u0000\u0001 what?\n");
                    } else if (how.equals("mute")) {
                        Thread.sleep(5000);
                    }
                });
                long start = System.nanoTime();
                ReloadResult result = reload();
                assertInstanceOf(ReloadResult.Failed.class, result, how);
                assertTrue(System.nanoTime() - start < 4_000_000_000L, how);
            }
        }
    }

    @Test
    void aSocketOfSomebodyElseIsRefusedBeforeAnythingIsTold() throws Exception {
        try (FakeSocket socket = master().answer("show proc", "HTTP/1.0 400 Bad request\r\n\r\n")) {
            ReloadResult result = reload();
            assertInstanceOf(ReloadResult.Failed.class, result);
            assertTrue(result.detail().contains("no master socket"), result.detail());
            assertTrue(!socket.asked().contains("reload"));
        }
    }
}
