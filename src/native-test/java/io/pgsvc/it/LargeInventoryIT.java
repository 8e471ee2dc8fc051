package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.testing.BigInventory;
import io.pgsvc.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An inventory of 10,000 hosts fits into the binary's heap, and one node of it is rendered. */
class LargeInventoryIT {
    private static final int CLUSTERS = 2_000;
    private static final int MEMBERS = 5;

    @Test
    void tenThousandHosts(@TempDir Path directory) throws IOException {
        BigInventory big = new BigInventory(CLUSTERS, MEMBERS);
        big.file(directory.resolve("inventory.yml"));
        String last = big.host(CLUSTERS - 1, MEMBERS - 1);

        Cli.Result result = Cli.in(directory).start("render", "-i", "inventory.yml", "--node", last, "--output-dir", "out");

        assertEquals(0, result.exit(), result.stderr());
        String replica = Files.readString(directory.resolve("out/" + BigInventory.cluster(CLUSTERS - 1) + "-replica.cfg"));
        assertTrue(replica.contains(" " + last + ":"), replica);
        assertEquals(MEMBERS, replica.lines().filter(line -> line.strip().startsWith("server ")).count(), replica);
    }
}
