package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgsvc.it.Site.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole job on a node, in the ordinary course of things, with a HAProxy that runs. */
class RenderLiveIT {
    private static final List<String> BOTH = List.of("pg-test-primary", "pg-test-replica");
    private static final List<String> THREE = List.of("pg-test-1", "pg-test-2", "pg-test-3");

    @TempDir
    Path temp;

    @ParameterizedTest
    @MethodSource("io.pgsvc.testing.PrivateHaproxy#programs")
    void createsUpdatesDeletesAndLeavesAlone(Path haproxy) throws Exception {
        try (Site site = Site.in(temp).with(haproxy).start()) {
            site.render().expect(0, "create    pg-test-primary.cfg  (new service)", "create    pg-test-replica.cfg",
                    "pgsvc: 2 created; HAProxy reloaded (master) and confirmed");
            assertEquals(Map.of("pg-test-primary", THREE, "pg-test-replica", THREE), site.served());
            assertEquals(BOTH, site.owned());
            assertEquals(1, site.manifest().get("generation").asInt());

            nothingToDo(site);

            Map<String, String> before = site.fingerprint();
            site.edit("127.0.0.13: {", "127.0.0.14: { pg_seq: 4, pg_role: replica }\n        127.0.0.13: {");
            site.service("{ name: fresh, port: 5440, ip: ADDRESS, dest: postgres, check: /replica, selector: \"[]\" }");
            site.render("--detailed-exitcode").expect(2, "create    pg-test-fresh.cfg", "update    pg-test-primary.cfg  (the inventory changed)",
                    "1 created, 2 updated", "confirmed").without("hint: repeat");
            assertEquals(List.of("pg-test-1", "pg-test-2", "pg-test-4", "pg-test-3"), site.served().get("pg-test-primary"));
            assertEquals(3, site.served().size());
            assertNotEquals(before.get("pg-test-replica.cfg"), site.fingerprint().get("pg-test-replica.cfg"));

            site.edit("name: fresh, port: 5440", "name: fresh, port: 5441");
            before = site.fingerprint();
            site.render().expect(0, "update    pg-test-fresh.cfg", "pgsvc: 1 updated;").without("primary");
            assertEquals(before.get("pg-test-primary.cfg"), site.fingerprint().get("pg-test-primary.cfg"), "untouched");

            deletesWhatIsNoLongerWanted(site);
            nothingToDo(site);
        }
    }

    private static void nothingToDo(Site site) throws IOException {
        Map<String, String> before = site.fingerprint();
        Map<String, String> state = Site.fingerprint(site.stateDir());
        String worker = site.worker();
        site.render("--detailed-exitcode").expect(0, "pgsvc: nothing to do");
        assertEquals(before, site.fingerprint());
        assertEquals(state, Site.fingerprint(site.stateDir()));
        assertEquals(worker, site.worker());
    }

    private static void deletesWhatIsNoLongerWanted(Site site) throws IOException {
        String line = Files.readString(site.inventoryFile()).lines().filter(l -> l.contains("fresh")).findFirst().orElseThrow();
        site.edit(line + "\n", "");
        site.render().expect(0, "delete    pg-test-fresh.cfg  (no longer in the inventory)", "pgsvc: 1 deleted; HAProxy reloaded");
        assertEquals(List.of("pg-test-primary.cfg", "pg-test-replica.cfg"), site.files());
        assertEquals(2, site.served().size());
        assertEquals(BOTH, site.owned());
    }

    @Test
    void aChangeOfCommentsIsWrittenWithoutAReload() throws Exception {
        try (Site site = Site.in(temp).start()) {
            site.render().expect(0);
            Path template = temp.resolve("templates/postgres-service.cfg");
            Files.createDirectories(template.getParent());
            try (var builtIn = getClass().getResourceAsStream("/templates/postgres-service.cfg")) {
                Files.writeString(template, "# by the book\n" + new String(builtIn.readAllBytes()));
            }
            String worker = site.worker();
            site.render().expect(0, "update    pg-test-primary.cfg  (only comments change)", "2 updated").without("reloaded");
            assertEquals(worker, site.worker());
            assertTrue(site.read("pg-test-replica").startsWith("# by the book\n"));
        }
    }

