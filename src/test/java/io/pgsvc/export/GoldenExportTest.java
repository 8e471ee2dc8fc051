package io.pgsvc.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.inventory.yaml.Limits;
import io.pgsvc.inventory.yaml.YamlReader;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import io.pgsvc.testing.InMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an export promises, on real inventories: the same bytes on every host, none of their passwords, and an export of
 * an export that is the same. On the repository's examples, and on those of the reference folder where it is there.
 */
class GoldenExportTest {
    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();

    @TempDir(factory = InMemory.class)
    Path temp;

    private int exported;
    private int files;
    private int secrets;

    @Test
    void theExamplesKeepThePromises() throws IOException {
        for (String name : List.of("inventory.yml", "inventory")) {
            keepsThePromises(EXAMPLES.resolve(name), "classic");
        }
        assertTrue(files >= 36, files + " files");
    }

    @Test
    void theInventoriesOfPigstyKeepThePromises() throws IOException {
        all("pigsty");
        assertTrue(secrets > 100, secrets + " secrets looked for");
    }

    @Test
    void nastyInventoriesKeepThePromises() throws IOException {
        all("random");
    }

    private void all(String set) throws IOException {
        Path golden = Path.of(System.getenv().getOrDefault("PGSVC_REFERENCE", System.getProperty("pgsvc.reference", "../shared/reference")))
                .resolve("golden").toAbsolutePath();
        assumeTrue(Files.isDirectory(golden.resolve(set)), "no reference folder");
        try (Stream<Path> cases = Files.list(golden.resolve(set))) {
            for (Path dir : cases.filter(Files::isDirectory).sorted().toList()) {
                Path file = dir.resolve("inventory.yml");
                keepsThePromises(Files.exists(file) ? file : dir.resolve("inventory"), golden.resolve("defaults.yml").toString());
            }
        }
        System.out.println("golden/" + set + ": " + exported + " exported, " + files + " files rendered the same, " + secrets
                + " values of secret variables are in none");
        assertTrue(exported > 0);
    }

    private void keepsThePromises(Path inventory, String defaults) throws IOException {
        Path first = Exports.write(inventory, defaults, temp.resolve("export-" + exported));
        SortedMap<String, String> expected = Exports.rendered(inventory, defaults);
        assertEquals(expected, Exports.rendered(first, defaults), () -> inventory + " renders otherwise");
        files += (int) expected.keySet().stream().filter(key -> key.endsWith(".cfg")).count();

        SortedMap<String, String> again = Exports.texts(first, defaults);
        assertEquals(Exports.texts(inventory, defaults), again, () -> "an export of the export of " + inventory);

        for (String secret : secrets(inventory)) {
            again.forEach((path, text) -> assertFalse(words(text).contains(secret), () -> path + " of " + inventory + " has " + secret));
            secrets++;
        }
        exported++;
    }

    /** Texts and numbers as they stand between blanks, quotes and brackets. */
    private static Set<String> words(String text) {
        return Set.of(text.lines().filter(line -> !line.startsWith("#")).flatMap(line -> Stream.of(line.split("[\\s\"'{}\\[\\],]+")))
                .distinct().toArray(String[]::new));
    }

    /** The values of everything that is called a password, a secret, a key or a token, at any depth. */
    private static Set<String> secrets(Path inventory) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> all = Files.walk(inventory)) {
            all.filter(Files::isRegularFile).forEach(sources::add);
        }
        Set<String> found = new TreeSet<>();
        for (Path source : sources) {
            collect(new YamlReader(Limits.DEFAULT).read(source, source.toString()).root(), false, found);
        }
        return found;
    }

    private static void collect(Value value, boolean secret, Set<String> found) {
        switch (value) {
            case Value.Dict dict -> dict.entries().forEach((key, entry) -> collect(entry.value(),
                    secret || key.matches("(?i).*(passw|secret|token|credential|_key$|^key$).*"), found));
            case Value.Seq seq -> seq.items().forEach(item -> collect(item, secret, found));
            case Value.Text text when secret && text.value().length() > 3 -> found.add(text.value());
            default -> assertTrue(Values.kind(value) != null);
        }
    }
}
