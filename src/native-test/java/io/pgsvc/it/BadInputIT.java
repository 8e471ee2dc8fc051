package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pgsvc.testing.Cli;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Bad input of every kind: one clear message with its place, the documented exit code, and nothing is written. */
class BadInputIT {
    @TempDir
    Path directory;

    private record Case(String name, String inventory, int exit, String messages) {}

    @TestFactory
    Stream<DynamicTest> inventoriesThatMustBeRefused() throws IOException {
        return cases().stream().map(bad -> dynamicTest(bad.name(), () -> {
            Files.writeString(directory.resolve("inventory.yml"), bad.inventory());
            Cli.Result result = render("inventory.yml");
            assertEquals(bad.messages(), result.stderr());
            assertEquals(bad.exit(), result.exit());
            assertTrue(result.stderr().matches("(?s).*inventory\\.yml:\\d+:\\d+: error: .*"), "no place in " + result.stderr());
            assertNothingWritten(result);
        }));
    }

    @Test
    void missingFile() throws IOException {
        refused("nowhere.yml", 3, "nowhere.yml: error: ");
    }

    @Test
    void emptyDirectory() throws IOException {
        Files.createDirectory(directory.resolve("empty"));
        refused("empty", 3, "empty: error: ");
    }

    @Test
    void directoryInPlaceOfAFile() throws IOException {
        Files.createDirectories(directory.resolve("inv/hosts.yml"));
        refused("inv", 3, "inv");
    }

    @Test
    void unreadableFile() throws IOException {
        Path file = directory.resolve("secret.yml");
        Files.createSymbolicLink(file, file); // unreadable for root too
        refused("secret.yml", 3, "secret.yml");
    }

    @Test
    void unreadableFileInADirectory() throws IOException {
        Path inventory = Files.createDirectory(directory.resolve("inv"));
        Files.writeString(inventory.resolve("a.yml"), "all: { hosts: { 10.10.10.11: } }\n");
        Files.createSymbolicLink(inventory.resolve("b.yml"), inventory.resolve("b.yml"));
        refused("inv", 3, "inv/b.yml: error: ");
    }

    @Test
    void pipeInPlaceOfAFile() throws Exception {
        Process made = new ProcessBuilder("mkfifo", directory.resolve("pipe.yml").toString()).start();
        assertEquals(0, made.waitFor());
        refused("pipe.yml", 3, "pipe.yml: error: ");
    }

    @Test
    void fileOf100Megabytes() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(directory.resolve("big.yml").toFile(), "rw")) {
            file.setLength(100L << 20);
        }
        refused("big.yml", 3, "big.yml: error: ");
    }

    @Test
    void binaryGarbage() throws IOException {
        byte[] garbage = new byte[4096];
        new java.util.Random(7).nextBytes(garbage);
        Files.write(directory.resolve("noise.yml"), garbage);
        refused("noise.yml", 3, "noise.yml:1:");
    }

    @Test
    void invalidUtf8() throws IOException {
        Files.write(directory.resolve("latin.yml"), "all:\n  vars: { x: \u00e9 }\n".getBytes(StandardCharsets.ISO_8859_1));
        refused("latin.yml", 3, "latin.yml:2:14: error: ");
    }

    @Test
    void emptyFile() throws IOException {
        Files.writeString(directory.resolve("empty.yml"), "");
        refused("empty.yml", 3, "empty.yml");
    }

    @Test
    void nodeThatIsNotInTheInventory() throws IOException {
        Files.writeString(directory.resolve("inventory.yml"), "all: { hosts: { 10.10.10.12: } }\n");
        refused("inventory.yml", 3, "host 10.10.10.11 is not in the inventory");
        assertTrue(render("inventory.yml").stderr().contains("hint: did you mean `10.10.10.12`?"));
    }

    @Test
    void defaultsThatAreNeitherProfileNorFile() throws IOException {
        Files.writeString(directory.resolve("inventory.yml"), "all: { hosts: { 10.10.10.11: } }\n");
        Cli.Result result = Cli.in(directory).start("render", "-i", "inventory.yml", "--node", "10.10.10.11", "--output-dir", "out",
                "--defaults", "pigsty-9");
        assertEquals(3, result.exit());
        assertTrue(result.stderr().contains("pigsty-9: error: "), result.stderr());
        assertTrue(result.stderr().contains("hint: built-in profiles: classic, pigsty-4.5"), result.stderr());
    }

    private void refused(String inventory, int exit, String message) throws IOException {
        Cli.Result result = render(inventory);
        assertEquals(exit, result.exit(), result.stderr());
        assertTrue(result.stderr().contains(message), result.stderr());
        assertTrue(result.stderr().length() < 1000, result.stderr());
        assertNothingWritten(result);
    }

    private Cli.Result render(String inventory) {
        return Cli.in(directory).start("render", "-i", inventory, "--node", "10.10.10.11", "--output-dir", "out");
    }

    private void assertNothingWritten(Cli.Result result) {
        assertEquals("", result.stdout());
        assertFalse(Files.exists(directory.resolve("out")), "something was written");
        assertFalse(result.stderr().contains("Exception"), result.stderr());
    }

    private static List<Case> cases() throws IOException {
        String text;
        try (var in = BadInputIT.class.getResourceAsStream("/bad-input.txt")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<Case> cases = new ArrayList<>();
        String[] blocks = text.substring(text.indexOf("\n=== ") + 5).split("\n=== ");
        for (String block : blocks) {
            int name = block.indexOf('\n');
            int exit = block.indexOf("\n--- exit ");
            int messages = block.indexOf('\n', exit + 1);
            cases.add(new Case(block.substring(0, name), block.substring(name + 1, exit + 1),
                    Integer.parseInt(block.substring(exit + 10, messages)),
                    block.endsWith("\n") ? block.substring(messages + 1) : block.substring(messages + 1) + "\n"));
        }
        assertTrue(cases.size() >= 60, "only " + cases.size() + " cases");
        return cases;
    }
}
