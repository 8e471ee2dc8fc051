package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator does with a node during maintenance and after a mistake. */
class OpsIT {
    @TempDir
    Path temp;

    @Test
    void aPauseHoldsUntilItEnds() throws Exception {
        try (Site site = Site.in(temp).start()) {
            site.render().expect(0);
            Map<String, String> before = site.fingerprint();
            site.edit("port: 5434", "port: 5444");
            site.ops("pause", "--for", "1h", "--reason", "kernel upgrade").expect(0, "this node is paused since", ": kernel upgrade");
            site.render().expect(6, "held      pg-test-replica.cfg  (this node is paused)", ": kernel upgrade [paused]",
                    "hint: `pgsvc resume` ends the pause", "pgsvc: nothing changed: this node is paused, and 1 file is held");
            assertEquals("held", site.render("-o", "json").expect(6).json().get("status").asText());
            site.render("--dry-run", "--diff").expect(0, "a real pass would change nothing", "+    bind " + site.address() + ":5444");
            assertEquals(before, site.fingerprint());
            site.ops("pause", "--for", "1s").expect(0, "kernel upgrade is replaced");
            Thread.sleep(1100);
            site.render().expect(0, "1 updated");

            Files.writeString(site.stateDir().resolve("pause.json"), "{");
            site.edit("port: 5444", "port: 5445");
            site.render().expect(6, "the file is damaged", "[paused]");
            site.render("--force").expect(0, "1 updated", "and the pause goes on");
            site.ops("resume").expect(0, "is over");
            site.render().expect(0, "nothing to do");
        }
    }

    @ParameterizedTest
    @MethodSource("io.pgsvc.testing.PrivateHaproxy#programs")
    void rollbackAndForwardAgain(Path haproxy) throws Exception {
        try (Site site = Site.in(temp).with(haproxy).start()) {
            site.render().expect(0);
            Map<String, List<String>> first = site.served();
            String replica = site.read("pg-test-replica");
            site.edit("port: 5434", "port: 5444").service("{ name: extra, port: 5445, ip: ADDRESS, dest: default, check: /x, selector: \"[]\" }")
                    .edit("        127.0.0.13: { pg_seq: 3, pg_role: replica }\n", "");
            site.render().expect(0, "1 created, 2 updated");
            Map<String, List<String>> second = site.served();
            Map<String, String> before = site.fingerprint();

            site.ops("rollback", "--dry-run", "--diff").expect(0, "delete    pg-test-extra.cfg  (it is not in generation 1)",
                    "update    pg-test-replica.cfg  (it differs in generation 1)", "+    bind " + site.address() + ":5434", "would do: 2 updated, 1 deleted");
            assertEquals(before, site.fingerprint());
            JsonNode back = site.ops("rollback", "-o", "json").expect(0).json();
            assertTrue(back.get("changed").asBoolean());
            assertEquals(3, back.get("generation").asInt());
            assertEquals("confirmed", back.at("/reload/result").asText());
            assertEquals(first, site.served());
            assertEquals(replica, site.read("pg-test-replica"));

            site.render().expect(6, "this node is paused since", ": rollback to generation 1 [paused]", "and 3 files are held");
            assertEquals(first, site.served());
            site.ops("rollback", "--to", "2").expect(0, "rollback to generation 2: 1 created, 2 updated",
                    "this node is paused until `pgsvc resume`");
            assertEquals(second, site.served());
            site.ops("rollback", "--cluster", "pg-test", "--service", "extra", "--to", "1").expect(0, "1 deleted");
            site.ops("history").expect(0, "*           5", "rollback to 1", "-pg-test-extra", "+pg-test-primary; +pg-test-replica", "~pg-test-replica: port 5434 -> 5444");
            site.ops("resume").expect(0);
            site.render().expect(0, "1 created");
            assertEquals(second, site.served());
            site.ops("rollback", "--to", "99").expect(64, "there is no generation 99; kept are 1, 2, 3, 4, 5, 6 (it stands now)");
        }
    }

    /** What HAProxy took then it may refuse by now; and a port may have found another user. */
    @Test
    void aRollbackThatCannotBe() throws Exception {
        try (Site site = Site.in(temp).start()) {
            String extra = "{ name: extra, port: 5445, ip: ADDRESS, dest: default, check: /x, selector: \"[]\" }";
            site.service(extra).render().expect(0);
            site.edit("      - " + extra.replace("ADDRESS", site.address()) + "\n", "");
            site.render().expect(0, "1 deleted");
            Path foreign = site.confDir().resolve("zz.cfg");
            Files.writeString(foreign, "listen pg-test-extra\n    bind " + site.address() + ":5446\n");
            Map<String, String> before = site.fingerprint();
            site.ops("rollback").expect(4, "rollback to generation 1: nothing changed: HAProxy refuses", "[haproxy-check]").without("paused");
            Files.writeString(foreign, "listen other\n    bind :5445\n");
            site.ops("rollback").expect(6, "pg-test-extra.cfg would listen on " + site.address() + ":5445, and so does section other",
                    "[port-clash]").without("paused until");
            Files.delete(foreign);
            before.remove("zz.cfg");
            Map<String, String> after = site.fingerprint();
            assertEquals(withoutDirectory(before), withoutDirectory(after));
            site.render().expect(0, "nothing to do");
            Files.writeString(site.file("pg-test-primary"), site.read("pg-test-primary").replace("balance roundrobin", "balance leastconn"));
            site.ops("rollback").expect(6, "1 created; 1 file held", "[drift]", "this node is paused until");
            assertTrue(site.read("pg-test-primary").contains("leastconn"), "the edit stays until somebody says --force");
        }
    }

