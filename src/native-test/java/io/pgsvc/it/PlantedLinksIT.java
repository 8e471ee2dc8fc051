package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody can write in a directory that pgsvc writes in as root, and has put links there first: symbolic and hard ones
 * to a file that only root may read, at every name that pgsvc uses. That file keeps its bytes, its mode and its owner,
 * and none of its bytes is printed.
 */
class PlantedLinksIT {
    private static final String BYTES = "root:$y$j9T$secret-hash:19000:0:99999:7:::\n";

    @TempDir
    Path dir;
    private Path victim;
    private Path victims;

    @BeforeEach
    void victim() throws IOException {
        victim = Files.writeString(dir.resolve("shadow"), BYTES);
        Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
        victims = Files.createDirectory(dir.resolve("etc"));
        Files.writeString(victims.resolve("passwd"), "x");
    }

    private enum Link {
        SYMBOLIC, HARD;

        void plant(Path at, Path to) throws IOException {
            Files.createDirectories(at.getParent());
            Files.deleteIfExists(at);
            if (this == SYMBOLIC) {
                Files.createSymbolicLink(at, to);
            } else {
                Files.createLink(at, to);
            }
        }
    }

    private void assertUntouched(String printed) throws IOException {
        assertEquals(BYTES, Files.readString(victim));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)));
        assertEquals(Files.getAttribute(dir, "unix:uid"), Files.getAttribute(victim, "unix:uid"));
        try (var files = Files.list(victims)) {
            assertEquals(List.of("passwd"), files.map(f -> f.getFileName().toString()).toList());
        }
        assertFalse(printed.contains("secret-hash"), printed);
    }

    @Test
    void atTheStagedNamesOfServiceFiles() throws Exception {
        for (Link link : Link.values()) {
            try (Site site = Site.in(Files.createDirectory(dir.resolve(link.name()))).start()) {
                for (String service : List.of("primary", "replica")) {
                    link.plant(site.confDir().resolve(".pg-test-" + service + ".cfg.tmp"), victim);
                }
                Site.Run run = site.render("--diff").expect(0);
                assertEquals(List.of("pg-test-primary.cfg", "pg-test-replica.cfg"), site.files());
                assertFalse(Files.isSymbolicLink(site.file("pg-test-primary")));
                assertUntouched(run.all());
            }
        }
    }

    @Test
    void inThePlaceOfServiceFiles() throws Exception {
        for (Link link : Link.values()) {
            try (Site site = Site.in(Files.createDirectory(dir.resolve(link.name()))).start()) {
                site.render().expect(0);
                link.plant(site.file("pg-test-replica"), victim);
                for (String[] options : List.of(new String[] {"--diff"}, new String[] {"--force", "--adopt", "--diff"},
                        new String[] {"--drift", "restore", "--diff", "-o", "json"})) {
                    assertUntouched(site.render(options).all());
                }
                assertUntouched(site.ops("status").all());
            }
        }
    }

    @Test
    void inTheStateDirectory() throws Exception {
        for (Link link : Link.values()) {
            try (Site site = Site.in(Files.createDirectory(dir.resolve(link.name()))).start()) {
                for (String name : List.of(".manifest.json.tmp", ".journal.json.tmp", ".manifest.previous.json.tmp", "generations/.1.json.tmp")) {
                    link.plant(site.stateDir().resolve(name), victim);
                }
                Files.createSymbolicLink(site.stateDir().resolve("candidate"), victims);
                Site.Run run = site.render().expect(0);
                assertUntouched(run.all());
                for (String name : List.of("manifest.json", "pause.json")) {
                    link.plant(site.stateDir().resolve(name), victim);
                }
                assertUntouched(site.render().expect(1).all());
                assertUntouched(site.command("history").all());
                assertUntouched(site.ops("status").all());
            }
        }
    }

    @Test
    void aStateDirectoryOfOthersIsRefused() throws Exception {
        assumeTrue((Integer) Files.getAttribute(dir, "unix:uid") == 0, "only root can give a directory away");
        try (Site site = Site.in(dir).start()) {
            site.render().expect(0);
            site.edit("pg_role: replica", "pg_role: replica, pg_weight: 7");
            var files = site.fingerprint();
            Files.setAttribute(site.stateDir(), "unix:uid", 65534);
            site.render().expect(1, "the state directory belongs to another user (uid 65534) [state]", "--state-dir");
            site.command("pause").expect(1, "belongs to another user");
            Files.setAttribute(site.stateDir(), "unix:uid", 0);
            Files.setAttribute(site.stateDir(), "unix:mode", 0777);
            site.render().expect(1, "other users can write in the state directory [state]", "chmod 700");
            assertEquals(files, site.fingerprint());
            Files.setAttribute(site.stateDir(), "unix:mode", 0700);
            site.render().expect(0);
        }
    }

    @Test
    void atTheNamesOfStatusAndMetrics() throws Exception {
        for (Link link : Link.values()) {
            try (Site site = Site.in(Files.createDirectory(dir.resolve(link.name()))).start()) {
                Path metrics = Files.createDirectory(site.directory().resolve("collector")).resolve("pgsvc.prom");
                Files.setPosixFilePermissions(metrics.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
                for (Path path : List.of(metrics, metrics.resolveSibling(".pgsvc.prom.tmp"), site.runtimeDir().resolve("status.json"),
                        site.runtimeDir().resolve(".status.json.tmp"))) {
                    link.plant(path, victim);
                }
                try (LiveWatch watch = LiveWatch.start(site, site.inventoryFile(), "--metrics-file", metrics.toString())) {
                    assertTrue(Files.readString(metrics).contains("pgsvc_"));
                }
                assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(metrics, LinkOption.NOFOLLOW_LINKS)));
                assertUntouched("");
            }
        }
    }

    @Test
    void inAnOutputDirectory() throws Exception {
        for (Link link : Link.values()) {
            try (Site site = Site.in(Files.createDirectory(dir.resolve(link.name())))) {
                Path out = Files.createDirectory(site.directory().resolve("out"));
                link.plant(out.resolve(".pg-test-primary.cfg.tmp"), victim);
                link.plant(out.resolve("pg-test-replica.cfg"), victim);
                Site.Run run = site.render("--output-dir", out.toString(), "--diff");
                if (link == Link.SYMBOLIC) {
                    run.expect(0);
                    assertUntouched(run.all());
                }
                assertTrue(Files.readString(out.resolve("pg-test-primary.cfg")).contains("listen pg-test-primary"));
                assertTrue(Files.readString(out.resolve("pg-test-replica.cfg")).contains("listen pg-test-replica"));
                assertUntouched("");
            }
        }
    }

    @Test
    void inThePlaceOfAHostsFolder() throws Exception {
        Site site = Site.in(dir);
        Files.createSymbolicLink(Files.createDirectory(dir.resolve("out")).resolve("127.0.0.12"), victims);
        Cli.Result run = Cli.in(dir).start("render", "-i", site.inventoryFile().toString(), "--all-nodes", "--output-dir", "out");
        assertEquals(1, run.exit(), run.stderr());
        assertTrue(run.stderr().contains("127.0.0.12 is a symbolic link"), run.stderr());
        assertUntouched(run.stdout() + run.stderr());
        site.close();
    }

    @Test
    void inADirectoryOfExports() throws Exception {
        for (Link link : Link.values()) {
            try (Site site = Site.in(Files.createDirectory(dir.resolve(link.name())))) {
                Path out = Files.createDirectory(site.directory().resolve("public"));
                link.plant(out.resolve(".all.yml.tmp"), victim);
                link.plant(out.resolve("clusters/.pg-test.yml.tmp"), victim);
                link.plant(out.resolve("..pgsvc-export.tmp"), victim);
                Cli.Result run = Cli.in(site.directory()).start("export", "-i", site.inventoryFile().toString(), "-o", out.toString());
                assertEquals(0, run.exit(), run.stderr());
                assertUntouched(run.stdout() + run.stderr());
            }
        }
    }
}
