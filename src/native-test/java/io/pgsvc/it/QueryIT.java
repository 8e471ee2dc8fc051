package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that change nothing, each once, by the program itself. */
class QueryIT {
    private static Site.Run diff(Site site, String... more) {
        List<String> arguments = new java.util.ArrayList<>(List.of("diff", "-i", site.inventoryFile().toString(), "--node", Site.NODE));
        arguments.addAll(List.of(more));
        return site.ops(arguments.toArray(String[]::new));
    }

    @Test
    void diffTellsWhatAPassThenDoes(@TempDir Path directory) throws Exception {
        try (Site site = Site.in(directory)) {
            diff(site).expect(2, "+++ b/pg-test-replica.cfg", "pg-test-replica: new service on port");
            assertEquals(List.of(), site.files());
            assertFalse(Files.exists(site.stateDir()), "a diff writes nothing");
            site.render().expect(0);
            assertEquals("", diff(site).expect(0).out());

            site.edit("pg_seq: 2, pg_role: replica", "pg_seq: 2, pg_role: replica, pg_weight: 0");
            Site.Run told = diff(site, "--service", "replica").expect(2, "pg-test-replica: weight of pg-test-2 100 -> 0 (");
            Site.Run dry = site.render("--dry-run", "--diff", "--service", "replica").expect(0);
            String hunk = told.out().substring(0, told.out().indexOf("\n\n"));
            assertTrue(hunk.startsWith("--- a/pg-test-replica.cfg") && dry.out().contains(hunk), () -> told.all() + dry.all());

            Files.writeString(site.file("pg-test-primary"), site.read("pg-test-primary").replace("maxconn 5000", "maxconn 1"));
            diff(site).expect(6, "pg-test-primary [held: ", "maxconn 1 -> 5000");
            site.edit("port: 5433", "port: 99999");
            diff(site).expect(3, "[out-of-range]");
        }
    }

    @Test
    void fleetListExplainAndUrl(@TempDir Path directory) throws Exception {
        try (Site site = Site.in(directory)) {
            Path old = Files.copy(site.inventoryFile(), directory.resolve("old.yml"));
            site.edit("pg_seq: 2, pg_role: replica", "pg_seq: 2, pg_role: offline");
            String inventory = site.inventoryFile().toString();
            site.ops("diff", "-i", inventory, "--from", old.toString(), "--all-nodes").expect(0, "no service changes on 3 nodes");
            site.edit("port: 5434", "port: 5444");
            site.ops("diff", "-i", inventory, "--from", old.toString(), "--all-nodes", "-o", "markdown")
                    .expect(2, "| pg-test-replica |", "port 5434 -", "```diff");
            site.ops("list", inventory, "--all-nodes").expect(0, "pg-test-replica", "5444", "pg-test-2");
            site.ops("list", inventory, "--all-nodes", "-o", "yaml").expect(0, "section: pg-test-replica");
            site.ops("explain", "-i", inventory, "pg-test/replica").expect(0, "pg-test-2 127.0.0.12  server", "pg_role is primary");
            site.ops("url", "-i", inventory, "pg-test", "--jdbc", "--service", "replica").expect(0, "jdbc:postgresql://pg-test:5444/postgres?user=");
        }
    }
}
