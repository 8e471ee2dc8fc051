package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.pgsvc.testing.BigInventory;
import io.pgsvc.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pgsvc check} as a process: formats, exit codes, levels. */
class CheckIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @BeforeEach
    void inventory() throws IOException {
        Files.writeString(directory.resolve("pigsty.yml"), """
                all:
                  hosts:
                    127.0.0.11:
                      pg_cluster: pg-test
                      pg_seq: 1
                      pg_role: primary
                      pg_services:
                        - { name: ops, port: 5433, selector: "[]" }
                        - { name: batch, port: 5440, selector: "[]", dest: "6000", maxcon: 10 }
                        - { name: far, port: 45440, selector: "[]" } # pgsvc: ignore reserved-port
                """);
    }

    private Cli.Result check(String... more) {
        List<String> arguments = new ArrayList<>(List.of("check", "pigsty.yml", "--defaults", "classic"));
        arguments.addAll(List.of(more));
        return Cli.in(directory).start(arguments.toArray(String[]::new));
    }

    @Test
    void textIsData() {
        Cli.Result result = check();
        assertEquals(3, result.exit(), result.stderr());
        assertEquals("""
                pigsty.yml
                  8:30  error    services pg-test-primary and pg-test-ops both listen on port 5433 (on 127.0.0.11) [port-clash]
                                 hint: HAProxy would split the connections between them
                                 see also defaults classic:13:28
                  9:60  warning  `dest` is the text "6000", which means port 5432, as it does for Ansible [destination]
                                 hint: write 6000 without quotes
                  9:68  warning  unknown key `maxcon` [unknown-key]
                                 hint: did you mean `maxconn`?

                1 error, 2 warnings in 1 file; 1 cluster on 1 host checked
                """, result.stdout());
        assertEquals("", result.stderr());
    }

    @Test
    void exitCodeIsThatOfTheLevels() {
        assertEquals(0, check("--rule", "port-clash=warn").exit());
        assertEquals(3, check("--rule", "port-clash=warn", "--strict").exit());
        assertEquals(0, check("--rule", "port-clash=off,destination=off", "--rule", "unknown-key=off", "--strict").exit());
        assertEquals(3, check("--rule", "port-clash=off", "--rule", "destination=error").exit());
        Cli.Result unknown = check("--rule", "prot-clash=off");
        assertEquals(64, unknown.exit());
        assertTrue(unknown.stderr().contains("there is no rule 'prot-clash'; did you mean 'port-clash'?"), unknown.stderr());
        assertEquals(64, check("--rule", "yaml-syntax=off").exit());
        assertEquals(64, check("--rule", "port-clash").exit());
        assertEquals(64, check("--rule", "port-clash=loud").exit());
        assertEquals(0, Cli.in(directory).env("PGSVC_RULE", "port-clash=off").start("check", "pigsty.yml", "--defaults", "classic").exit());
    }

    @Test
    void documentIsAsItsSchemaSays() throws IOException {
        JsonNode document = JSON.readTree(check("-o", "json").stdout());
        assertEquals(Set.of(), JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs/schema/check.json"))).validate(document), document.toString());
        assertTrue(document.get("failed").asBoolean());
        assertFalse(document.get("changed").asBoolean());
        assertEquals(3, document.get("findings").size());
        assertEquals("pg-test-ops", document.at("/findings/0/service").asText());
        assertEquals("pg-test", document.at("/findings/0/cluster").asText());
        assertEquals(6, document.at("/checked/services").asInt() - 1);
        assertTrue(check("-o", "yaml").stdout().contains("\n  - severity: error\n    rule: port-clash\n"));
    }

    @Test
    void codeReviewGetsPlacesRelativeToTheRepository() throws IOException {
        Files.createDirectories(directory.resolve(".git"));
        assertTrue(check("-o", "github").stdout().startsWith("::error file=pigsty.yml,line=8,col=30,title=pgsvc port-clash::services "));
        JsonNode sarif = JSON.readTree(check("-o", "sarif").stdout());
        assertEquals("pigsty.yml", sarif.at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri").asText());
        assertEquals(8, sarif.at("/runs/0/results/0/locations/0/physicalLocation/region/startLine").asInt());
    }

    @Test
    void inventoryThatCannotBeReadIsAFindingInEveryFormat() throws IOException {
        Files.writeString(directory.resolve("pigsty.yml"), "all:\n  hosts: [\n");
        for (String format : List.of("text", "json", "yaml", "sarif", "github")) {
            Cli.Result result = check("-o", format);
            assertEquals(3, result.exit(), format);
            assertTrue(result.stdout().contains("yaml-syntax"), format + ": " + result.stdout());
            assertEquals("", result.stderr(), format);
        }
        assertTrue(check().stdout().endsWith("1 error: the inventory cannot be read, nothing more was checked\n"));
    }

    @Test
    void filesOfHaproxyCountOnlyWhereTheyAreNamed() throws IOException {
        Files.writeString(directory.resolve("pigsty.yml"), "all: { hosts: { 127.0.0.11: { pg_cluster: pg-test, pg_seq: 1, pg_role: primary }, 127.0.0.12: } }\n");
        Path confDir = Files.createDirectory(directory.resolve("conf.d"));
        Files.writeString(confDir.resolve("web.cfg"), "listen web\n    bind *:5434\n");
        Files.writeString(confDir.resolve("pg-test-default.cfg"), "listen pg-test-default\n    bind *:5436\n");
        Files.writeString(confDir.resolve("pg-old-primary.cfg"), "# Managed by pgsvc from the inventory\nlisten pg-old-primary\n    bind *:5433\n");
        Files.writeString(directory.resolve("haproxy.cfg"), "frontend stats\n    bind 10.0.0.1:5438\n");
        assertEquals(0, check("--strict").exit());
        Cli.Result result = check("--conf-dir", "conf.d", "--haproxy-config", "haproxy.cfg", "--node", "127.0.0.11");
        assertEquals(3, result.exit());
        assertTrue(result.stdout().contains("service pg-test-replica and section web, which is not pgsvc's, both listen on port 5434"), result.stdout());
        assertTrue(result.stdout().contains("service pg-test-offline and section stats, which is not pgsvc's, both listen on port 5438"), result.stdout());
        assertTrue(result.stdout().contains("2 errors in 1 file"), result.stdout());
        assertEquals(0, check("--conf-dir", "conf.d", "--node", "127.0.0.12").exit());
        assertEquals(3, check("--conf-dir", "conf.d", "--node", "127.0.0.13").exit());
    }

    @Test
    void tenThousandHostsAreChecked() throws IOException {
        new BigInventory(2_000, 5).file(directory.resolve("pigsty.yml"));
        Cli.Result result = check("--strict");
        assertEquals("nothing found in 1 file; 2,000 clusters on 10,000 hosts checked\n", result.stdout());
        assertEquals(0, result.exit());
    }
}
