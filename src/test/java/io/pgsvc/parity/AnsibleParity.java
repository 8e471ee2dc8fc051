package io.pgsvc.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsvc.service.Defaults;
import io.pgsvc.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random inventories, read by the real Ansible engine and by pgsvc ({@code make parity}; src/test/parity makes them).
 * Not among the tests of {@code make test}: its name has no Test in it.
 */
class AnsibleParity {
    private static final Path CASES = Path.of(System.getProperty("pgsvc.parity.cases", "target/parity/cases"));
    private static final String DEFAULTS = System.getProperty("pgsvc.parity.defaults", "src/main/resources/defaults/pigsty-4.5.yml");
    private static final int SHOWN = 40;

    @Test
    void pgsvcSeesWhatAnsibleSees() throws IOException {
        Tally tally = new Tally();
        ObjectMapper json = new ObjectMapper();
        Defaults defaults = Defaults.load(DEFAULTS);
        int commands = 0;
        int programs = 0;
        for (Path folder : folders()) {
            JsonNode expected = json.readTree(folder.resolve("expected.json").toFile());
            OneInventory one = new OneInventory(folder, expected, defaults, tally);
            one.compare();
            if (expected.has("command")) {
                commands++;
                assertEquals("same", expected.get("command").textValue(), "Ansible's engine and command: " + folder);
                programs++;
                assertEquals(one.files(), program(one.source(), folder.resolve("out")), "the program: " + folder);
            }
        }
        System.out.println("ansible-inventory prints the same as the engine for " + commands + " of " + commands);
        System.out.println("pgsvc render writes the same as its classes for " + programs + " of " + programs);
        System.out.println(tally.explained());
        System.out.println(tally.summary());
        Files.write(CASES.resolve("differences.txt"), tally.differences);
        List<String> first = tally.differences.stream().limit(SHOWN).toList();
        assertTrue(tally.selectors > 0 && tally.services > 0 && tally.templates > 0, "the inventories are too poor");
        assertEquals("", String.join("\n", first));
    }

    private static List<Path> folders() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.filter(folder -> Files.exists(folder.resolve("expected.json"))).sorted().toList();
        }
    }

    /** What {@code pgsvc render} writes. */
    private static Map<String, String> program(Path source, Path out) throws IOException {
        Cli.run("render", "-i", source.toString(), "--defaults", DEFAULTS, "--all-nodes", "--keep-going", "--output-dir", out.toString());
        Map<String, String> files = new TreeMap<>();
        if (Files.isDirectory(out)) {
            try (Stream<Path> written = Files.walk(out)) {
                for (Path file : written.filter(Files::isRegularFile).toList()) {
                    files.put(out.relativize(file).toString(), Files.readString(file));
                }
            }
        }
        return files;
    }
}
