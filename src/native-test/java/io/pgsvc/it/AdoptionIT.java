package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.testing.Cli;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that stand on the node and are not pgsvc's: Pigsty's own are adopted, those of others left alone. */
class AdoptionIT {
    @TempDir
    Path temp;

    /** A node with the two files that Ansible would have written, with its header and its blanks. */
    private Site pigstysNode() throws Exception {
        Site site = Site.in(temp);
        site.render("--reload", "none").expect(0, "2 created");
        for (String stem : List.of("pg-test-primary", "pg-test-replica")) {
            Files.writeString(site.file(stem), site.read(stem).replaceFirst("(?m)^# Managed by .*$", "# Ansible managed")
                    .replaceAll("(?m)( check port .*)$", "$1 "));
        }
        forget(site);
        return site.start();
    }

    private static void forget(Site site) throws IOException {
        try (Stream<Path> all = Files.walk(site.stateDir())) {
            for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void equalFilesAreOnlyRecorded() throws Exception {
        try (Site site = pigstysNode()) {
            Map<String, String> before = site.fingerprint();
            String worker = site.worker();
            site.render("--dry-run").expect(0, "would do: 2 adopted");
            assertFalse(Files.exists(site.stateDir()));
            site.render("--detailed-exitcode").expect(0, "adopt     pg-test-primary.cfg  (its directives are what we would write)",
                    "pgsvc: 2 adopted as they stand").without("reloaded", "warning");
            assertEquals(before, site.fingerprint());
            assertEquals(worker, site.worker());
            assertEquals(List.of("pg-test-primary", "pg-test-replica"), site.owned());
            site.render().expect(0, "pgsvc: nothing to do");
            assertEquals(before, site.fingerprint());
            site.edit("port: 5434", "port: 5444"); // from now on they are ours
            site.render().expect(0, "update    pg-test-replica.cfg", "1 updated; HAProxy reloaded");
            assertTrue(site.read("pg-test-replica").startsWith("# Managed by pgsvc"));
            assertTrue(site.read("pg-test-primary").startsWith("# Ansible managed"));
        }
    }

    @Test
    void differentFilesAreHeldUntilTheyAreTakenOver() throws Exception {
        try (Site site = pigstysNode()) {
            Files.writeString(site.file("pg-test-primary"), site.read("pg-test-primary").replace("balance roundrobin", "balance leastconn"));
            Map<String, String> before = site.fingerprint();
            site.render("--diff").expect(6, "held      pg-test-primary.cfg", "it is there, but differs from what we would write",
                    "[adoption-different]", "hint: see the difference with --diff, and repeat with --adopt to take it over",
                    "-    balance leastconn\n+    balance roundrobin", "pgsvc: 1 adopted as they stand; 1 file held");
            assertEquals(before, site.fingerprint());
            site.render("--force").expect(6); // a guard's answer is none to this question
            site.render("--adopt").expect(0, "update    pg-test-primary.cfg  (taken over, as --adopt asks)", "1 updated; HAProxy reloaded");
            assertTrue(site.read("pg-test-primary").contains("balance roundrobin"));
            assertEquals(List.of("pg-test-primary", "pg-test-replica"), site.owned());
        }
    }

    @Test
    void theTimesOfNewerPigstysAreRecognised() throws Exception {
        try (Site site = pigstysNode()) {
            Files.writeString(site.file("pg-test-primary"), site.read("pg-test-primary").replace("inter 3s fastinter 1s downinter 5s",
                    "inter 2s fastinter 1s downinter 2s"));
            site.render().expect(6, "its default-server line differs from what we would write", "`pg_rto`", "--defaults pigsty-4.5");
        }
    }

    @Test
    void filesThatAreNotInThePlanGoOnlyWhenAsked() throws Exception {
        try (Site site = pigstysNode()) {
            Files.writeString(site.file("pg-old-primary"), site.read("pg-test-primary").replace("pg-test", "pg-old").replace(":5433", ":5499"));
            site.render().expect(0, "foreign   pg-old-primary.cfg", "[not-in-plan]", "hint: repeat with --adopt to delete it", "2 adopted");
            assertTrue(Files.exists(site.file("pg-old-primary")));
            site.render().expect(0, "[not-in-plan]");
            site.render("--adopt").expect(0, "delete    pg-old-primary.cfg", "1 deleted");
            assertFalse(Files.exists(site.file("pg-old-primary")));
        }
    }

    @Test
    void anAbandonedFileHoldsItsPort() throws Exception {
        try (Site site = pigstysNode()) {
            Files.writeString(site.file("pg-old-primary"), site.read("pg-test-primary").replace("pg-test", "pg-old"));
            Map<String, String> before = site.fingerprint();
            site.render().expect(3, "[port-clash]", "pg-old-primary", "see also " + site.file("pg-old-primary") + ":7");
            assertEquals(before, site.fingerprint());
            site.render("--adopt").expect(0, "1 deleted");
        }
    }

    @Test
    void foreignFilesUnderOurNames() throws Exception {
        try (Site site = Site.in(temp)) {
            String foreign = "listen pg-test-primary\n    bind " + site.address() + ":5433\n    server other 127.0.0.12:1\n";
            Files.writeString(site.file("pg-test-primary"), foreign);
            site.start();
            Map<String, String> before = site.fingerprint();
            site.render().expect(6, "foreign   pg-test-primary.cfg  (a file that is not ours has its name)", "[foreign-file]",
                    "hint: rename the service or the file, or repeat with --adopt to replace it", "1 created; 1 file held");
            assertEquals(before.get("pg-test-primary.cfg"), site.fingerprint().get("pg-test-primary.cfg"));
            site.render("--force").expect(6);
            assertEquals(before.get("pg-test-primary.cfg"), site.fingerprint().get("pg-test-primary.cfg"));
            site.render("--adopt").expect(0, "update    pg-test-primary.cfg", "1 updated; HAProxy reloaded");
            assertEquals(3, site.served().get("pg-test-primary").size());
        }
    }

    /** Whatever it holds: sections of other names on our port, or none at all. */
    @Test
    void foreignFilesOfOtherContent() throws Exception {
        for (String content : List.of("# nothing\n", "listen mine\n    bind ADDRESS:5433\n", "listen a\n    bind ADDRESS:1\nlisten b\n    bind ADDRESS:2\n")) {
            Path directory = Files.createTempDirectory(temp, "s");
            try (Site site = Site.in(directory)) {
                Files.writeString(site.file("pg-test-primary"), content.replace("ADDRESS", site.address()));
                Map<String, String> before = site.fingerprint();
                site.render("--reload", "none").expect(6, "[foreign-file]", "1 created");
                assertEquals(before.get("pg-test-primary.cfg"), site.fingerprint().get("pg-test-primary.cfg"));
                site.render("--reload", "none", "--adopt", "-s", "replica").expect(0, "nothing to do");
                site.render("--reload", "none", "--adopt").expect(0, "1 updated");
                assertTrue(site.read("pg-test-primary").contains("listen pg-test-primary"));
            }
        }
    }

    @Test
    void clashesWithWhatOthersHave() throws Exception {
        record Case(String where, String section, String rule, int line) {}
        List<Case> cases = List.of(
                new Case("main", "listen other\n    bind ADDRESS:5434\n", "port-clash", 6),
                new Case("main", "frontend other\n    bind :5434\n", "port-clash", 6),
                new Case("main", "listen pg-test-replica\n    bind ADDRESS:9\n", "name-clash", 6),
                new Case("fragment", "\n\nlisten other\n    bind 127.0.0.1:9,*:5434\n", "port-clash", 3),
                new Case("fragment", "backend pg-test-replica\n", "name-clash", 1));
        for (Case c : cases) {
            try (Site site = Site.in(Files.createTempDirectory(temp, "s"))) {
                Path file = c.where.equals("main") ? site.haproxy().mainFile() : site.confDir().resolve("90-other.cfg");
                String before = Files.exists(file) ? Files.readString(file) : "";
                Files.writeString(file, before + c.section.replace("ADDRESS", site.address()));
                Map<String, String> bytes = site.fingerprint();
                site.render("--reload", "none").expect(3, "[" + c.rule + "]", "pg-test-replica", "pigsty.yml:5:", "see also " + file + ":" + c.line,
                        "nothing changed");
                site.render("--reload", "none", "--adopt", "--force").expect(3);
                assertEquals(bytes, site.fingerprint());
                site.render("--reload", "none", "--keep-going").expect(3, "1 created");
            }
        }
    }

    /** What Ansible wrote on real nodes: one pass each, with nothing written. */
    @Test
    void adoptsWhatAnsibleWrote() throws Exception {
        Path golden = Path.of(System.getenv().getOrDefault("PGSVC_REFERENCE", System.getProperty("pgsvc.reference", "../shared/reference")))
                .resolve("golden").toAbsolutePath();
        assumeTrue(Files.isDirectory(golden), "no reference folder");
        List<Path> inventories = directories(golden.resolve("pigsty"));
        List<Path> nodes = new ArrayList<>();
        for (Path inventory : inventories) {
            nodes.addAll(directories(inventory.resolve("expected")));
        }
        Map<Path, String> wrong = new ConcurrentSkipListMap<>();
        nodes.parallelStream().forEach(host -> adoptsNode(golden, host).ifPresent(why -> wrong.put(host, why)));
        long failed = wrong.keySet().stream().map(host -> host.getParent().getParent()).distinct().count();
        System.out.println("adoption: " + (inventories.size() - failed) + " of " + inventories.size() + " (" + nodes.size() + " nodes)");
        assertEquals("", String.join("\n", wrong.entrySet().stream().map(Object::toString).toList()));
        assertNotEquals(0, nodes.size());
    }

    private Optional<String> adoptsNode(Path golden, Path host) {
        try {
            return adopts(golden, host.getParent().getParent(), host);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> adopts(Path golden, Path inventory, Path host) throws IOException {
        Path node = Files.createTempDirectory(temp, "n");
        Path confDir = Files.createDirectory(node.resolve("conf.d"));
        int files = 0;
        try (Stream<Path> expected = Files.list(host)) {
            for (Path file : expected.toList()) {
                Files.copy(file, confDir.resolve(file.getFileName()));
                files++;
            }
        }
        Path main = Files.createFile(node.resolve("haproxy.cfg"));
        Map<String, String> before = Site.fingerprint(confDir);
        // No HAProxy is needed, and there is none: a check or a reload would fail.
        Cli.Result result = Cli.in(node).start("render", "-i", inventory.resolve("inventory.yml").toString(), "--node", host.getFileName().toString(),
                "--defaults", golden.resolve("defaults.yml").toString(), "--conf-dir", confDir.toString(), "--haproxy-config", main.toString(),
                "--haproxy-bin", "/nowhere/haproxy", "--master-socket", node.resolve("m.sock").toString(), "--pid-file",
                node.resolve("pid").toString(), "--state-dir", node.resolve("var").toString(), "--template-dir", node.resolve("none").toString(),
                "--detailed-exitcode");
        String said = result.stdout() + result.stderr();
        if (result.exit() != 0 || files > 0 && !said.contains("pgsvc: " + files + " adopted as they stand")) {
            return Optional.of("exit " + result.exit() + ": " + said);
        }
        return before.equals(Site.fingerprint(confDir)) ? Optional.empty() : Optional.of("files were written");
    }

    private static List<Path> directories(Path dir) throws IOException {
        if (!Files.isDirectory(dir)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }
}
