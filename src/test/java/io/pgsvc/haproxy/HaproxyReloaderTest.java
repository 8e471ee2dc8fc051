package io.pgsvc.haproxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.model.Finding;
import io.pgsvc.publish.ReloadResult;
import io.pgsvc.testing.PrivateHaproxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reloads of real HAProxys: each method, each program that is there. */
class HaproxyReloaderTest {
    private static final Map<String, List<String>> EXPECTED = Map.of("pg-test-primary", List.of("b", "a"));

    @TempDir
    Path dir;

    static List<Path> programs() {
        return PrivateHaproxy.programs();
    }

    static List<Arguments> methods() {
        List<Arguments> all = new ArrayList<>();
        for (Path program : PrivateHaproxy.programs()) {
            for (String way : List.of("master", "auto", "signal", "auto-by-signal", "auto-by-scan", "command",
                    "signal-without-sockets", "master-without-stats")) {
                all.add(Arguments.of(program, way));
            }
        }
        return all;
    }

    private PrivateHaproxy start(Path program, String way) throws Exception {
        PrivateHaproxy haproxy = PrivateHaproxy.in(dir).with(program);
        if (way.endsWith("-by-signal") || way.endsWith("-by-scan") || way.endsWith("-without-sockets")) {
            haproxy.withoutMasterSocket();
        }
        if (way.endsWith("-without-sockets") || way.endsWith("-without-stats")) {
            haproxy.withoutStatsSocket();
        }
        write(haproxy, "old", "s1");
        return haproxy.start();
    }

    private static HaproxyOptions options(PrivateHaproxy haproxy, String way) {
        HaproxyOptions options = haproxy.options().withReload(ReloadMethod.of(way.replaceAll("-.*", "")).orElseThrow())
                .withReloadCommand(Optional.of("kill -USR2 $(cat '" + haproxy.pidFile() + "')"));
        if (way.endsWith("-by-scan")) {
            options = options.withPidFile(Optional.empty());
        }
        return way.contains("-by-") || way.endsWith("sockets")
                ? options.withSockets(Optional.empty(), Optional.empty()) : options;
    }

