package io.pgsvc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgsvc.testing.BigInventory;
import io.pgsvc.testing.Cli;
import io.pgsvc.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What differs between two inventories, as a reviewer of a commit reads it. */
class RevisionDiffTest {
    @TempDir
    Path directory;
    private Path old;
    private Path now;

    @BeforeEach
    void inventories() throws IOException {
        old = directory.resolve("old.yml");
        now = directory.resolve("new.yml");
        Files.copy(Path.of("examples/inventory.yml"), old);
        Files.copy(Path.of("examples/inventory.yml"), now);
    }

    private void edit(String from, String to) throws IOException {
        String text = Files.readString(now);
        assertTrue(text.contains(from), text);
        Files.writeString(now, text.replace(from, to));
    }

    private InProcess.Result diff(String... more) {
        return new InProcess().run(Stream.concat(Stream.of("diff", "--from", old.toString(), "--to", now.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    private String shown(InProcess.Result result) {
        return result.out().replace(directory + "/", "");
    }

    @Test
    void nothingDiffers() {
        InProcess.Result result = diff("--all-nodes");
        assertEquals(0, result.exit(), result.err());
        assertEquals("", result.out());
        assertEquals("pgsvc: no service changes on 3 nodes\n", result.err());
    }

    @Test
    void aChangeIsShownOnceForAllNodesThatGetIt() throws IOException {
        edit("port: 5435", "port: 5439");
        InProcess.Result result = diff("--all-nodes");
        assertEquals(2, result.exit(), result.err());
        assertEquals("""
                --- a/10.10.10.11/pg-test-standby.cfg
                +++ b/10.10.10.11/pg-test-standby.cfg
                @@ -1,11 +1,11 @@
                 # Managed by pgsvc from the inventory: edit there, not here.
                 #---------------------------------------------------------------------
                -# service: pg-test-standby @ 10.10.10.11:5435
                +# service: pg-test-standby @ 10.10.10.11:5439
                 #---------------------------------------------------------------------
                 # service instances 10.10.10.11, 10.10.10.13, 10.10.10.12
                 # service backups   10.10.10.11
                 listen pg-test-standby
                -    bind *:5435
                +    bind *:5439
                     mode tcp
                     maxconn 5000
                     balance roundrobin
                the same on 10.10.10.13, 10.10.10.12

                pg-test-standby on 3 nodes: port 5435 -> 5439 (new.yml:15)
                """, shown(result));
        assertEquals("pgsvc: 1 service changes on 3 of 3 nodes\n", result.err());
    }

    @Test
    void aSummaryNamesReasonsAndPlaces() throws IOException {
        edit("10.10.10.12: { pg_seq: 2, pg_role: replica }", "10.10.10.12: { pg_seq: 2, pg_role: offline }");
        InProcess.Result result = diff("--all-nodes", "--summary", "--cluster", "pg-test");
        assertEquals("""
                pg-test-offline on 3 nodes: pg-test-2 is no longer backup (pg_role replica -> offline, new.yml:10)
                pg-test-replica on 3 nodes: pg-test-2 becomes backup (pg_role replica -> offline, new.yml:10)
                """, shown(result));
    }

    @Test
    void aNewHostGetsFilesAndJoinsTheOthers() throws IOException {
        edit("10.10.10.12: {", "10.10.10.14: { pg_seq: 4, pg_role: delayed }\n        10.10.10.12: {");
        InProcess.Result result = diff("--node", "10.10.10.14", "--service", "delayed", "--summary");
        assertEquals("pg-test-delayed on 10.10.10.14: new service on port 5437, pg-test-4 (new.yml:18)\n", shown(result));
        assertEquals("pg-test-delayed on 10.10.10.11: + pg-test-4 (new member, new.yml:10)\n",
                shown(diff("--node", "10.10.10.11", "--service", "delayed", "--summary")));
    }

    @Test
    void theSameChangeInManyClustersIsOneEntry() throws IOException {
        BigInventory big = new BigInventory(100, 5);
        big.file(old);
        big.file(now);
        edit("pg_weight: 100", "pg_weight: 90");
        JsonNode document = diff("--all-nodes", "-o", "json", "--service", "replica").json("diff");
        assertEquals(1, document.get("changes").size());
        JsonNode change = document.get("changes").get(0);
        assertEquals(500, change.get("nodes").size());
        assertEquals(100, change.get("clusters").size());
        assertEquals("weight of all servers 100 -> 90", change.get("details").get(0).get("text").asText());
        assertTrue(document.get("changed").asBoolean());

        edit("pg_weight: 90", "pg_services: [ { name: extra, port: 5440, check: /, selector: '[]', backup: \"[? pg_role == 'primary']\" } ]");
        assertEquals("new service on port 5440, <cluster>-1 (backup), <cluster>-2, <cluster>-3, <cluster>-4, <cluster>-5",
                diff("--all-nodes", "-o", "json", "--service", "extra").json("diff").at("/changes/0/details/0/text").asText());
    }

    @Test
    void membersThatDefineTheirOwnServicesAreToldApart() throws IOException {
        edit("10.10.10.12: { pg_seq: 2, pg_role: replica }",
                "10.10.10.12: { pg_seq: 2, pg_role: replica, pg_default_services: [ { name: own, port: 7, selector: '[]' } ] }");
        JsonNode document = diff("--all-nodes", "-o", "json").json("diff");
        document.get("changes").forEach(change -> assertEquals("[\"10.10.10.12\"]", change.get("nodes").toString()));
        assertEquals(List.of("create own", "delete default", "delete offline", "delete primary", "delete replica"),
                document.get("changes").findValuesAsText("service").stream().map(s -> (s.equals("own") ? "create " : "delete ") + s).sorted().toList());
    }

    @Test
    void definitionsThatNameTheirHostAreNotShared() throws IOException {
        edit("check: /sync", "check: \"/{{ inventory_hostname }}\"");
        JsonNode document = diff("--all-nodes", "-o", "json").json("diff");
        assertEquals(3, document.get("changes").size());
        document.get("changes").forEach(change -> assertEquals("http-check send uri /sync -> /" + change.at("/nodes/0").asText(),
                change.at("/details/0/text").asText()));
    }

    @Test
    void servicesOfAProviderAreOnItsHosts() throws IOException {
        edit("pg_cluster: pg-test\n", "pg_cluster: pg-test\n        pg_service_provider: proxy\n");
        Files.writeString(now, Files.readString(now) + "    proxy: { hosts: { 10.9.9.9: , 10.9.9.8: } }\n");
        JsonNode document = diff("--all-nodes", "-o", "json", "--service", "primary").json("diff");
        assertEquals("[[\"10.10.10.11\",\"10.10.10.13\",\"10.10.10.12\"],[\"10.9.9.9\",\"10.9.9.8\"]]",
                List.of(document.at("/changes/0/nodes"), document.at("/changes/1/nodes")).toString().replace(", ", ","));
        assertEquals("delete create", document.at("/changes/0/action").asText() + " " + document.at("/changes/1/action").asText());
    }

    @Test
    void whatHasErrorsIsNotCompared() throws IOException {
        edit("port: 5435", "port: 99999");
        InProcess.Result result = diff("--all-nodes", "--summary");
        assertEquals(3, result.exit());
        assertEquals("", result.out());
        assertTrue(result.err().contains("what has errors was not compared"), result.err());
        assertTrue(result.err().contains("[out-of-range]"), result.err());
        assertTrue(diff("--all-nodes", "-o", "json").json("diff").get("failed").asBoolean());
    }

    @Test
    void markdownLetsNothingOfAnInventoryBeMarkup() throws IOException {
        edit("backup: \"[? pg_role == `primary`]\"", "backup: \"[? pg_role == `a|b` || pg_role == `<b>@all`]\"");
        InProcess.Result result = diff("--all-nodes", "-o", "markdown");
        assertEquals(2, result.exit());
        String row = result.out().lines().filter(line -> line.startsWith("| pg-test")).findFirst().orElseThrow();
        assertTrue(row.contains("\\`a\\|b\\`") && row.contains("\\<b\\>\\@all") && !row.contains(" <b>"), row);
        assertTrue(result.out().contains("```diff\n--- a/10.10.10.11/pg-test-standby.cfg"), result.out());
    }

    @Test
    void usageErrorsAreSaid() {
        assertEquals(64, new InProcess().run("diff", "--all-nodes").exit());
        assertEquals(64, diff().exit());
        assertEquals(64, diff("--all-nodes", "--node", "10.10.10.11").exit());
        InProcess.Result unknown = diff("--node", "10.10.10.1");
        assertEquals(64, unknown.exit());
        assertTrue(unknown.err().contains("did you mean"), unknown.err());
        assertTrue(diff("--all-nodes", "--cluster", "pg-tst").err().contains("did you mean `pg-test`"));
    }

    @Test
    void aRevisionIsReadFromTheRepository() throws IOException {
        assumeTrue(Tool.onPath("git"));
        Path repository = Files.createDirectories(directory.resolve("repository"));
        Path inventory = Files.createDirectories(repository.resolve("prod/group_vars")).getParent();
        Files.copy(now, inventory.resolve("hosts.yml"));
        Files.writeString(inventory.resolve("group_vars/all.yml"), "pg_weight: 50\nsecret: hunter2\n");
        Files.createSymbolicLink(inventory.resolve("outside.yml"), Path.of("/etc/passwd"));
        git(repository, "init", "-q");
        git(repository, "add", ".");
        git(repository, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "one");
        Files.delete(inventory.resolve("outside.yml"));
        Files.writeString(inventory.resolve("group_vars/all.yml"), "pg_weight: 60\nsecret: hunter3\n");

        InProcess.Result result = new InProcess().run("diff", "-i", inventory.toString(), "--from", "HEAD", "--all-nodes", "--service", "primary");
        assertEquals(2, result.exit(), result.err());
        assertTrue(result.out().endsWith("pg-test-primary on 3 nodes: weight of all servers 50 -> 60 (" + inventory + "/group_vars/all.yml:1)\n"), result.out());
        assertFalse(result.out().contains("hunter"), result.out());
        // the other way round the new side is the revision, and is named as git names it
        InProcess.Result back = new InProcess().run("diff", "-i", inventory.toString(), "--from", inventory.toString(), "--to", "HEAD",
                "--all-nodes", "--summary", "--service", "primary");
        assertEquals("pg-test-primary on 3 nodes: weight of all servers 60 -> 50 (HEAD:prod/group_vars/all.yml:1)\n", back.out(), back.err());

        InProcess.Result unknown = new InProcess().run("diff", "-i", inventory.toString(), "--from", "nosuch", "--all-nodes");
        assertEquals(1, unknown.exit());
        assertTrue(unknown.err().contains("git says: "), unknown.err());
        InProcess.Result option = new InProcess().run("diff", "-i", inventory.toString(), "--from=--upload-pack=x", "--all-nodes");
        assertEquals(1, option.exit(), option.out());
        try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertEquals(List.of(), left.filter(p -> p.getFileName().toString().startsWith("pgsvc-diff-")).toList());
        }
    }

    private static void git(Path repository, String... arguments) {
        Cli.Result result = new Tool(Duration.ofSeconds(30), "git", "-C", repository.toString()).run(arguments);
        assertEquals(0, result.exit(), result.stderr());
    }
}
