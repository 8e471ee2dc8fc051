package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgsvc.it.Site.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --cluster} and {@code --service}, and what errors of one service do to the others. */
class ScopeIT {
    private static final List<String> ALL = List.of("extra", "pg-src-primary", "pg-src-replica", "pg-test-primary", "pg-test-replica");

    @TempDir
    Path temp;

    /** This node also exposes pg-src, as a member of its provider, and a service of no cluster. Nothing reloads. */
    private Site site() throws IOException {
        Site site = Site.in(temp);
        site.inventory(Site.members("11: primary", "12: replica") + """
                    pg-src:
                      vars:
                        pg_cluster: pg-src
                        pg_service_provider: pg-test
                        pg_default_services:
                          - { name: primary, port: 6433, ip: ADDRESS, dest: default, check: /primary, selector: "[]" }
                          - { name: replica, port: 6434, ip: ADDRESS, dest: default, check: /read-only, selector: "[]" }
                      hosts:
                        127.0.0.21: { pg_seq: 1, pg_role: primary }
                        127.0.0.22: { pg_seq: 2, pg_role: replica }
                    pg-far:
                      vars: { pg_cluster: pg-far }
                      hosts:
                        127.0.0.31: { pg_seq: 1, pg_role: primary }
                """);
        return site.edit("pg_seq: 1, pg_role: primary }\n        127.0.0.12", """
                pg_seq: 1, pg_role: primary, haproxy_services: [ { name: extra, port: 7000, ip: ADDRESS, servers: [ { name: one, ip: 127.0.0.41, port: 80 } ] } ] }
                        127.0.0.12""".replace("ADDRESS", site.address()));
    }

    private static Run pass(Site site, String... more) {
        List<String> arguments = new java.util.ArrayList<>(List.of("--reload", "none"));
        arguments.addAll(List.of(more));
        return site.render(arguments.toArray(String[]::new));
    }

    @Test
    void clustersAndServices() throws Exception {
        try (Site site = site()) {
            pass(site, "--cluster", "pg-test", "--service", "replica").expect(0, "pgsvc: 1 created; HAProxy was not told to reload (--reload none)");
            assertEquals(List.of("pg-test-replica.cfg"), site.files());
            pass(site, "--service", "pg-src-replica").expect(0, "1 created");
            assertEquals(List.of("pg-src-replica.cfg", "pg-test-replica.cfg"), site.files());
            pass(site, "--service", "primary").expect(0, "2 created");
            pass(site, "-c", "pg-test,pg-src").expect(0, "pgsvc: nothing to do");
            pass(site).expect(0, "create    extra.cfg", "1 created");
            assertEquals(ALL, site.owned());
        }
    }

    @Test
    void whatIsOutsideStaysAsItIs() throws Exception {
        try (Site site = site()) {
            pass(site).expect(0, "5 created");
            site.edit("port: 5433", "port: 5453").edit("port: 6433", "port: 6453").edit("port: 7000", "port: 7001");
            Files.delete(site.file("pg-src-replica"));
            Files.writeString(site.file("extra"), site.read("extra").replace("127.0.0.41", "127.0.0.42"));
            Map<String, String> before = site.fingerprint();
            pass(site, "-c", "pg-test").expect(0, "update    pg-test-primary.cfg", "pgsvc: 1 updated;").without("pg-src", "extra");
            Map<String, String> after = site.fingerprint();
            after.keySet().removeIf(f -> f.isEmpty() || f.equals("pg-test-primary.cfg"));
            before.keySet().removeIf(f -> f.isEmpty() || f.equals("pg-test-primary.cfg"));
            assertEquals(before, after);
            assertEquals(ALL, site.owned());
        }
    }

