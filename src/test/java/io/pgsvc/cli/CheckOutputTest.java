package io.pgsvc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsvc.lint.Rules;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import io.pgsvc.pass.FleetCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same findings, in each format. */
class CheckOutputTest {
    @TempDir
    Path repository;

    private Path inventory;
    private Finding clash;
    private Finding elsewhere;
    private Finding nowhere;

    @BeforeEach
    void findings() throws IOException {
        Files.createDirectory(repository.resolve(".git"));
        inventory = Files.createDirectories(repository.resolve("prod sites/inv"));
        Path file = Files.writeString(inventory.resolve("a:b,c.yml"), "all:\n");
        clash = Finding.error("port-clash", "50% of\nall connections", new Position(file.toString(), 7, 12))
                .withHint("take, another: port").withRelated(new Position(inventory.resolve("z.yml").toString(), 3, 0));
        elsewhere = Finding.warning("destination", "odd", new Position("defaults classic", 3, 1)).withRelated(new Position("/etc/x.cfg", 1, 1));
        nowhere = new Finding(Severity.INFO, "selector-empty", "empty", Optional.empty(), Optional.empty(), List.of(), Finding.Subject.NONE);
    }

    private String print(CheckFormat format, int columns, boolean colors, List<Finding> findings) {
        StringWriter out = new StringWriter();
        Map<String, String> environment = columns == 0 ? Map.of() : Map.of("COLUMNS", Integer.toString(columns));
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(out), environment, false, false);
        CheckResult result = new CheckResult(new FleetCheck.Result(findings, 3, 1200, 4, 20), true, false);
        new CheckOutput(terminal, format, colors).print(result, inventory);
        return out.toString();
    }

    private List<Finding> all() {
        return List.of(clash, elsewhere, nowhere);
    }

    @Test
    void annotationsAreEscapedAndStandOnPathsOfTheRepository() {
        assertEquals("""
                ::error file=prod sites/inv/a%3Ab%2Cc.yml,line=7,col=12,title=pgsvc port-clash::50%25 of%0Aall connections%0Ahint: take,\
                 another: port%0Asee also prod sites/inv/z.yml:3
                ::warning title=pgsvc destination::defaults classic:3:1: odd%0Asee also /etc/x.cfg:1:1
                ::notice title=pgsvc selector-empty::empty
                pgsvc: 1 error, 1 warning in 3 files; 4 clusters on 1,200 hosts checked
                """, print(CheckFormat.github, 0, false, all()));
    }

    @Test
    void sarifHasWhatItsSchemaAsksFor() throws IOException {
        JsonNode document = new ObjectMapper().readTree(print(CheckFormat.sarif, 0, false, all()));
        assertEquals("2.1.0", document.get("version").asText());
        assertTrue(document.get("$schema").asText().endsWith("sarif-2.1.0.json"));
        assertEquals(1, document.get("runs").size());
        JsonNode run = document.get("runs").get(0);
        JsonNode driver = run.at("/tool/driver");
        assertEquals("pgsvc", driver.get("name").asText());
        List<String> ids = new ArrayList<>();
        for (JsonNode rule : driver.get("rules")) {
            ids.add(rule.get("id").asText());
            assertEquals(Rules.find(rule.get("id").asText()).orElseThrow().summary(), rule.at("/shortDescription/text").asText());
            assertTrue(Set.of("error", "warning", "note").contains(rule.at("/defaultConfiguration/level").asText()));
        }
        assertEquals(List.of("destination", "port-clash", "selector-empty"), ids);
        assertTrue(run.at("/invocations/0/executionSuccessful").asBoolean());
        assertEquals(repository.toUri().toString(), run.at("/originalUriBaseIds/SRCROOT/uri").asText());
        assertTrue(run.at("/originalUriBaseIds/SRCROOT/uri").asText().endsWith("/"));
        JsonNode results = run.get("results");
        assertEquals(3, results.size());
        for (JsonNode result : results) {
            assertEquals(result.get("ruleId").asText(), ids.get(result.get("ruleIndex").asInt()));
            assertFalse(result.at("/message/text").asText().isEmpty());
            assertEquals(1, result.get("locations").size(), "code scanning refuses a result without a place");
            JsonNode artifact = result.at("/locations/0/physicalLocation/artifactLocation");
            assertEquals("SRCROOT", artifact.get("uriBaseId").asText());
            assertFalse(artifact.get("uri").asText().matches("^([a-z]+:|/).*|.*[ \\\\].*"), artifact.toString());
        }
        JsonNode first = results.get(0);
        assertEquals("error", first.get("level").asText());
        assertEquals("prod%20sites/inv/a:b,c.yml", first.at("/locations/0/physicalLocation/artifactLocation/uri").asText());
        assertEquals(7, first.at("/locations/0/physicalLocation/region/startLine").asInt());
        assertEquals(12, first.at("/locations/0/physicalLocation/region/startColumn").asInt());
        assertEquals("prod%20sites/inv/z.yml", first.at("/relatedLocations/0/physicalLocation/artifactLocation/uri").asText());
        assertTrue(first.at("/relatedLocations/0/physicalLocation/region/startColumn").isMissingNode());
        assertEquals("prod%20sites/inv", results.get(1).at("/locations/0/physicalLocation/artifactLocation/uri").asText());
        assertTrue(results.get(1).at("/locations/0/physicalLocation/region").isMissingNode());
        assertTrue(results.get(1).get("message").get("text").asText().startsWith("defaults classic:3:1: odd"));
        assertTrue(results.get(1).path("relatedLocations").isMissingNode(), "places outside of the inventory are left out");
        assertEquals("note", results.get(2).get("level").asText());
    }

    @Test
    void textStandsFileByFileAndIsWrappedToTheTerminal() {
        String file = inventory.resolve("a:b,c.yml").toString();
        assertEquals(file + """

                  7:12  error    50% of
                all connections [port-clash]
                                 hint: take, another: port
                                 see also FOLDER/z.yml:3

                defaults classic
                  3:1  warning  odd [destination]
                                see also /etc/x.cfg:1:1

                (no file)
                  info     empty [selector-empty]

                1 error, 1 warning in 3 files; 4 clusters on 1,200 hosts checked
                """.replace("FOLDER", inventory.toString()), print(CheckFormat.text, 0, false, all()));
        Finding wide = Finding.warning("destination", "one two three four five six seven eight nine ten eleven", new Position("x.yml", 10, 1))
                .withHint("alpha beta gamma delta epsilon zeta eta theta iota kappa");
        assertEquals("""
                x.yml
                  10:1  warning  one two three four five six seven eight
                                 nine ten eleven [destination]
                                 hint: alpha beta gamma delta epsilon
                                   zeta eta theta iota kappa

                1 warning in 3 files; 4 clusters on 1,200 hosts checked
                """, print(CheckFormat.text, 57, false, List.of(wide)));
    }

    @Test
    void coloursMarkSeveritiesOnlyWhereTheyAreWanted() {
        String colored = print(CheckFormat.text, 0, true, all());
        assertTrue(colored.contains("\u001b[31;1merror\u001b[0m    50%"), colored);
        assertTrue(colored.contains("\u001b[33mwarning\u001b[0m  odd \u001b[2m[destination]\u001b[0m"), colored);
        assertFalse(print(CheckFormat.text, 0, false, all()).contains("\u001b"));
    }

    @Test
    void manyFindingsOfOneRuleAreCounted() {
        List<Finding> many = new ArrayList<>();
        for (int i = 1; i <= CheckText.SHOWN + 1234; i++) {
            many.add(Finding.error("port-clash", "clash", new Position("x.yml", i, 1)));
        }
        String text = print(CheckFormat.text, 0, false, many);
        assertEquals(CheckText.SHOWN, text.lines().filter(line -> line.contains("clash [port-clash]")).count());
        assertTrue(text.contains("1,234 more of port-clash are not shown (-o json has all)\n"), text);
        assertTrue(text.endsWith("1,284 errors in 3 files; 4 clusters on 1,200 hosts checked\n"), text);
    }
}
