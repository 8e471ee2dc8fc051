package io.pgsvc.haproxy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.model.Severity;
import io.pgsvc.publish.CheckResult;
import io.pgsvc.publish.CheckResult.Message;
import io.pgsvc.publish.NotLoadedException;
import io.pgsvc.testing.PrivateHaproxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The check with real programs (none there: nothing to see), and with stand-ins for broken ones. */
class HaproxyCheckTest {
    private static final String MAIN = "defaults\n  mode tcp\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\n";
    private static final String GOOD = "listen good\n  bind 127.0.0.1:39999\n  server s1 127.0.0.1:1 check\n";

    @TempDir
    Path dir;
    private Path main;
    private Path confDir;
    private Path candidate;

    @BeforeEach
    void files() throws Exception {
        main = Files.writeString(dir.resolve("haproxy.cfg"), MAIN);
        confDir = Files.createDirectory(dir.resolve("conf.d"));
        candidate = Files.createDirectory(dir.resolve(".candidate"));
    }

    static List<Path> programs() {
        return PrivateHaproxy.programs();
    }

    private HaproxyOptions options(Object program) {
        return HaproxyOptions.defaults().withFiles(main, confDir).withProgram(program.toString())
                .withSockets(Optional.of(dir.resolve("m.sock")), Optional.empty())
                .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    private CheckResult check(Object program) {
        return new HaproxyCheck(options(program)).check(confDir, candidate);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void acceptsAndRejectsTheWholeSet(Path program) throws Exception {
        Files.writeString(candidate.resolve("good.cfg"), GOOD);
        Files.writeString(confDir.resolve("bad.cfg"), "nonsense\n");
        CheckResult good = check(program);
        assertTrue(good.accepted(), good.output());
        assertEquals(List.of(), good.messages());

        Files.writeString(candidate.resolve("bad.cfg"),
                "listen b\n  bind 127.0.0.1:39998\n  foo bar\n  server s1 127.0.0.1:99999 check\n  unknown \"abc\n");
        CheckResult bad = check(program);
        assertFalse(bad.accepted());
        Optional<String> file = Optional.of("bad.cfg");
        assertEquals(new Message(Severity.ERROR, file, 3, "unknown keyword 'foo' in 'listen' section"), bad.messages().get(0));
        assertEquals(new Message(Severity.ERROR, file, 4, "'server b/s1' : invalid port '99999'"), bad.messages().get(1));
        assertEquals(5, bad.messages().get(2).line());
        assertTrue(bad.messages().get(2).text().startsWith("unmatched quote"), bad.messages().get(2).text());
        assertFalse(bad.output().contains(".candidate"), bad.output());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void namesBothSidesOfASectionThatIsThereTwice(Path program) throws Exception {
        Files.writeString(candidate.resolve("a.cfg"), GOOD);
        Files.writeString(candidate.resolve("b.cfg"), "\n" + GOOD.replace("39999", "39998"));
        Message message = check(program).messages().getFirst();
        assertEquals(Optional.of("b.cfg"), message.fileName());
        assertEquals(2, message.line());
        assertTrue(message.text().contains(confDir + "/a.cfg:1"), message.text());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void aMainFileAmongTheFragmentsIsLoadedOnce(Path program) throws Exception {
        main = Files.writeString(confDir.resolve("haproxy.cfg"), MAIN + "listen twice\n  bind 127.0.0.1:39997\n");
        Files.copy(main, candidate.resolve("haproxy.cfg"));
        CheckResult result = check(program);
        assertTrue(result.accepted(), result.output());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void mistakesInTheMainFileKeepTheirPlace(Path program) throws Exception {
        Files.writeString(main, MAIN + "  nonsense\n");
        Message message = check(program).messages().getFirst();
        assertEquals(Optional.empty(), message.fileName());
        assertTrue(message.text().contains(main + ":6"), message.text());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void checksAsTheRunningMasterLoads(Path program) throws Exception {
        try (PrivateHaproxy haproxy = PrivateHaproxy.in(dir.resolve("run")).with(program).start()) {
            Files.writeString(haproxy.confDir().resolve("bad.cfg"), "nonsense\n");
            Files.writeString(candidate.resolve("good.cfg"), GOOD);
            HaproxyCheck check = new HaproxyCheck(haproxy.options());
            check.requireLoaded(haproxy.confDir());
            CheckResult result = check.check(haproxy.confDir(), candidate);
            assertTrue(result.accepted(), result.output());
            Path other = Files.createDirectory(dir.resolve("other"));
            NotLoadedException refused = assertThrows(NotLoadedException.class, () -> check.requireLoaded(other));
            assertTrue(refused.getMessage().contains("does not load " + other), refused.getMessage());
            assertTrue(refused.getMessage().contains(haproxy.mainFile().toString()), refused.getMessage());
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void aMasterThatLoadsOnlyTheMainFileIsFoundWithoutItsSocket(Path program) throws Exception {
        try (PrivateHaproxy haproxy = PrivateHaproxy.in(dir.resolve("run")).with(program).withoutFragments()
                .withoutMasterSocket().withGlobal("").withDefaults("listen x\n    bind 127.0.0.1:" + PrivateHaproxy.freePort()
                        + "\n").start()) {
            HaproxyOptions options = haproxy.options().withPidFile(Optional.empty());
            assertThrows(NotLoadedException.class, () -> new HaproxyCheck(options).requireLoaded(haproxy.confDir()));
        }
    }

    @Test
    void saysNothingWhereNoneRuns() {
        assertDoesNotThrow(() -> new HaproxyCheck(options("haproxy")).requireLoaded(confDir));
    }

    @Test
    void tellsBrokenProgramsApart() throws Exception {
        assertEquals(ProgramException.Kind.MISSING, kind(dir.resolve("none")));
        assertEquals(ProgramException.Kind.MISSING, kind("no-such-haproxy"));
        assertEquals(ProgramException.Kind.DENIED, kind(Files.writeString(dir.resolve("plain"), "x")));
        assertEquals(ProgramException.Kind.CRASHED, kind(script("kill -SEGV $$")));
    }

    @Test
    void endsAProgramThatHangsAndItsChildren() throws Exception {
        Path pids = dir.resolve("pids");
        Path hanging = script("sleep 60 & echo $! > " + pids + "; sleep 60");
        HaproxyOptions options = options(hanging).withTimeouts(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(1));
        ProgramException e = assertThrows(ProgramException.class, () -> new HaproxyCheck(options).check(confDir, candidate));
        assertEquals(ProgramException.Kind.TIMEOUT, e.kind());
        long child = Long.parseLong(Files.readString(pids).strip());
        for (int i = 0; i < 100 && alive(child); i++) {
            Thread.sleep(10);
        }
        assertFalse(alive(child), "the child lives on");
    }

    @Test
    void theCheckSeesNoVariablesOfAReload() throws Exception {
        Path env = dir.resolve("env");
        var environment = Program.environment(java.util.Map.of("HAPROXY_MWORKER_REEXEC", "1", "NOTIFY_SOCKET", "/x",
                "LD_PRELOAD", "/x.so", "LANG", "de_DE.UTF-8", "HAPROXY_LOCALPEER", "me", "SITE", "a"));
        Program.run(List.of(script("env > " + env).toString()), Optional.empty(), environment, Duration.ofSeconds(5));
        List<String> seen = Files.readAllLines(env).stream().filter(l -> !l.matches("(PWD|SHLVL|_|OLDPWD)=.*")).sorted().toList();
        assertEquals(List.of("HAPROXY_LOCALPEER=me", "LC_ALL=C", "SITE=a"), seen);
    }

    /** A process that nobody has waited for yet is dead all the same. */
    private static boolean alive(long pid) throws Exception {
        Path stat = Path.of("/proc/" + pid + "/stat");
        return Files.exists(stat) && !Files.readString(stat).contains(") Z ");
    }

    private ProgramException.Kind kind(Object program) {
        return assertThrows(ProgramException.class, () -> check(program)).kind();
    }

    private Path script(String body) throws Exception {
        Path file = Files.writeString(dir.resolve("fake-haproxy"), "#!/bin/sh\n" + body + "\n");
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }
}
