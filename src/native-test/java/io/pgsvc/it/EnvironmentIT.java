package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What surrounds the process must not change what it does: time zone, language, umask, signals, closed streams. */
class EnvironmentIT {
    /** A date, a word and a comment beyond ASCII; the service takes the date into its name's options. */
    private static final String INVENTORY = """
            all: # größer als 東京
              children:
                pg-test:
                  hosts:
                    10.10.10.11: { pg_seq: 1, pg_role: primary, note: "größer" }
                  vars:
                    pg_cluster: pg-test
                    since: 2026-03-29 02:30:00
                    pg_services:
                      - { name: x, port: 5440, selector: "[]", maxconn: "{{ since | string | length }}" }
            """;

    @TempDir
    Path directory;
    private Path folder;

    @BeforeEach
    void inventoryInAFolderWithAName() throws IOException {
        folder = Path.of(directory.toString(), "srv");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("inventory.yml"), INVENTORY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pacific/Auckland", "America/St_Johns", "Nowhere/Atall", ":/nonexistent", ""})
    void timeZoneChangesNoFile(String zone) throws Exception {
        render(Cli.in(folder).env("TZ", "UTC"), "utc");
        render(Cli.in(folder).env("TZ", zone), "other");
        String utc = Files.readString(file("utc"));
        assertTrue(utc.contains(" maxconn 19"), utc);
        assertEquals(utc, Files.readString(file("other")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "C.UTF-8", "de_DE.ISO-8859-1", "nonsense"})
    void pathsAndTextsBeyondAsciiInEveryLanguage(String language) throws Exception {
        // The shell makes the folder: its name holds the bytes of UTF-8 whatever the tests' own language is.
        Ended ended = shell(language, """
                mkdir "$1/größer 東京" && cd "$1/größer 東京" && cp "$1/srv/inventory.yml" 'bücher.yml' || exit 99
                "$PGSVC" render -i 'bücher.yml' --node 10.10.10.11 --output-dir 'aus/größer' >/dev/null || exit
                test -s aus/größer/pg-test-x.cfg || exit 98
                sed -i 's/port: 5440/port: größer/' 'bücher.yml'
                "$PGSVC" render -i 'bücher.yml' --node 10.10.10.11 --stdout""");
        assertEquals(3, ended.exit, ended.stderr);
        assertTrue(ended.stderr.contains("bücher.yml:10:30: error: `port` must be a port number, not the text \"größer\""),
                ended.stderr);
    }

    @Test
    void umaskDoesNotHideServiceFilesFromHaproxy() throws Exception {
        Ended ended = shell("C", """
                umask 077; cd "$1" && mkdir conf.d && printf 'global\ndefaults\n    mode tcp\n' >haproxy.cfg || exit 99
                "$PGSVC" render -i srv/inventory.yml --node 10.10.10.11 --conf-dir conf.d --haproxy-config haproxy.cfg \
                    --haproxy-bin true --state-dir state --reload none >/dev/null || exit
                stat -c %a conf.d/pg-test-x.cfg""");
        assertEquals(0, ended.exit, ended.stderr);
        assertEquals("644\n", ended.stdout);
    }

    @Test
    void aReaderThatLeavesIsNoStackTrace() throws Exception {
        Ended ended = shell("C", "\"$PGSVC\" render -i \"$1/srv/inventory.yml\" --node 10.10.10.11 --stdout | true");
        assertFalse(ended.stderr.contains("xception"), ended.stderr);
    }

    /** Not so for an output that was closed from the start: the JDK makes that /dev/null, and nothing tells. */
    @Test
    void outputThatCannotBeWrittenIsAFailure() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full");
        Ended ended = shell("C", "\"$PGSVC\" render -i \"$1/srv/inventory.yml\" --node 10.10.10.11 --stdout >/dev/full");
        assertEquals("pgsvc: standard output cannot be written\n", ended.stderr);
        assertEquals(1, ended.exit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM:143", "INT:130", "HUP:129"})
    void aSignalDuringHaproxysCheckEndsItAndChangesNothing(String signal) throws Exception {
        String[] nameAndExit = signal.split(":");
        Path haproxy = directory.resolve("slow-haproxy");
        Files.writeString(haproxy, "#!/bin/sh\ncase \" $* \" in *' -c '*) touch '" + directory
                + "/checking'; exec sleep 20;; esac\nexit 0\n");
        assertTrue(haproxy.toFile().setExecutable(true));
        Path conf = Files.createDirectory(directory.resolve("conf.d"));
        Files.writeString(directory.resolve("haproxy.cfg"), "global\ndefaults\n    mode tcp\n");
        // Who runs these tests in the background has them, and what they start, ignore INT.
        ProcessBuilder builder = new ProcessBuilder("env", "--default-signal=TERM,INT,HUP",
                Cli.program().toString(), "render", "-i", folder + "/inventory.yml",
                "--node", "10.10.10.11", "--conf-dir", conf.toString(), "--haproxy-bin", haproxy.toString(),
                "--haproxy-config", directory + "/haproxy.cfg", "--state-dir", directory + "/state", "--reload", "none")
                .redirectError(directory.resolve("err").toFile()).redirectOutput(directory.resolve("out").toFile());
        builder.environment().put("PGSVC_CONFIG", "/dev/null");
        Process process = builder.start();
        try {
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!Files.exists(directory.resolve("checking"))) {
                assertTrue(process.isAlive() && System.nanoTime() < deadline,
                        () -> "HAProxy's check was not reached: " + text(directory.resolve("err")));
                Thread.sleep(20);
            }
            new ProcessBuilder("kill", "-" + nameAndExit[0], Long.toString(process.pid())).start().waitFor();
            assertTrue(process.waitFor(10, TimeUnit.SECONDS), "still running 10 s after the signal");
            assertEquals(Integer.parseInt(nameAndExit[1]), process.exitValue());
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroyForcibly();
        }
        assertFalse(text(directory.resolve("err")).contains("xception"), text(directory.resolve("err")));
        try (Stream<Path> files = Files.list(conf)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void opensNothingOfTheWorkingDirectory() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "no strace");
        Ended ended = shell("C", """
                mkdir -p "$1/hostile/config" && cd "$1/hostile" || exit 99
                echo quarkus.log.file.enable=true | tee .env application.properties config/application.properties \\
                    pgsvc.properties pgsvc.env haproxy.cfg >/dev/null
                strace -f -qq -e trace=openat,open -o "$1/trace" \\
                    "$PGSVC" render -i ../srv/inventory.yml --node 10.10.10.11 --stdout >/dev/null || exit
                grep -c 'srv/inventory.yml' "$1/trace" >/dev/null || exit 98
                grep -E '^[^"]*"([^/]|[^"]*hostile)' "$1/trace" | grep -v -e srv/inventory.yml -e ENOENT | head -5
                grep -E '\\.env|application\\.properties|"pgsvc' "$1/trace" | head -5""");
        assertEquals(0, ended.exit, ended.stderr);
        assertEquals("", ended.stdout);
    }

    private record Ended(int exit, String stdout, String stderr) {
    }

    private void render(Cli cli, String out) {
        Cli.Result result = cli.start("render", "-i", "inventory.yml", "--node", "10.10.10.11", "--output-dir", out);
        assertEquals(0, result.exit(), result.stderr());
    }

    private Path file(String out) {
        return folder.resolve(out).resolve("pg-test-x.cfg");
    }

    /** Runs a shell script with the program in {@code $PGSVC} and the test's directory as its first argument. */
    private Ended shell(String language, String script) throws Exception {
        Path source = directory.resolve("script.sh");
        Files.writeString(source, script);
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", source.toString(), directory.toString())
                .redirectOutput(directory.resolve("shell-out").toFile()).redirectError(directory.resolve("shell-err").toFile());
        builder.environment().put("PGSVC", Cli.program().toString());
        builder.environment().put("PGSVC_CONFIG", "/dev/null");
        builder.environment().put("LC_ALL", language);
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + script);
        }
        return new Ended(process.exitValue(), text(directory.resolve("shell-out")), text(directory.resolve("shell-err")));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
