package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.testing.Cli;
import io.pgsvc.testing.PrivateHaproxy;
import io.pgsvc.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or read-only, and a process that may open nothing more: the program fails, and HAProxy goes on as before. */
class FaultsIT {
    private static final Tool SH = new Tool(Duration.ofSeconds(60), "sh");

    @TempDir
    Path dir;

    /** A small file system of its own at a place, filled up or made read-only at will. */
    private record Disk(Path place) implements AutoCloseable {
        static Disk at(Path place) throws IOException {
            Files.createDirectories(place);
            Cli.Result mounted = SH.run("-c", "mount -t tmpfs -o size=256k,mode=0700 tmpfs \"$1\"", "sh", place.toString());
            if (mounted.exit() != 0) {
                System.out.println("LEFT OUT: disks that are full or read-only need root and mount: " + mounted.stderr().strip());
            }
            assumeTrue(mounted.exit() == 0, "mount: " + mounted.stderr());
            return new Disk(place);
        }

        void fill() {
            SH.run("-c", "cat /dev/zero > \"$1/filler\"", "sh", place.toString());
        }

        void makeRoom() throws IOException {
            Files.delete(place.resolve("filler"));
        }

        void mode(String mode) {
            assertEquals(0, SH.run("-c", "mount -o remount,$1 \"$2\"", "sh", mode, place.toString()).exit());
        }

        @Override
        public void close() {
            assertEquals(0, SH.run("-c", "umount -l \"$1\"", "sh", place.toString()).exit());
        }
    }

    private interface Fault {
        void run() throws IOException;
    }

    /** A pass under a fault fails with these words and changes nothing; when it is over, the next one does all. */
    private static void survives(Site site, Fault begin, Fault end, String... words) throws Exception {
        site.start().render().expect(0);
        SortedMap<String, List<String>> served = site.served();
        List<String> before = contents(site);
        site.inventory(Site.members("11: primary", "12: replica", "13: replica", "14: replica"));
        begin.run();
        site.render().expect(1, words);
        assertEquals(before, contents(site));
        assertEquals(served, site.served());
        end.run();
        site.render().expect(0);
        assertNotEquals(before, contents(site));
        assertTrue(site.served().get("pg-test-replica").contains("pg-test-4"));
    }

    /** The service files, without what a fault put beside them. */
    private static List<String> contents(Site site) throws IOException {
        List<String> contents = new ArrayList<>();
        for (String name : site.files()) {
            if (name.endsWith(".cfg")) {
                contents.add(name + "\n" + Files.readString(site.confDir().resolve(name)));
            }
        }
        return contents;
    }

    @Test
    void aFullStateDirectory() throws Exception {
        assumeTrue(PrivateHaproxy.system().isPresent(), "no haproxy");
        try (Site site = Site.in(dir); Disk disk = Disk.at(site.stateDir())) {
            survives(site, disk::fill, disk::makeRoom, "No space left on device");
        }
    }

    @Test
    void aFullConfDir() throws Exception {
        assumeTrue(PrivateHaproxy.system().isPresent(), "no haproxy");
        try (Site site = Site.in(dir); Disk disk = Disk.at(site.confDir())) {
            survives(site, disk::fill, disk::makeRoom, "No space left on device");
        }
    }

    @Test
    void aReadOnlyStateDirectory() throws Exception {
        assumeTrue(PrivateHaproxy.system().isPresent(), "no haproxy");
        try (Site site = Site.in(dir); Disk disk = Disk.at(site.stateDir())) {
            survives(site, () -> disk.mode("ro"), () -> disk.mode("rw"), "Read-only file system");
        }
    }

    @Test
    void aReadOnlyConfDir() throws Exception {
        assumeTrue(PrivateHaproxy.system().isPresent(), "no haproxy");
        try (Site site = Site.in(dir); Disk disk = Disk.at(site.confDir())) {
            survives(site, () -> disk.mode("ro"), () -> disk.mode("rw"), "Read-only file system");
        }
    }

    @Test
    void fewFileDescriptors() throws Exception {
        assumeTrue(PrivateHaproxy.system().isPresent(), "no haproxy");
        try (Site site = Site.in(dir).start()) {
            site.render().expect(0);
            List<String> one = contents(site);
            site.inventory(Site.members("11: primary", "12: replica", "13: replica", "14: replica"));
            site.render().expect(0);
            List<String> two = contents(site);
            int failed = 0;
            int done = 0;
            boolean small = false;
            for (int limit : List.of(4, 6, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 24, 32, 64, 128, 256)) {
                small = !small;
                site.inventory(small ? Site.members("11: primary", "12: replica", "13: replica")
                        : Site.members("11: primary", "12: replica", "13: replica", "14: replica"));
                Cli.Result result = withDescriptors(limit, site);
                done += result.exit() == 0 ? 1 : 0;
                failed += result.exit() == 0 ? 0 : 1;
                String when = limit + " descriptors, exit " + result.exit() + "\n" + result.stderr();
                assertTrue(result.exit() != 0 || contents(site).equals(small ? one : two), when);
                assertTrue(Set.of(one, two).contains(contents(site)), when);
                assertEquals(0, new Tool(Duration.ofSeconds(10), "haproxy").run("-c", "-q", "-f", site.haproxy().mainFile().toString(),
                        "-f", site.confDir().toString()).exit(), when);
                site.render().expect(0);
                assertEquals(small ? one : two, contents(site), when);
            }
            System.out.println("descriptors: " + (done + failed) + " limits, " + failed + " passes failed, " + done + " were done, 0 lost");
            assertTrue(failed > 0 && done > 0, failed + " failed, " + done + " did not");
        }
    }

    private Cli.Result withDescriptors(int limit, Site site) {
        List<String> command = new ArrayList<>(List.of("-c", "ulimit -n $1; shift; PGSVC_CONFIG=/dev/null; export PGSVC_CONFIG; exec \"$@\"",
                "sh", String.valueOf(limit), Cli.program().toString()));
        command.addAll(site.arguments(List.of("--node", Site.NODE, "--degraded-wait", "0")));
        return SH.run(command.toArray(String[]::new));
    }
}
