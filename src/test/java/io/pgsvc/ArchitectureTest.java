package io.pgsvc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Imports run one way, down the flow (docs/decisions/0007): a room knows only rooms before it. */
class ArchitectureTest {
    private static final Path SOURCES = Path.of("src/main/java/io/pgsvc");
    /** The middle of the flow may not touch disk, processes or clocks either; see {@link #theMiddleIsPure}. */
    private static final List<String> FLOW = List.of("model", "inventory.yaml", "inventory", "inventory.template", "service",
            "selector", "render", "lint", "publish", "haproxy", "pass", "export", "build", "watch", "status", "cli");
    private static final Pattern IMPORT = Pattern.compile("import (?:static )?io\\.pgsvc\\.([a-z.]+)\\.[A-Z].*");

    @Test
    void roomsImportOnlyRoomsBeforeThem() throws IOException {
        TreeSet<String> wrong = new TreeSet<>();
        for (Path file : files()) {
            String room = SOURCES.relativize(file.getParent()).toString().replace('/', '.');
            if (room.isEmpty()) {
                continue; // the entry point stands behind everything
            }
            assertTrue(FLOW.contains(room), () -> room + " is not in the flow: give it a place");
            for (String line : Files.readAllLines(file)) {
                Matcher matcher = IMPORT.matcher(line);
                if (matcher.matches() && FLOW.indexOf(matcher.group(1)) > FLOW.indexOf(room)) {
                    wrong.add(room + " imports " + matcher.group(1) + " (" + file.getFileName() + ")");
                }
            }
        }
        assertEquals(new TreeSet<>(), wrong);
    }

    @Test
    void theMiddleIsPure() throws IOException {
        TreeSet<String> wrong = new TreeSet<>();
        for (Path file : files()) {
            String room = SOURCES.relativize(file).getName(0).toString();
            if (List.of("selector", "lint").contains(room)
                    && Files.readString(file).matches("(?s).*(java\\.nio\\.file|java\\.io\\.File|ProcessBuilder|java\\.time\\.Clock).*")) {
                wrong.add(file.toString());
            }
        }
        assertEquals(new TreeSet<>(), wrong);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(f -> f.toString().endsWith(".java")).toList();
        }
    }
}
