package io.pgsvc.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Severity;
import io.pgsvc.pass.Preparation;
import io.pgsvc.publish.Scope;
import io.pgsvc.service.Defaults;
import io.pgsvc.testing.Checking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What check says of inventories, beyond the examples of docs/rules. */
class FleetLintTest {
    @TempDir
    Path folder;

    record Case(String name, String inventory, String findings) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() throws IOException {
        String text;
        try (var in = FleetLintTest.class.getResourceAsStream("/rules/cases.txt")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<Case> cases = new ArrayList<>();
        for (String block : text.substring(text.indexOf("\n=== ") + 5).split("\n=== ")) {
            int name = block.indexOf('\n');
            int findings = block.indexOf("\n---");
            cases.add(new Case(block.substring(0, name), block.substring(name + 1, findings + 1),
                    block.substring(Math.min(block.length(), findings + 5)).strip()));
        }
        return cases;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void saysOfAnInventory(Case one) throws IOException {
        List<Finding> found = Checking.findings(Files.writeString(folder.resolve("inventory.yml"), one.inventory()), "classic");
        assertEquals(one.findings(), String.join("\n", Checking.lines(found, folder)));
    }

    @Test
    void levelsAreTheUsers() throws IOException {
        Path inventory = Files.writeString(folder.resolve("inventory.yml"), """
                all:
                  hosts:
                    a: { haproxy_services: [ { name: web, port: 9101, foo: 1, servers: [] } ] } # pgsvc: ignore reserved-port
                """);
        assertEquals(List.of("component-port ERROR", "ignore-comment INFO", "unknown-key WARNING"), levels(inventory, Map.of()));
        assertEquals(List.of("component-port WARNING", "unknown-key ERROR"), levels(inventory, Map.of("component-port",
                Optional.of(Severity.WARNING), "unknown-key", Optional.of(Severity.ERROR), "reserved-port", Optional.empty())));
        assertEquals(List.of("component-port ERROR"), levels(inventory, Map.of("unknown-key", Optional.empty(), "ignore-comment",
                Optional.empty())));
    }

    @Test
    void defaultsThatAreNotThereEndTheReading() throws IOException {
        Path inventory = Files.writeString(folder.resolve("inventory.yml"), "all: { hosts: { a: } }\n");
        assertEquals(List.of("defaults"), Checking.findings(inventory, "pigsty-9").stream().map(Finding::rule).toList());
    }

    private static List<String> levels(Path inventory, Map<String, Optional<Severity>> levels) {
        return Checking.findings(inventory, "classic", new Levels(levels)).stream().map(f -> f.rule() + " " + f.severity()).sorted().toList();
    }

    @Test
    void allThatAPassOfANodeWouldRefuseIsFound() throws IOException {
        List<Path> inventories = new ArrayList<>();
        for (RulePage page : RulePage.all()) {
            inventories.add(RulePage.write(page.wrong(), Files.createDirectory(folder.resolve(page.id()))));
        }
        Reference.golden().ifPresent(golden -> inventories.addAll(children(golden.resolve("random"))));
        Set<String> missed = new TreeSet<>();
        int errors = 0;
        for (Path inventory : inventories) {
            Set<String> said = new TreeSet<>();
            Checking.findings(inventory, "pigsty-4.5").stream().filter(f -> f.severity() == Severity.ERROR).forEach(f -> said.add(place(f)));
            for (Finding error : errorsOfAllNodes(inventory)) {
                errors++;
                if (!said.contains(place(error))) {
                    missed.add(inventory + " " + error);
                }
            }
        }
        assertEquals(Set.of(), missed);
        assertTrue(errors > 20, errors + " errors only");
    }

    /** The messages of clashes name their nodes in check, and are alike otherwise. */
    private static String place(Finding finding) {
        return finding.rule() + " " + finding.at() + " " + finding.message().replaceFirst(" \\(on [^()]+\\)$", "");
    }

    private static List<Finding> errorsOfAllNodes(Path path) {
        try {
            Inventory inventory = new InventoryReader().read(path);
            Preparation preparation = new Preparation(inventory, new JinjaTemplates(), Defaults.load("pigsty-4.5"), Optional.empty());
            List<Finding> errors = new ArrayList<>();
            for (Host host : inventory.hosts()) {
                preparation.node(host, Scope.ALL, plan -> List.of(), Map.of()).findings().stream()
                        .filter(f -> f.severity() == Severity.ERROR).forEach(errors::add);
            }
            return errors;
        } catch (PgsvcException e) {
            return e.findings();
        }
    }

    private static List<Path> children(Path random) {
        try (Stream<Path> seeds = Files.list(random)) {
            return seeds.sorted().map(seed -> Files.isDirectory(seed.resolve("inventory")) ? seed.resolve("inventory")
                    : seed.resolve("inventory.yml")).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
