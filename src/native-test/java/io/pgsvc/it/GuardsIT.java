package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a wrong inventory, or a hand on the files, would do to a node is held until somebody says {@code --force}. */
class GuardsIT {
    @TempDir
    Path temp;

    @Test
    void theLastServerOfAService() throws Exception {
        try (Site site = Site.in(temp).start()) {
            site.render().expect(0);
            site.edit("check: /primary, selector: \"[]\"", "check: /primary, selector: \"[? pg_role == `offline`]\"")
                    .edit("port: 5434", "port: 5444");
            String before = site.read("pg-test-primary");
            site.render().expect(6, "held      pg-test-primary.cfg  (it would lose its last server)", "[guard-last-server]",
                    "hint: if this is right, repeat with --force", "update    pg-test-replica.cfg", "1 updated; 1 file held");
            assertEquals(before, site.read("pg-test-primary"));
            assertEquals(3, site.served().get("pg-test-primary").size());
            site.render().expect(6, "nothing changed; 1 file held"); // it stays so
            site.render("--force").expect(0, "update    pg-test-primary.cfg", "1 updated");
            assertEquals(List.of(), site.served().get("pg-test-primary"));
        }
    }

    @Test
    void allServersOfAServiceAtOnce() throws Exception {
        try (Site site = Site.in(temp).start()) {
            site.edit("check: /primary, selector: \"[]\"", "check: /primary, selector: \"[? pg_role == `primary`]\"");
            site.render().expect(0);
            site.edit("selector: \"[? pg_role == `primary`]\" }\n      - { name: replica", "selector: \"[? pg_role == `replica`]\" }\n      - { name: replica");
            Map<String, String> before = site.fingerprint();
            site.render().expect(6, "held      pg-test-primary.cfg", "it would keep none of the servers that it has", "[guard-no-common-server]");
            assertEquals(before, site.fingerprint());
            site.render("--force").expect(0, "1 updated");
            assertEquals(List.of("pg-test-2", "pg-test-3"), site.served().get("pg-test-primary"));
        }
    }

    @Test
    void deletingMostOfTheFiles() throws Exception {
        try (Site site = Site.in(temp).start()) {
            for (int i = 1; i <= 3; i++) {
                site.service("{ name: more" + i + ", port: 544" + i + ", ip: ADDRESS, dest: default, check: /x, selector: \"[]\" }");
            }
            site.render().expect(0, "5 created");
            String yaml = Files.readString(site.inventoryFile());
            Files.writeString(site.inventoryFile(), yaml.replaceAll("(?m)^ +- \\{ name: more.*\n", ""));
            site.edit("port: 5434", "port: 5444");
            Map<String, String> before = site.fingerprint();
            site.render().expect(6, "nothing is changed: the pass would delete 3 of 5 files: is the inventory complete?",
                    "[guard-mass-deletion]", "hint: if this is right, repeat with --force", "pgsvc: nothing changed: every change is held");
            assertEquals(before, site.fingerprint(), "not even the good change");
            site.render("--service", "more1,more2").expect(0, "2 deleted").without("held");
            site.render("--force").expect(0, "1 updated, 1 deleted");
            assertEquals(List.of("pg-test-primary.cfg", "pg-test-replica.cfg"), site.files());
            assertEquals(2, site.served().size());
        }
    }

    @Test
    void anInventoryWithoutThisNode() throws Exception {
        try (Site site = Site.in(temp).start()) {
            site.render().expect(0);
            site.edit("127.0.0.11:", "127.0.0.19:");
            Map<String, String> before = site.fingerprint();
            site.render().expect(6, "the inventory has no host 127.0.0.11", "[guard-node-absent]", "--force",
                    "did you mean `127.0.0.1", "held      pg-test-primary.cfg");
            assertEquals(before, site.fingerprint());
            site.render("--force").expect(0, "2 deleted");
            assertEquals(List.of(), site.files());
            assertEquals(Map.of(), site.served());
        }
    }

    @Test
    void anotherNodeThanBefore() throws Exception {
        try (Site site = Site.in(temp).start()) {
            site.render().expect(0);
            site.edit("port: 5434", "port: 5444");
            Map<String, String> before = site.fingerprint();
            site.render("--node", "127.0.0.12").expect(6, "this node was 127.0.0.11 so far, and would now be 127.0.0.12",
                    "[guard-node-changed]");
            assertEquals(before, site.fingerprint());
            assertEquals(Site.NODE, site.manifest().get("node").asText());
            site.render("--node", "127.0.0.12", "--force").expect(0, "updated");
            assertEquals("127.0.0.12", site.manifest().get("node").asText());
        }
    }

    @Test
    void aNodeThatNobodyKnows() throws Exception {
        try (Site site = Site.in(temp)) {
            site.render("--node", "127.0.0.91").expect(3, "host 127.0.0.91 is not in the inventory", "[node]");
            assertEquals(List.of(), site.files());
            assertFalse(Files.exists(site.stateDir()));
            site.render("--node", "127.0.0.91", "--force").expect(3);
        }
    }

    @Test
    void anEditMadeByHand() throws Exception {
        try (Site site = Site.in(temp).start()) {
            site.render().expect(0);
            String good = site.read("pg-test-primary");
            String edited = good.replace("balance roundrobin", "balance leastconn");
            Files.writeString(site.file("pg-test-primary"), edited);
            site.render().expect(6, "held      pg-test-primary.cfg  (it was edited on disk)", "[drift]",
                    "hint: bring the edit into the inventory, or repeat with --force");
            site.edit("port: 5433", "port: 5443");
            site.render("--diff").expect(6, "(it was edited on disk, and the inventory changed too)", "-    balance leastconn");
            assertEquals(edited, site.read("pg-test-primary"));
            assertFalse(site.worker().isEmpty());
            site.render("--drift", "restore").expect(0, "restore   pg-test-primary.cfg", "1 restored; HAProxy reloaded");
            assertEquals(good.replace(":5433", ":5443"), site.read("pg-test-primary"));

            Files.writeString(site.file("pg-test-primary"), edited);
            site.render("--force").expect(0, "restore   pg-test-primary.cfg");
            Files.delete(site.file("pg-test-replica"));
            site.render().expect(0, "restore   pg-test-replica.cfg  (somebody removed it)", "1 restored");
            assertTrue(site.served().containsKey("pg-test-replica"));
            site.render("--detailed-exitcode").expect(0, "nothing to do");
        }
    }
}