    private static Map<String, String> withoutDirectory(Map<String, String> files) {
        files.remove("");
        return files;
    }

    @ParameterizedTest
    @MethodSource("io.pgsvc.testing.PrivateHaproxy#programs")
    void theStatusOfALiveNode(Path haproxy) throws Exception {
        try (Site site = Site.in(temp).with(haproxy)) {
            String fast = ", options: \"inter 100ms fastinter 50ms downinter 100ms rise 1 fall 2\",";
            site.edit("check: /primary,", "check: /primary" + fast).edit("check: /read-only,", "check: /read-only" + fast)
                    .edit("selector: \"[]\", backup", "selector: \"[? pg_role == `replica`]\", backup");
            // Addresses of this site's own: nobody must answer the checks of the two replicas.
            String net = site.address().substring(0, site.address().lastIndexOf('.') + 1);
            int last = Integer.parseInt(site.address().substring(net.length()));
            site.inventory(Files.readString(site.inventoryFile()).replace("127.0.0.11:", site.address() + ":")
                    .replace("127.0.0.12:", net + (last + 1) + ":").replace("127.0.0.13:", net + (last + 2) + ":"));
            String[] node = {"--node", site.address()};
            site.ops("status").expect(1, "status      unknown", "pgsvc never changed anything on this node", "HAProxy cannot be asked");
            site.start();
            site.render(node).expect(0);
            try (StandInBackend primary = new StandInBackend("one", site.address(), 5999, 8008, Set.of("/primary", "/read-only"));
                 ServerSocket database = new ServerSocket(6432, 50, InetAddress.getByName(site.address()))) {
                assertTrue(database.isBound());
                until(site, "pg-test-primary/pg-test-1", "UP");
                until(site, "pg-test-replica/pg-test-1", "UP");
                until(site, "pg-test-primary/pg-test-2", "DOWN");
                until(site, "pg-test-replica/pg-test-2", "DOWN");
                until(site, "pg-test-replica/pg-test-3", "DOWN");
                JsonNode status = status(site, 0);
                assertEquals("healthy", status.get("health").asText());
                assertEquals("active", status.at("/services/0/traffic").asText());
                assertEquals("[\"pg-test-1\"]", status.at("/services/0/serving").toString());
                assertEquals("backup", status.at("/services/1/traffic").asText(), "the primary serves readers where no replica is up");
                assertEquals("[\"pg-test-1\"]", status.at("/services/1/serving").toString());
                assertEquals("L4CON", status.at("/services/1/servers/0/check/status").asText());
                assertEquals("[]", status.at("/haproxy/old_workers").toString());

                try (Socket client = new Socket(site.address(), 5433)) {
                    client.getOutputStream().write(1); // a session that outlives the reload
                    until(site, "pg-test-primary/pg-test-1", "UP", "1");
                    site.edit("port: 5434", "port: 5444").render(node).expect(0);
                    JsonNode after = status(site, 0);
                    assertEquals(1, after.at("/haproxy/old_workers/0/sessions").asInt(), after.toPrettyString());
                    assertEquals(2, after.at("/generation/number").asInt());
                }
                until(site, "pg-test-primary/pg-test-1", "UP");
                site.ops("pause").expect(0);
                site.ops("status", "--service", "primary").expect(6, "status      paused", "pg-test-primary  pg-test-1").without("pg-test-replica");
            }
            until(site, "pg-test-primary/pg-test-1", "DOWN");
            site.ops("status").expect(1, "status      failing", "- pg-test-primary has no server that takes connections", "- this node is paused");
        }
    }

    private static JsonNode status(Site site, int exit) throws IOException {
        return new ObjectMapper().readTree(site.ops("status", "-o", "json").expect(exit).out());
    }

    private static void until(Site site, String server, String state, String... sessions) throws InterruptedException {
        String[] columns = {};
        for (int i = 0; i < 500; i++) {
            columns = site.stat().getOrDefault(server, new String[18]);
            if (String.valueOf(columns[17]).startsWith(state) && !String.valueOf(columns[17]).contains("/")
                    && (sessions.length == 0 || columns[4].equals(sessions[0]))) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError(server + " is " + columns[17] + " with " + columns[4] + " sessions, not " + state);
    }
}
