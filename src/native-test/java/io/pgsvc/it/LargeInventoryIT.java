package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An inventory of 10,000 hosts fits into the binary's heap, and one node of it is rendered. */
class LargeInventoryIT {
    private static final int CLUSTERS = 2_500;
    private static final int MEMBERS = 4;

    @Test
    void tenThousandHosts(@TempDir Path directory) throws IOException {
        StringBuilder inventory = new StringBuilder("all:\n  children:\n");
        for (int cluster = 0; cluster < CLUSTERS; cluster++) {
            inventory.append("    pg-c").append(cluster).append(":\n      hosts:\n");
            for (int member = 0; member < MEMBERS; member++) {
                inventory.append("        ").append(address(cluster * MEMBERS + member)).append(": { pg_seq: ").append(member + 1)
                        .append(", pg_role: ").append(member == 0 ? "primary" : "replica").append(" }\n");
            }
            inventory.append("      vars: { pg_cluster: pg-c").append(cluster).append(" }\n");
        }
        Files.writeString(directory.resolve("inventory.yml"), inventory);
        String last = address(CLUSTERS * MEMBERS - 1);

        Cli.Result result = Cli.in(directory).start("render", "-i", "inventory.yml", "--node", last, "--output-dir", "out");

        assertEquals(0, result.exit(), result.stderr());
        String replica = Files.readString(directory.resolve("out/pg-c2499-replica.cfg"));
        assertTrue(replica.contains(" " + last + ":"), replica);
        assertEquals(MEMBERS, replica.lines().filter(line -> line.strip().startsWith("server ")).count(), replica);
    }

    private static String address(int host) {
        return "10." + (host >> 16) + "." + (host >> 8 & 255) + "." + (host & 255);
    }
}
