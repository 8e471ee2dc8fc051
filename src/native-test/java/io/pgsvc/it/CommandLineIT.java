package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.testing.Cli;
import org.junit.jupiter.api.Test;

/** What every command line promises, whatever the command. */
class CommandLineIT {
    @Test
    void versionIsOneLineOnStdout() {
        Cli.Result result = Cli.run("--version");

        assertEquals(0, result.exit(), result.stderr());
        assertTrue(result.stdout().matches("pgsvc \\d+\\.\\d+\\.\\d+.*\\n"), result.stdout());
        assertEquals("", result.stderr());
    }

    @Test
    void helpGoesToStdout() {
        Cli.Result result = Cli.run("--help");

        assertEquals(0, result.exit(), result.stderr());
        assertTrue(result.stdout().contains("Usage: pgsvc"), result.stdout());
        assertEquals("", result.stderr());
    }

    @Test
    void unknownOptionIsAUsageError() {
        Cli.Result result = Cli.run("--no-such-option");

        assertEquals(64, result.exit(), result.stderr());
        assertTrue(result.stderr().contains("--no-such-option"), result.stderr());
        assertEquals("", result.stdout());
    }
}