    private static void write(PrivateHaproxy haproxy, String section, String... servers) throws Exception {
        StringBuilder text = new StringBuilder("listen " + section + "\n    bind 127.0.0.1:" + PrivateHaproxy.freePort() + "\n");
        for (String server : servers) {
            text.append("    server ").append(server).append(" 127.0.0.1:1 check inter 100 fall 1\n");
        }
        Files.writeString(haproxy.confDir().resolve(section + ".cfg"), text);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("methods")
    void reloadsAndConfirms(Path program, String way) throws Exception {
        try (PrivateHaproxy haproxy = start(program, way)) {
            HaproxyReloader reloader = new HaproxyReloader(options(haproxy, way));
            write(haproxy, "pg-test-primary", "b", "a");
            Files.delete(haproxy.confDir().resolve("old.cfg"));
            ReloadResult result = reloader.reload(EXPECTED, Set.of("old"));
            assertInstanceOf(ReloadResult.Confirmed.class, result, result.toString());
            assertEquals(way.contains("signal") || way.endsWith("scan") ? "signal" : way.startsWith("command") ? "command"
                    : "master", result.method());
            assertEquals(way.endsWith("sockets"), result.detail().contains("could not be seen"), result.detail());
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("methods")
    void aConfigurationThatCannotBeLoadedFailsInHaproxysWords(Path program, String way) throws Exception {
        try (PrivateHaproxy haproxy = start(program, way)) {
            HaproxyOptions options = options(haproxy, way).withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(2),
                    Duration.ofSeconds(2));
            HaproxyReloader reloader = new HaproxyReloader(options);
            Path bad = Files.writeString(haproxy.confDir().resolve("bad.cfg"), "listen bad\n    nonsense\n");
            ReloadResult result = reloader.reload(Map.of("bad", List.of()), Set.of());
            assertInstanceOf(ReloadResult.Failed.class, result, result.toString());
            assertTrue(result.detail().contains("[" + bad + ":2]"), result.detail());
            assertTrue(result.detail().contains("unknown keyword 'nonsense'"), result.detail());
            assertTrue(ProcessHandle.of(haproxy.pid()).isPresent());
            // and after it is mended, reloading works again
            Files.delete(bad);
            write(haproxy, "pg-test-primary", "b", "a");
            ReloadResult mended = reloader.reload(EXPECTED, Set.of("bad"));
            assertInstanceOf(ReloadResult.Confirmed.class, mended, mended.toString());
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void aWorkerWithSomethingElseIsNoSuccess(Path program) throws Exception {
        try (PrivateHaproxy haproxy = start(program, "master")) {
            HaproxyReloader reloader = new HaproxyReloader(haproxy.options());
            write(haproxy, "pg-test-primary", "a", "b");
            String order = reloader.reload(EXPECTED, Set.of()).detail();
            assertTrue(order.contains("has the servers [a, b] instead of [b, a]"), order);
            String missing = reloader.reload(Map.of("none", List.of()), Set.of()).detail();
            assertTrue(missing.contains("has no section none"), missing);
            String there = reloader.reload(Map.of(), Set.of("old")).detail();
            assertTrue(there.contains("still has section old"), there);
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void anAddressInUseIsAFailure(Path program) throws Exception {
        try (PrivateHaproxy haproxy = start(program, "master");
                var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            Files.writeString(haproxy.confDir().resolve("x.cfg"), "listen x\n    bind 127.0.0.1:" + taken.getLocalPort() + "\n");
            ReloadResult result = new HaproxyReloader(haproxy.options().withTimeouts(Duration.ofSeconds(10),
                    Duration.ofSeconds(3), Duration.ofSeconds(2))).reload(Map.of("x", List.of()), Set.of());
            assertInstanceOf(ReloadResult.Failed.class, result, result.toString());
            assertTrue(result.detail().contains("ddress"), result.detail());
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void serverStateOutlivesAReload(Path program) throws Exception {
        PrivateHaproxy unstarted = PrivateHaproxy.in(dir).with(program).withServerState();
        // Checks so rare that after the reload only a kept state can say DOWN.
        Files.writeString(unstarted.confDir().resolve("pg.cfg"), "listen pg\n    bind 127.0.0.1:" + PrivateHaproxy.freePort()
                + "\n    server s1 127.0.0.1:1 check inter 100 fall 1\n    server s2 127.0.0.1:1 backup\n");
        try (PrivateHaproxy haproxy = unstarted.start()) {
            HaproxyReloader reloader = new HaproxyReloader(haproxy.options());
            assertEquals(List.of(), reloader.advice());
            for (int i = 0; i < 100 && up(reloader) != 1; i++) {
                Thread.sleep(20);
            }
            assertEquals(1, up(reloader));
            Files.writeString(haproxy.stateFile(), "old");
            Files.setPosixFilePermissions(haproxy.stateFile(), PosixFilePermissions.fromString("rw-r-----"));
            Files.writeString(haproxy.confDir().resolve("pg.cfg"),
                    Files.readString(haproxy.confDir().resolve("pg.cfg")).replace("inter 100", "inter 60s"));
            ReloadResult result = reloader.reload(Map.of("pg", List.of("s1", "s2")), Set.of());
            assertInstanceOf(ReloadResult.Confirmed.class, result, result.toString());
            assertEquals(1, up(reloader), "s1 counts as UP after the reload");
            assertEquals(List.of(), reloader.notes());
            assertTrue(Files.readString(haproxy.stateFile()).startsWith("1\n# be_id"));
            assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(haproxy.stateFile())));
            try (var left = Files.list(dir)) {
                // HAProxy binds its own sockets under such names for a moment
                assertFalse(left.anyMatch(f -> Files.isRegularFile(f) && f.toString().endsWith(".tmp")));
            }
            // Where it cannot be written, the reload goes on and says so.
            Files.delete(haproxy.stateFile());
            Files.createDirectory(haproxy.stateFile());
            Files.createFile(haproxy.stateFile().resolve("x"));
            ReloadResult without = reloader.reload(Map.of(), Set.of());
            assertInstanceOf(ReloadResult.Confirmed.class, without, without.toString());
            assertEquals(List.of("server-state"), reloader.notes().stream().map(Finding::rule).toList());
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void keptStateDoesNotBringOldPortsBack(Path program) throws Exception {
        PrivateHaproxy unstarted = PrivateHaproxy.in(dir).with(program).withServerState();
        String text = "listen pg\n    bind 127.0.0.1:" + PrivateHaproxy.freePort()
                + "\n    default-server inter 60s port 8008\n    server s1 127.0.0.1:5432 check weight 100\n"
                + "    server s2 127.0.0.1:5432 check port 8010\n";
        Path file = Files.writeString(unstarted.confDir().resolve("pg.cfg"), text);
        try (PrivateHaproxy haproxy = unstarted.start()) {
            Files.writeString(file, text.replace("127.0.0.1:5432 check weight 100", "127.0.0.2:6432 check weight 50")
                    .replace("8008", "8009").replace(" port 8010", ""));
            HaproxyReloader reloader = new HaproxyReloader(haproxy.options());
            ReloadResult result = reloader.reload(Map.of("pg", List.of("s1", "s2")), Set.of());
            assertInstanceOf(ReloadResult.Confirmed.class, result, result.toString());
            assertTrue(Files.readString(haproxy.stateFile()).contains(" pg 1 s1 "));
            List<String> seen = reloader.workerCli().ask("show servers state").lines().filter(l -> l.contains(" pg "))
                    .map(l -> l.split(" ")).map(f -> String.join(" ", f[3], f[4], f[8], f[18], f[21])).toList();
            assertEquals(List.of("s1 127.0.0.2 50 6432 8009", "s2 127.0.0.1 1 5432 8009"), seen);
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void anAddedServerWaitsForItsChecksWhereAnotherIsUp(Path program) throws Exception {
        PrivateHaproxy unstarted = PrivateHaproxy.in(dir).with(program).withServerState()
                .withGlobal("    max-spread-checks 10\n");
        try (var healthy = new java.net.ServerSocket(0, 50, java.net.InetAddress.getByName("127.0.0.1"))) {
            int port = healthy.getLocalPort();
            String one = "listen one\n    bind 127.0.0.1:" + PrivateHaproxy.freePort()
                    + "\n    default-server inter 20 rise 2 fall 1\n    server s1 127.0.0.1:" + port + " check\n";
            // Its only server is DOWN at once; whoever is added there is better than nobody.
            String two = "listen two\n    bind 127.0.0.1:" + PrivateHaproxy.freePort()
                    + "\n    default-server inter 20 fall 1\n    server s1 127.0.0.1:1 check\n";
            Files.writeString(unstarted.confDir().resolve("one.cfg"), one);
            Files.writeString(unstarted.confDir().resolve("two.cfg"), two);
            try (PrivateHaproxy haproxy = unstarted.start()) {
                HaproxyReloader reloader = new HaproxyReloader(haproxy.options());
                for (int i = 0; i < 100 && reloader.workerCli().view().stat().up().get("two") != 0; i++) {
                    Thread.sleep(20);
                }
                Files.writeString(haproxy.confDir().resolve("one.cfg"), one
                        + "    server bad 127.0.0.1:1 check weight 7\n    server good 127.0.0.1:" + port + " check weight 9\n"
                        + "    server unchecked 127.0.0.1:1 weight 11\n    server other 127.0.0.2:1 check disabled\n");
                Files.writeString(haproxy.confDir().resolve("two.cfg"), two + "    server s2 127.0.0.1:" + port + " check rise 5000\n");
                ReloadResult result = reloader.reload(Map.of("one", List.of("s1", "bad", "good", "unchecked", "other"),
                        "two", List.of("s1", "s2")), Set.of());
                assertInstanceOf(ReloadResult.Confirmed.class, result, result.toString());
                List<String> seen = List.of();
                for (int i = 0; i < 100 && !seen.contains("one good 2 9 127.0.0.1 " + port); i++) {
                    Thread.sleep(20);
                    seen = reloader.workerCli().ask("show servers state").lines().map(l -> l.split(" ")).filter(f -> f.length > 18)
                            .map(f -> String.join(" ", f[1], f[3], f[5], f[8], f[4], f[18])).toList();
                }
                assertTrue(seen.containsAll(List.of("one s1 2 1 127.0.0.1 " + port, "one bad 0 7 127.0.0.1 1",
                        "one good 2 9 127.0.0.1 " + port, "one unchecked 2 11 127.0.0.1 1", "two s1 0 1 127.0.0.1 1",
                        "two s2 2 1 127.0.0.1 " + port)), seen.toString());
            }
        }
    }

    private static int up(HaproxyReloader reloader) {
        return reloader.workerCli().view().stat().up().get("pg");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void noticesAServiceThatLosesItsLastServer(Path program) throws Exception {
        PrivateHaproxy unstarted = PrivateHaproxy.in(dir).with(program);
        try (var up = new java.net.ServerSocket(0, 50, java.net.InetAddress.getByName("127.0.0.1"))) {
            String text = "listen pg\n    bind 127.0.0.1:" + PrivateHaproxy.freePort()
                    + "\n    default-server inter 100 fall 2\n    server s1 127.0.0.1:" + up.getLocalPort() + " check\n";
            Files.writeString(unstarted.confDir().resolve("pg.cfg"), text);
            try (PrivateHaproxy haproxy = unstarted.start()) {
                ServiceHealth health = new ServiceHealth(haproxy.options());
                ServiceHealth.Snapshot before = health.snapshot();
                assertEquals(1, before.up().get("pg"));
                assertEquals(Duration.ofMillis(200), health.wait(List.of("pg", "none")));
                assertEquals(List.of(), health.degradedSince(before, List.of("pg", "none")));
                Files.writeString(haproxy.confDir().resolve("pg.cfg"), text.replaceAll("127.0.0.1:[0-9]+ check", "127.0.0.1:1 check"));
                assertInstanceOf(ReloadResult.Confirmed.class, new HaproxyReloader(haproxy.options())
                        .reload(Map.of("pg", List.of("s1")), Set.of()));
                List<Finding> degraded = health.degradedSince(before, List.of("pg"));
                assertEquals(List.of("degraded"), degraded.stream().map(Finding::rule).toList());
                assertEquals(Optional.of("pg"), degraded.getFirst().subject().service());
                // What was down before is not degraded.
                assertEquals(List.of(), health.degradedSince(health.snapshot(), List.of("pg")));
            }
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void aSignalThatAStartingMasterLosesIsSentAgain(Path program) throws Exception {
        PrivateHaproxy unstarted = PrivateHaproxy.in(dir).with(program).withoutMasterSocket().impatient();
        write(unstarted, "pg-test-primary", "b", "a");
        try (PrivateHaproxy haproxy = unstarted.start()) {
            HaproxyOptions options = haproxy.options().withReload(ReloadMethod.SIGNAL).withTimeouts(
                    Duration.ofSeconds(10), Duration.ofSeconds(6), Duration.ofSeconds(2));
            ReloadResult result = new HaproxyReloader(options).reload(EXPECTED, Set.of());
            assertInstanceOf(ReloadResult.Confirmed.class, result, result.toString());
        }
    }

    @Test
    void neverSignalsAStranger() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Path pidFile = Files.writeString(dir.resolve("pid"), stranger.pid() + "\n");
            HaproxyOptions options = HaproxyOptions.defaults().withFiles(dir.resolve("main.cfg"), dir.resolve("conf.d"))
                    .withSockets(Optional.of(dir.resolve("none.sock")), Optional.empty()).withPidFile(Optional.of(pidFile))
                    .withSystemdUnit("pgsvc-no-such-unit");
            ReloadResult signal = new HaproxyReloader(options.withReload(ReloadMethod.SIGNAL)).reload(Map.of(), Set.of());
            assertInstanceOf(ReloadResult.Failed.class, signal);
            ReloadResult auto = new HaproxyReloader(options).reload(Map.of(), Set.of());
            assertInstanceOf(ReloadResult.NotRunning.class, auto, auto.toString());
            assertTrue(stranger.isAlive());
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aHaproxyWithoutAMasterIsNotSignalled() throws Exception {
        assumeTrue(PrivateHaproxy.system().isPresent());
        try (PrivateHaproxy haproxy = PrivateHaproxy.in(dir).withoutMaster()) {
            write(haproxy, "old", "s1");
            haproxy.start();
            ReloadResult result = new HaproxyReloader(haproxy.options()).reload(Map.of(), Set.of());
            assertInstanceOf(ReloadResult.Failed.class, result, result.toString());
            assertTrue(result.detail().contains("without a master"), result.detail());
            assertTrue(ProcessHandle.of(haproxy.pid()).map(ProcessHandle::isAlive).orElse(false));
        }
    }

    @Test
    void namedMethodsFailWhereNothingRuns() {
        HaproxyOptions options = HaproxyOptions.defaults().withFiles(dir.resolve("main.cfg"), dir.resolve("conf.d"))
                .withSockets(Optional.of(dir.resolve("none.sock")), Optional.empty())
                .withPidFile(Optional.of(dir.resolve("none.pid"))).withSystemdUnit("pgsvc-no-such-unit")
                .withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMillis(300));
        for (ReloadMethod method : List.of(ReloadMethod.MASTER, ReloadMethod.SYSTEMD, ReloadMethod.SIGNAL, ReloadMethod.COMMAND)) {
            ReloadResult result = new HaproxyReloader(options.withReload(method)).reload(Map.of(), Set.of());
            assertInstanceOf(ReloadResult.Failed.class, result, method + ": " + result);
            assertNotEquals("", result.detail());
        }
        ReloadResult command = new HaproxyReloader(options.withReload(ReloadMethod.COMMAND)
                .withReloadCommand(Optional.of("echo went wrong; exit 3"))).reload(Map.of(), Set.of());
        assertTrue(command.detail().contains("exit code 3: went wrong"), command.detail());
        assertInstanceOf(ReloadResult.Skipped.class,
                new HaproxyReloader(options.withReload(ReloadMethod.NONE)).reload(Map.of(), Set.of()));
    }

    @Test
    void advisesToKeepServerStateAndToHaveASocket() throws Exception {
        Path main = Files.writeString(dir.resolve("main.cfg"), "global\n");
        List<Finding> advice = new HaproxyReloader(HaproxyOptions.defaults().withFiles(main, dir.resolve("conf.d"))).advice();
        assertEquals("server-state", advice.getFirst().rule());
        assertTrue(advice.getFirst().hint().orElseThrow().contains("load-server-state-from-file global"));
    }
}
