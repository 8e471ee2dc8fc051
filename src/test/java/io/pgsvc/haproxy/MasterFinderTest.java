package io.pgsvc.haproxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finding masters in a /proc of our own making. */
class MasterFinderTest {
    @TempDir
    Path proc;

    @BeforeEach
    void self() throws Exception {
        Files.createDirectory(proc.resolve("self"));
        Files.createDirectory(srv());
    }

    /** Where the processes stand. */
    private Path srv() {
        return proc.resolve("srv");
    }

    private void process(int pid, int parent, String... commandLine) throws Exception {
        Path process = Files.createDirectory(proc.resolve(Integer.toString(pid)));
        Files.writeString(process.resolve("cmdline"), String.join("\0", commandLine) + "\0");
        Files.writeString(process.resolve("stat"), pid + " (ha) proxy) S " + parent + " 1 1 0\n");
        Files.writeString(process.resolve("environ"), "SITE=a=b\0HAPROXY_MWORKER=1\0");
        Files.createSymbolicLink(process.resolve("cwd"), srv());
    }

    @Test
    void findsTheMasterOfAMasterAndItsWorkers() throws Exception {
        process(12, 11, "haproxy", "-sf", "7", "-x", "sockpair@4", "-W", "-f", "/c/h.cfg", "-f", "conf.d");
        process(11, 1, "/usr/sbin/haproxy", "-sf", "7", "-x", "sockpair@4", "-W", "-f", "/c/h.cfg", "-f", "conf.d");
        process(20, 1, "haproxy", "-f", "/other.cfg");
        process(21, 1, "vi", "-f", "/c/h.cfg", "haproxy");
        Master master = new MasterFinder(proc).byConfig(Path.of("/c/h.cfg")).orElseThrow();
        assertEquals(11, master.pid());
        assertEquals(List.of(Path.of("/c/h.cfg"), srv().resolve("conf.d")), master.configFiles());
        assertEquals(Map.of("SITE", "a=b", "HAPROXY_MWORKER", "1"), master.environment());
        assertEquals(11, new MasterFinder(proc).byConfig(Path.of("/none"), srv().resolve("conf.d")).orElseThrow().pid());
        assertEquals(Optional.empty(), new MasterFinder(proc).byConfig(Path.of("/none")));
        assertEquals(Optional.empty(), new MasterFinder(proc).byPid(21));
        assertEquals(Optional.empty(), new MasterFinder(proc).byPid(99));
    }

    @Test
    void aProgramStartedByItsLoaderIsFound() throws Exception {
        process(5, 1, "/d/ld-linux-x86-64.so.2", "--library-path", "/d/lib", "/d/usr/sbin/haproxy", "-Ws", "-f", "/c/h.cfg",
                "-S", "/run/m.sock,mode,600", "-L", "peer", "-dr", "-p", "h.pid", "--", "/c/a.cfg", "-W");
        Master master = new MasterFinder(proc).byPid(5).orElseThrow();
        assertEquals(List.of(Path.of("/c/h.cfg"), Path.of("/c/a.cfg"), srv().resolve("-W")), master.configFiles());
        assertEquals(Optional.of(Path.of("/run/m.sock")), master.masterSocket());
        assertEquals(Optional.of(srv().resolve("h.pid")), master.pidFile());
        assertEquals(List.of("-W", "-L", "peer", "-dr"), master.checkOptions());
    }

    @Test
    void somebodyElsesProcessDoesNotCount() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.getAttribute(proc, "unix:uid").equals(0), "needs root");
        process(5, 1, "haproxy", "-W", "-f", "/c/h.cfg");
        Files.setAttribute(proc.resolve("5"), "unix:uid", 65534);
        assertEquals(Optional.empty(), new MasterFinder(proc).byPid(5));
    }

    @ParameterizedTest
    @CsvSource(value = {"'5'|5", "'5\n'|5", "'99 5'|5", "''|0", "'x'|0", "'-1'|0", "'99999999999999999999'|0"}, delimiter = '|')
    void readsPidFiles(String text, long pid) throws Exception {
        process(5, 1, "haproxy", "-W", "-f", "/c/h.cfg");
        Path file = Files.writeString(proc.resolve("pid"), text);
        assertEquals(pid, new MasterFinder(proc).byPidFile(file).map(Master::pid).orElse(0L));
        assertEquals(Optional.empty(), new MasterFinder(proc).byPidFile(proc.resolve("none")));
    }
}
