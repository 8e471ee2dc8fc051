package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.testing.SecretInventory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node at work on an inventory full of passwords: none gets into what is printed, logged or written. */
class SecretsIT {
    @TempDir
    Path dir;

    private static void assertNone(String what, String text) {
        for (String secret : SecretInventory.SECRETS) {
            assertTrue(!text.contains(secret), () -> secret + " is in " + what + ":\n" + text);
        }
    }

    @Test
    void noneIsPrintedLoggedOrWritten() throws Exception {
        try (Site site = Site.in(dir).start()) {
            site.inventory(SecretInventory.text(site.address()));
            for (String format : List.of("text", "json")) {
                assertNone("render", site.render("--dry-run", "--diff", "--debug", "-o", format).expect(0).all());
                String weight = format.equals("text") ? "60" : "70";
                try (LiveWatch watch = LiveWatch.launch(site, site.inventoryFile(), "--log-format", format, "--log-level", "debug",
                        "--metrics-file", dir.resolve("metrics-" + format).toString())) {
                    watch.await("the first pass", () -> Files.exists(dir.resolve("metrics-" + format)));
                    site.inventory(SecretInventory.text(site.address()).replace("pg_weight: 50", "pg_weight: " + weight));
                    watch.await("the new weight", () -> replica(site).contains("weight " + weight));
                }
            }
            for (String format : List.of("text", "json", "yaml")) {
                for (String command : List.of("status", "history")) {
                    assertNone(command, site.ops(command, "-o", format, "--debug").all());
                }
            }
            assertNone("rollback", site.ops("rollback", "--debug").expect(0).all());
            Path inventory = site.inventoryFile();
            for (Path file : files()) {
                if (!file.equals(inventory)) {
                    assertNone(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
            }
            assertEquals(3, site.files().size());
        }
    }

    private static String replica(Site site) {
        try {
            return site.read("pg-test-replica");
        } catch (IOException e) {
            return "";
        }
    }

    /** Every regular file of the node: logs, service files, state, status, metrics. */
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