    @Test
    void aPassWithNothingToDoWritesNothingAndStartsNothing() throws Exception {
        Path strace = Path.of("/usr/bin/strace");
        assumeTrue(Files.isExecutable(strace), "no strace");
        try (Site site = Site.in(temp).start()) {
            site.render().expect(0);
            Path trace = temp.resolve("trace");
            List<String> command = new java.util.ArrayList<>(List.of(strace.toString(), "-f", "-qq", "-o", trace.toString(), "-s", "200",
                    "-e", "trace=execve,vfork,connect,openat,open,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,link,linkat,"
                            + "symlink,symlinkat,chmod,fchmod,fchmodat,chown,fchown,fchownat,truncate,ftruncate,utimensat,kill",
                    io.pgsvc.testing.Cli.program().toString()));
            command.addAll(site.arguments(List.of("--node", Site.NODE)));
            Process process = new ProcessBuilder(command).directory(temp.toFile()).redirectErrorStream(true)
                    .redirectOutput(temp.resolve("said").toFile()).start();
            assertEquals(0, process.waitFor(), () -> text(temp.resolve("said")));
            List<String> lines = Files.readAllLines(trace);
            assertTrue(lines.stream().anyMatch(l -> l.contains("pg-test-primary.cfg")), "the trace sees the files");
            String touching = String.join("\n", lines.stream().filter(l -> l.contains(site.confDir().toString())
                    || l.contains(site.stateDir().toString()) || l.contains(site.haproxy().directory() + "/m.sock"))
                    .filter(l -> !l.contains("O_RDONLY") && !l.contains("execve") && !l.contains("/lock\"")
                            && !l.contains("= -1 ENOENT")).toList());
            assertEquals("", touching, "writes");
            assertEquals("", String.join("\n", lines.stream().filter(l -> l.contains("sun_path") && l.contains(temp.toString())).toList()),
                    "talks to HAProxy");
            // The launcher of the JVM is a shell script: what it starts comes before java.
            List<String> started = lines.stream().filter(l -> l.contains("execve(") && l.contains("= 0")).toList();
            int java = 0;
            for (int i = 0; i < started.size(); i++) {
                java = started.get(i).contains("/java\"") ? i : java;
            }
            assertEquals(List.of(), started.subList(java + 1, started.size()), "processes");
            assertFalse(lines.stream().anyMatch(l -> l.contains("execve(") && l.contains("haproxy\", [")), "HAProxy is not started");
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void aDryRunChangesNothing() throws Exception {
        try (Site site = Site.in(temp).start()) {
            Map<String, String> empty = site.fingerprint();
            site.render("--dry-run", "--diff", "--detailed-exitcode").expect(2, "create    pg-test-primary.cfg", "--- /dev/null",
                    "+++ b/pg-test-primary.cfg", "+listen pg-test-primary", "pgsvc: would do: 2 created");
            assertEquals(empty, site.fingerprint());
            assertFalse(Files.exists(site.stateDir()), "no state directory");
            site.render().expect(0);

            site.edit("port: 5434", "port: 5444");
            Map<String, String> before = site.fingerprint();
            Map<String, String> state = Site.fingerprint(site.stateDir());
            site.render("--dry-run").expect(0, "would do: 1 updated").without("+++");
            site.render("--dry-run", "--detailed-exitcode", "--diff").expect(2, "--- a/pg-test-replica.cfg", "+++ b/pg-test-replica.cfg",
                    "-    bind " + site.address() + ":5434\n+    bind " + site.address() + ":5444\n").without("primary.cfg");
            assertEquals(before, site.fingerprint());
            assertEquals(state, Site.fingerprint(site.stateDir()));

            site.render("--diff", "--color", "always").expect(0, "\u001b[", "+    bind " + site.address() + ":5444");
            site.render("--dry-run", "--detailed-exitcode").expect(0, "pgsvc: nothing to do");
        }
    }

    @Test
    void tellsAPassAsJson() throws Exception {
        try (Site site = Site.in(temp).start()) {
            Run created = site.render("-o", "json").expect(0);
            JsonNode first = created.json();
            assertEquals(List.of("schema", "changed", "failed", "msg"), names(first).subList(0, 4));
            assertTrue(first.get("changed").asBoolean());
            assertFalse(first.get("failed").asBoolean());
            assertTrue(first.get("msg").asText().startsWith("2 created; HAProxy reloaded"), first.get("msg").asText());
            assertEquals(2, first.get("diff").size());
            assertEquals("", first.get("diff").get(0).get("before").asText());
            assertEquals(site.read("pg-test-primary"), first.get("diff").get(0).get("after").asText());
            assertEquals("master", first.get("reload").get("method").asText());
            assertEquals("confirmed", first.get("reload").get("result").asText());
            assertEquals("create", first.get("files").get(0).get("action").asText());

            JsonNode second = site.render("-o", "json", "--detailed-exitcode").expect(0).json();
            assertFalse(second.get("changed").asBoolean());
            assertEquals(0, second.get("diff").size());
            assertTrue(second.get("reload").isNull());

            site.edit("selector: \"[]\", backup", "selector: \"[? nonsense\", backup");
            JsonNode broken = site.render("-o", "json").expect(3).json();
            assertTrue(broken.get("failed").asBoolean());
            assertFalse(broken.get("changed").asBoolean());
            assertTrue(broken.get("findings").get(0).get("file").asText().endsWith("pigsty.yml"), broken.toPrettyString());
            assertTrue(broken.get("findings").get(0).get("line").asInt() > 0);
        }
    }

    /** What ends a pass before it begins is JSON too: an Ansible task reads the same fields. */
    @Test
    void tellsFailuresAsJson() throws Exception {
        try (Site site = Site.in(temp)) {
            Files.writeString(site.inventoryFile(), "all: [\n");
            JsonNode broken = site.render("-o", "json").expect(3).json();
            assertTrue(broken.get("failed").asBoolean());
            assertFalse(broken.get("changed").asBoolean());
            assertFalse(broken.get("msg").asText().isBlank());
            assertEquals(0, broken.get("files").size());
            assertTrue(broken.get("findings").get(0).get("line").asInt() > 0, broken.toPrettyString());
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new java.util.ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
