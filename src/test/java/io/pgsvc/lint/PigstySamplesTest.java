package io.pgsvc.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.testing.Checking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The findings in the inventories that Pigsty ships are those that docs/rules/pigsty-samples.md judges, and no others. */
class PigstySamplesTest {
    @Test
    void findsWhatThePageJudges() throws IOException {
        assumeTrue(Reference.golden().isPresent(), "no reference folder");
        SortedMap<String, Integer> found = new TreeMap<>();
        int inventories = 0;
        try (Stream<Path> folders = Files.list(Reference.golden().orElseThrow().resolve("pigsty"))) {
            for (Path folder : folders.sorted().toList()) {
                inventories++;
                Checking.findings(folder.resolve("inventory.yml"), "pigsty-4.5")
                        .forEach(f -> found.merge(folder.getFileName() + " " + f.rule(), 1, Integer::sum));
            }
        }
        SortedMap<String, Integer> judged = new TreeMap<>();
        for (String line : Files.readAllLines(RulePage.FOLDER.resolve("pigsty-samples.md"))) {
            String[] cells = line.split("\\|");
            if (cells.length > 4 && cells[3].strip().matches("[0-9]+")) {
                judged.put(cells[1].strip() + " " + cells[2].strip(), Integer.parseInt(cells[3].strip()));
            }
        }
        assertEquals(48, inventories);
        assertEquals(judged, found);
    }
}
