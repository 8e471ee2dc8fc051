package io.pgsvc.inventory.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.testing.BigInventory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader for plain files gives what the one for all of YAML gives, or leaves the file to it. */
class PlainYamlTest {
    private static final int DOCUMENTS = 60_000;
    private static final String[] PIECES = {"a", "b: ", ": ", ":", "- ", "-", "\n", "\n  ", "\n    ", " ", "  ", "# c", " # c\n", "{ ", " }", "}", "[", "]",
        ", ", ",", "'x'", "\"y\"", "'", "\"", "''", "\\n", "1", "10.1.2.3:", "yes", "~", "null", "<<: ", "=", "&a ", "*a", "!t ", "|\n", ">", "? ", "---\n",
        "...\n", "\t", "%", "@", "`", "http://h:80/?q#f", "k:v", "{{ x }}", "-1", "- - ", "- k: ", "é", "\u2028", "\u0085", "😀", "\ufeff", "\r\n", "::1", "a b", "5432 ", "?",
        "[] ", "{} ", "]\n", "}\n", "[\n", "--", "...", "：", "a: b\n", "c:\n", "  - d\n", "  e: f\n", "- { g: h }\n", "l: [ m, n ]\n", "\n\n", "08", "1e3", "2024-01-02", "0x"};

    @TempDir
    Path directory;

    private record Tried(int all, int plain) {}

    @Test
    void inventoriesOfTheProjectReadTheSame() throws IOException {
        List<String> texts = samples();
        Tried tried = compare(texts);
        assertTrue(tried.plain > tried.all / 4, tried.toString());
    }

    @Test
    void editedInventoriesReadTheSame() throws IOException {
        List<String> samples = samples();
        Random random = new Random(7);
        List<String> texts = new ArrayList<>();
        while (texts.size() < DOCUMENTS / 10) {
            StringBuilder text = new StringBuilder(part(samples.get(random.nextInt(samples.size())), random));
            for (int edits = random.nextInt(3); edits >= 0 && !text.isEmpty(); edits--) {
                int at = random.nextInt(text.length());
                if (random.nextBoolean()) {
                    text.insert(at, PIECES[random.nextInt(PIECES.length)]);
                } else {
                    text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(4)));
                }
            }
            texts.add(text.toString());
        }
        Tried tried = compare(texts);
        assertTrue(tried.plain > tried.all / 20, tried.toString());
    }

    @Test
    void randomTextsReadTheSame() {
        Random random = new Random(11);
        List<String> texts = new ArrayList<>();
        while (texts.size() < DOCUMENTS) {
            StringBuilder text = new StringBuilder("a: b\n".repeat(random.nextInt(2)));
            for (int pieces = random.nextInt(14); pieces >= 0; pieces--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            texts.add(text.toString());
        }
        Tried tried = compare(texts);
        assertTrue(tried.plain > tried.all / 100, tried.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "---\n# all\nall:\n  vars: { a: 1, b: [ x, 'y z', \"{{ q }}\" ], c: {} }\n",
        "a:\n- b\n- c: d\n  e: f\nnext:\n", "a: [\n  b\n]\n...\n\n# c", "a: --x\n# ：\n", "a: b # c\n\n  # d\nf:\n    g: 1\n",
        "s:\n  - { name: primary ,port: 5433 ,selector: \"[? pg_role == `primary`]\" }\n", "10.0.0.1: { n: 1,\n  m: 2, # c\n  o: [ 1\n  , 2 ] }"})
    void plainFilesAreReadAtOnce(String text) {
        assertTrue(compare(List.of(text)).plain == 1, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: |\n  b\n", "a: &x b\n", "a: *x\n", "a: !vault x\n", "<<: { a: b }\n", "a: b\n  c\n", "a: 'b\n  c'\n", "a: \"\\n\"\n",
        "a: 'it''s'\n", "? a\n: b\n", "a:\tb\n", "a: b\r\n", "a: b\n...\nc: d\n", "a: [\n---\n]\n", "- a\nb: c\n", "a\n", "", "# c\n", "--- a\n", "a: 1\n---\nb: 2\n", "a: b: c\n", "{ a: b }\n"})
    void whateverElseThereIsIsLeftToTheWholeOfYaml(String text) {
        assertEquals(0, compare(List.of(text)).plain, text);
    }

    @Test
    void largeInventoriesArePlain() throws IOException {
        assertEquals(1, compare(List.of(Files.readString(new BigInventory(200, 5).file(directory.resolve("pigsty.yml"))))).plain);
    }

    @Test
    void limitsHold() {
        Limits few = new Limits(1000, 5, 3);
        assertTrue(PlainYaml.read("a: [ b, c ]\n", "f", few).isPresent());
        assertTrue(PlainYaml.read("a: [ b, c, d ]\n", "f", few).isEmpty());
        assertTrue(PlainYaml.read("a: { b: { c: { d: 1 } } }\n", "f", new Limits(1000, 100, 3)).isEmpty());
    }

    /** Of texts that the reader would hand on: without what no YAML file may hold. */
    private static Tried compare(List<String> texts) {
        int all = 0;
        int plain = 0;
        for (String text : texts) {
            all++;
            Optional<YamlReader.Document> read = PlainYaml.read(text, "f.yml", Limits.DEFAULT);
            if (read.isEmpty()) {
                continue;
            }
            plain++;
            YamlReader.Document whole = new TreeBuilder(text, "f.yml", Limits.DEFAULT).read();
            assertEquals(whole.root().toString(), read.get().root().toString(), () -> text);
            assertEquals(whole.warnings().toString(), read.get().warnings().toString(), () -> text);
        }
        return new Tried(all, plain);
    }

    private static String part(String text, Random random) {
        List<String> lines = text.lines().toList();
        int from = random.nextInt(Math.max(1, lines.size()));
        return String.join("\n", lines.subList(from, Math.min(lines.size(), from + 12))) + "\n";
    }

    private static List<String> samples() throws IOException {
        List<String> texts = new ArrayList<>();
        Path reference = Path.of(Optional.ofNullable(System.getenv("PGSVC_REFERENCE")).orElse("../shared/reference"), "golden");
        for (Path root : List.of(Path.of("examples"), Path.of("docs"), Path.of("src/fuzz/corpus/inventory"), Path.of("src/test/resources"), reference)) {
            if (!Files.isDirectory(root)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(f -> f.toString().matches(".*(\\.ya?ml|/corpus/.*)")).filter(Files::isRegularFile).sorted().toList()) {
                    try {
                        texts.add(SourceText.decode(Files.readAllBytes(file), "f.yml"));
                    } catch (YamlException e) {
                        continue; // no text
                    }
                }
            }
        }
        return texts;
    }
}
