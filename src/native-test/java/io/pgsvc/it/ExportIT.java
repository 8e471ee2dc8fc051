package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsvc.testing.Cli;
import io.pgsvc.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the full inventory on an admin's machine to a pass on a node that has only the export. */
class ExportIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FULL = """
            all:
              vars: { pg_admin_password: TopSecret.1, region: north }
              children:
                pg-test:
                  hosts:
                    node-1: { ansible_host: 127.0.0.1, pg_seq: 1, pg_role: primary }
                    node-3: { ansible_host: 192.0.2.3, pg_seq: 3, pg_role: replica, pg_offline_query: yes }
                    node-2: { ansible_host: 192.0.2.2, pg_seq: 2, pg_role: replica, zone: '08' }
                  vars:
                    pg_cluster: pg-test
                    pg_service_provider: proxy
                    pg_users: [ { name: app, password: TopSecret.2 } ]
                    pg_services:
                      - { name: replica, port: 5434, check: /read-only, selector: "[? zone == '08' || pg_offline_query]", backup: "[? pg_role == `primary`]" }
                proxy:
                  hosts: { lb-1: { ansible_host: 192.0.2.8 }, lb-2: }
                  vars:
                    haproxy_services: [ { name: web, port: 8080, options: [ 'option httpchk' ], servers: [ { name: s, ip: 192.0.2.9, port: 80 } ] } ]
            """;

    @TempDir
    Path temp;

    private Path full;
    private Path nodes;

    @BeforeEach
    void fullInventory() throws IOException {
        full = Files.writeString(temp.resolve("pigsty.yml"), FULL);
        nodes = temp.resolve("nodes");
    }

    private Cli.Result export(String... more) {
        return Cli.run(Stream.concat(Stream.of("export", "-i", full.toString(), "-o", nodes.toString()), Stream.of(more)).toArray(String[]::new));
    }

    private Map<String, String> files(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(directory.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }

    @Test
    void anExportIsWrittenOnceAndKeptUpToDate() throws IOException {
        Cli.Result planned = export("--dry-run", "--detailed-exitcode");
        assertEquals(2, planned.exit(), planned.stderr());
        assertFalse(Files.exists(nodes), "a dry run writes nothing");
        Cli.Result first = export("--detailed-exitcode");
        assertEquals(2, first.exit(), first.stderr());
        assertEquals(planned.stdout(), first.stdout());
        assertEquals("create    clusters/pg-test.yml\ncreate    nodes/proxy.yml\n", first.stdout());
        assertEquals("pgsvc: 2 of 2 files changed, 5 hosts render the same from them\n", first.stderr());
        Cli.Result second = export("--detailed-exitcode");
        assertEquals(new Cli.Result(0, "", "pgsvc: the export is as it should be: 2 files\n"), second);

        Files.writeString(full, FULL.replace("zone: '08'", "zone: '09'"));
        Cli.Result edited = export("--diff");
        assertEquals(0, edited.exit(), edited.stderr());
        assertTrue(edited.stdout().contains("update    clusters/pg-test.yml\n") && edited.stdout().contains("zone: \"09\""), edited.stdout());
        assertEquals(2, edited.stdout().lines().filter(line -> line.matches("[-+] .*")).count(), edited.stdout());
    }

    /** The node finds itself in the export by its address, and a provider's node its delegated services. */
    @Test
    void nodesRenderTheSameFromTheExportAsFromTheFullInventory() throws IOException {
        assertEquals(0, export().exit());
        assertFalse(files(nodes).toString().contains("TopSecret"));
        for (Path inventory : List.of(full, nodes)) {
            Cli.Result all = Cli.run("render", "-i", inventory.toString(), "--all-nodes", "--output-dir",
                    temp.resolve("out-" + inventory.getFileName()).toString());
            assertEquals(0, all.exit(), all.stderr());
        }
        Map<String, String> expected = files(temp.resolve("out-pigsty.yml"));
        assertEquals(expected, files(temp.resolve("out-nodes")));
        assertEquals(Stream.of("lb-1", "lb-2").flatMap(host -> Stream.of("pg-test-default", "pg-test-offline", "pg-test-primary", "pg-test-replica", "web")
                .map(stem -> host + "/" + stem + ".cfg")).toList(), List.copyOf(expected.keySet()));
        assertTrue(expected.get("lb-1/pg-test-replica.cfg").contains("# service instances node-3, node-2\n"), expected.get("lb-1/pg-test-replica.cfg"));
        // node-1 is this machine: it exposes nothing, which is known without --node.
        assertEquals(new Cli.Result(0, "", ""), Cli.run("render", "--stdout", "-i", nodes.toString()));
    }

    @Test
    void ansibleReadsInTheExportWhatItReadsInTheFullInventory() throws IOException {
        assumeTrue(Tool.onPath("ansible-inventory"), "no ansible-inventory");
        assertEquals(0, export().exit());
        JsonNode before = ansible(full);
        JsonNode after = ansible(nodes);
        assertEquals(before.at("/pg-test/hosts"), after.at("/pg-test/hosts"), "hosts in their order");
        assertEquals(before.at("/proxy/hosts"), after.at("/proxy/hosts"));
        JsonNode full = before.at("/_meta/hostvars");
        JsonNode exported = after.at("/_meta/hostvars");
        assertEquals(full.size(), exported.size());
        int variables = 0;
        for (var host : exported.properties()) {
            for (var variable : host.getValue().properties()) {
                assertEquals(full.at("/" + host.getKey() + "/" + variable.getKey()), variable.getValue(), host.getKey() + " " + variable.getKey());
                variables++;
            }
        }
        assertEquals(3 * 6 + 2 + 2 + 1, variables, exported.toString());
    }

    private JsonNode ansible(Path inventory) throws IOException {
        Cli.Result list = new Tool(Duration.ofSeconds(60), "env", "HOME=" + temp, "ANSIBLE_LOCAL_TEMP=" + temp, "ANSIBLE_CONFIG=" + Files.writeString(temp.resolve("ansible.cfg"), ""),
                "ansible-inventory").run("-i", inventory.toString(), "--list");
        assertEquals(0, list.exit(), list.stderr());
        assertFalse(list.stderr().toLowerCase(Locale.ROOT).contains("parse"), list.stderr());
        return JSON.readTree(list.stdout());
    }

    @Test
    void aSecretThatASelectorReadsIsRefusedWithItsPlace() throws IOException {
        Files.writeString(full, FULL.replace("zone == '08'", "pg_admin_password"));
        Cli.Result refused = export();
        assertEquals(3, refused.exit());
        assertTrue(refused.stderr().startsWith(full + ":2:30: error: `pg_admin_password` looks like a secret"), refused.stderr());
        assertTrue(refused.stderr().contains("see also " + full + ":14:"), refused.stderr());
        assertFalse(Files.exists(nodes));
        assertFalse(refused.stderr().contains("TopSecret"), refused.stderr());

        Cli.Result json = export("--output", "json");
        assertEquals(3, json.exit());
        JsonNode document = JSON.readTree(json.stdout());
        assertTrue(document.get("failed").booleanValue() && !document.get("changed").booleanValue(), json.stdout());
    }

    @Test
    void aDirectoryWithOtherFilesIsLeftAlone() throws IOException {
        nodes = temp;
        Cli.Result refused = export();
        assertEquals(1, refused.exit());
        assertTrue(refused.stderr().contains(full + ": error: this is not of an export [export-directory]"), refused.stderr());
        assertEquals(Map.of("pigsty.yml", FULL), files(temp));
    }

    @Test
    void completionsArePrintedForEachShell() throws IOException {
        for (String shell : List.of("bash", "zsh", "fish")) {
            Cli.Result script = Cli.run("completion", shell);
            assertEquals(0, script.exit(), script.stderr());
            assertTrue(script.stdout().contains("output-dir") && script.stdout().contains("completion"), script.stdout());
            assertEquals("", script.stderr());
        }
        Path bash = Files.writeString(temp.resolve("bash"), Cli.run("completion", "bash").stdout());
        Cli.Result completed = new Tool(Duration.ofSeconds(20), "bash", "-c").run("source " + bash
                + "; COMP_WORDS=(pgsvc completion ''); COMP_CWORD=2; COMP_LINE='pgsvc completion '; _complete_pgsvc; echo \"${COMPREPLY[@]}\"");
        assertEquals("bash zsh fish", completed.stdout().strip(), completed.stderr());
        assertEquals(64, Cli.run("completion", "tcsh").exit());
    }
}
