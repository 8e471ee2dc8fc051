package io.pgsvc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.testing.SecretInventory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No command prints a password of the inventory, in any format, whether the inventory is good or broken in any way. */
class SecretsTest {
    @TempDir
    Path dir;
    private int runs;

    private InProcess.Result run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--debug");
        InProcess.Result result = new InProcess().run(all.toArray(String[]::new));
        for (String secret : SecretInventory.SECRETS) {
            assertEquals(-1, (result.out() + result.err()).indexOf(secret), () -> secret + " is in what " + all + " prints:\n"
                    + result.out() + result.err());
        }
        runs++;
        return result;
    }

    @Test
    void goodInventories() throws IOException {
        String inventory = Files.writeString(dir.resolve("pigsty.yml"), SecretInventory.text("127.0.0.1")).toString();
        String changed = Files.writeString(dir.resolve("changed.yml"), SecretInventory.text("127.0.0.1").replace("DBUser.DBA", "Dbuser.Other")
                .replace("pg_weight: 50", "pg_weight: 60")).toString();
        for (String format : List.of("text", "json", "yaml", "sarif", "github")) {
            assertEquals(0, run("check", inventory, "-o", format).exit());
        }
        for (String format : List.of("text", "json", "markdown")) {
            InProcess.Result diff = run("diff", "--from", inventory, "--to", changed, "--all-nodes", "-o", format);
            assertTrue(diff.out().contains("60"), diff.out() + diff.err());
            assertEquals(-1, diff.out().indexOf("Dbuser.Other"));
        }
        for (String format : List.of("text", "json", "yaml")) {
            assertTrue(run("list", "-i", inventory, "-o", format).out().contains("pg-test"));
            assertTrue(run("url", "pg-test", "-i", inventory, "-o", format).out().contains("5433"));
            for (String service : List.of("primary", "replica", "mine")) {
                assertTrue(run("explain", "pg-test/" + service, "-i", inventory, "-o", format).out().contains("127.0.0.12"));
            }
        }
        for (String format : List.of("text", "json")) {
            run("render", inventory, "--node", "127.0.0.11", "--stdout", "-o", format);
            run("render", inventory, "--all-nodes", "--output-dir", dir.resolve("out-" + format).toString(), "--diff", "-o", format);
            run("export", "-i", inventory, "-o", dir.resolve("export-" + format).toString(), "--diff", "--output", format);
        }
        System.out.println("secrets: " + runs + " command lines on a good inventory, none shown");
    }

    @Test
    void brokenInventories() throws IOException {
        Path file = dir.resolve("pigsty.yml");
        for (String text : SecretInventory.broken()) {
            Files.writeString(file, text);
            run("check", file.toString());
            run("render", file.toString(), "--node", "127.0.0.11", "--stdout");
        }
        System.out.println("secrets: " + runs + " command lines on broken inventories, none shown");
    }
}