    @Test
    void clustersThatAreUnknownElsewhereOrGone() throws Exception {
        try (Site site = site()) {
            pass(site, "-c", "pg-tset").expect(64, "there is no cluster pg-tset in ", "hint: did you mean `pg-test`?");
            pass(site, "-c", "pg-far").expect(0, "pgsvc: nothing to do: this node exposes no service of cluster pg-far");
            pass(site, "-c", "pg-test", "-s", "nosuch").expect(0, "pgsvc: nothing to do: this node exposes no service nosuch of cluster pg-test");
            pass(site, "-s", "pg-test-replcia").expect(0, "pgsvc: nothing to do: this node exposes no service pg-test-replcia");
            assertFalse(Files.exists(site.stateDir().resolve("manifest.json")));
            pass(site).expect(0, "5 created");
            String yaml = Files.readString(site.inventoryFile());
            site.inventory(yaml.substring(0, yaml.indexOf("    pg-src:")));
            Map<String, String> before = site.fingerprint();
            pass(site, "-c", "pg-test").expect(0, "nothing to do");
            assertEquals(before, site.fingerprint());
            pass(site, "-c", "pg-src", "--dry-run").expect(0, "would do: 2 deleted");
            pass(site, "-c", "pg-src").expect(0, "delete    pg-src-primary.cfg", "2 deleted");
            assertEquals(List.of("extra", "pg-test-primary", "pg-test-replica"), site.owned());
            pass(site, "-c", "pg-src").expect(64, "there is no cluster pg-src");
        }
    }

    @Test
    void theRemovalOfAClusterIsGuarded() throws Exception {
        try (Site site = site()) {
            site.edit("- { name: primary, port: 6433", "- { name: third, port: 6435, ip: " + site.address()
                    + ", dest: default, check: /x, selector: \"[]\" }\n          - { name: primary, port: 6433");
            pass(site).expect(0, "6 created");
            String yaml = Files.readString(site.inventoryFile());
            site.inventory(yaml.substring(0, yaml.indexOf("    pg-src:")));
            Map<String, String> before = site.fingerprint();
            pass(site, "-c", "pg-src").expect(6, "the pass would delete 3 of 3 files", "[guard-mass-deletion]");
            assertEquals(before, site.fingerprint());
            pass(site, "-c", "pg-src", "--force").expect(0, "3 deleted");
        }
    }

    /** What is wrong elsewhere is said, and stops nobody. */
    @Test
    void errorsOutsideTheScopeAreWarnings() throws Exception {
        try (Site site = site()) {
            site.edit("check: /read-only, selector: \"[]\" }\n      hosts:\n        127.0.0.21", "check: /read-only, selector: \"[? nope\" }\n      hosts:\n        127.0.0.21");
            pass(site).expect(3, "error:", "pgsvc: nothing changed: 1 error has to be mended first");
            assertEquals(List.of(), site.files());
            pass(site, "-c", "pg-test").expect(0, "warning:", "2 created").without("error:");
            pass(site, "-c", "pg-src").expect(3, "error:");
            assertEquals(List.of("pg-test-primary.cfg", "pg-test-replica.cfg"), site.files());
        }
    }

    @Test
    void keepGoingDoesTheGoodOnes() throws Exception {
        try (Site site = site()) {
            pass(site).expect(0, "5 created");
            // The first service of pg-src has an error, the second is gone, and pg-test changes.
            String line = Files.readString(site.inventoryFile()).lines().filter(l -> l.contains("port: 6434")).findFirst().orElseThrow();
            site.edit(line + "\n", "").edit("port: 6433", "port: 99999").edit("port: 5434", "port: 5454");
            Map<String, String> before = site.fingerprint();
            pass(site).expect(3, "nothing changed");
            assertEquals(before, site.fingerprint());
            Run run = pass(site, "--keep-going", "-o", "json").expect(3);
            JsonNode json = run.json();
            assertTrue(json.get("changed").asBoolean() && json.get("failed").asBoolean(), json.toPrettyString());
            assertTrue(json.get("msg").asText().contains("1 updated; services with errors are left as they are"), json.get("msg").asText());
            assertEquals(ALL, site.owned());
            assertEquals(ALL.stream().map(s -> s + ".cfg").toList(), site.files());
            assertTrue(site.read("pg-test-replica").contains(":5454"));
            for (String stem : List.of("pg-src-primary", "pg-src-replica", "extra", "pg-test-primary")) {
                assertEquals(before.get(stem + ".cfg"), site.fingerprint().get(stem + ".cfg"), stem);
            }
            pass(site, "--keep-going").expect(3, "skipped   pg-src-primary.cfg", "pgsvc: nothing changed; services with errors are left as they are");
        }
    }

    @Test
    void keepGoingLeavesBothSidesOfAClash() throws Exception {
        try (Site site = site()) {
            site.edit("port: 6434", "port: 5434");
            pass(site).expect(3, "[port-clash]", "see also");
            assertEquals(List.of(), site.files());
            pass(site, "--keep-going").expect(3, "3 created");
            assertEquals(List.of("extra.cfg", "pg-src-primary.cfg", "pg-test-primary.cfg"), site.files());
        }
    }
}
