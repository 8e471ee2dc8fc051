package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.testing.Cli;
import io.pgsvc.testing.GoldenTree;
import io.pgsvc.testing.GoldenTree.Difference;
import io.pgsvc.testing.RealHaproxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares what pgsvc renders with what Ansible rendered for the same inventories. Needs the reference folder
 * (PGSVC_REFERENCE, else
 * {@code ../shared/reference});
 * skipped without it.
 */
class GoldenParityIT {
    @TempDir
    Path temp;

    @Test
    void pigstysOwnInventoriesGiveTheSameFiles() throws Exception {
        Path golden = golden();
        List<String> wrong = new ArrayList<>();
        List<Path> cases = cases(golden.resolve("pigsty"));
        int equal = 0;
        for (Path dir : cases) {
            int before = wrong.size();
            Rendered rendered = render(golden, dir);
            if (rendered.result.exit() != 0) {
                wrong.add(dir.getFileName() + ": exit " + rendered.result.exit() + ": " + firstLine(rendered.result.stderr()));
            }
            rendered.differences.forEach(d -> wrong.add(dir.getFileName() + "/" + d.key() + ": " + d.what()));
            equal += wrong.size() == before ? 1 : 0;
        }
        System.out.println("golden/pigsty: " + equal + " of " + cases.size() + " equal");
        assertEquals("", String.join("\n", wrong));
    }

    @Test
    void generatedInventoriesDifferOnlyWhereAnsibleIsWrong() throws Exception {
        Path golden = golden();
        assumeTrue(RealHaproxy.isAvailable(), "haproxy or openssl is not there to judge the differences");
        RealHaproxy haproxy = new RealHaproxy(Files.createDirectory(temp.resolve("haproxy")));
        List<String> wrong = new ArrayList<>();
        List<Path> cases = cases(golden.resolve("random"));
        int files = 0;
        int refused = 0;
        int shared = 0;
        for (Path dir : cases) {
            Rendered rendered = render(golden, dir, "--keep-going");
            Set<String> sharing = rendered.expected.sharingPort();
            files += rendered.expected.files().size();
            if (rendered.result.exit() != 0 && rendered.differences.isEmpty() && rendered.actual.files().isEmpty()
                    && !rendered.expected.files().isEmpty()) {
                wrong.add(dir.getFileName() + ": nothing rendered: " + firstLine(rendered.result.stderr()));
            }
            for (Difference difference : rendered.differences) {
                String expected = rendered.expected.files().get(difference.key());
                if (sharing.contains(difference.key())) {
                    shared++;
                } else if (expected != null && haproxy.refuses(expected)) {
                    refused++;
                } else {
                    wrong.add(dir.getFileName() + "/" + difference.key() + ": " + difference.what());
                }
            }
        }
        System.out.println("golden/random: " + cases.size() + " inventories, " + files + " files");
        System.out.println("excused: " + refused + " refused by HAProxy, " + shared + " port shared");
        assertEquals("", String.join("\n", wrong));
    }

    private record Rendered(GoldenTree expected, GoldenTree actual, List<Difference> differences, Cli.Result result) {}

    private Rendered render(Path golden, Path dir, String... more) throws IOException {
        Path inventory = dir.resolve("inventory.yml");
        Path out = Files.createTempDirectory(temp, "out");
        List<String> arguments = new ArrayList<>(List.of("render", "-i",
                (Files.exists(inventory) ? inventory : dir.resolve("inventory")).toString(),
                "--defaults", golden.resolve("defaults.yml").toString(), "--all-nodes", "--output-dir", out.toString()));
        arguments.addAll(List.of(more));
        Cli.Result result = Cli.run(arguments.toArray(String[]::new));
        GoldenTree expected = GoldenTree.read(dir.resolve("expected"));
        GoldenTree actual = GoldenTree.read(out);
        return new Rendered(expected, actual, expected.differences(actual), result);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("(no message)");
    }

    private static List<Path> cases(Path dir) throws IOException {
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static Path golden() {
        Path golden = Path.of(System.getenv().getOrDefault("PGSVC_REFERENCE",
                System.getProperty("pgsvc.reference", "../shared/reference"))).resolve("golden");
        assumeTrue(Files.isDirectory(golden), "no reference folder");
        return golden.toAbsolutePath();
    }
}
