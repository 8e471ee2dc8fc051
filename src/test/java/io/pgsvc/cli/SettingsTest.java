package io.pgsvc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong in the configuration file or in a variable is told with its place. */
class SettingsTest {
    @TempDir
    Path dir;

    private InProcess.Result resume(byte[] properties) throws IOException {
        Path file = Files.write(dir.resolve("pgsvc.properties"), properties);
        InProcess.Result result = new InProcess().with("PGSVC_CONFIG", file.toString()).run("resume", "--state-dir", dir.toString());
        assertEquals(ExitCode.USAGE, result.exit(), result.err());
        return new InProcess.Result(result.exit(), result.out(), result.err().replace(dir + "/", ""));
    }

    @Test
    void aValueThatAnOptionDoesNotTake() throws IOException {
        assertTrue(resume("# times\n  lock-timeout = 5\n".getBytes(StandardCharsets.UTF_8)).err().startsWith("pgsvc.properties:2:1: error: "
                + "Invalid value for option '--lock-timeout': '5' is no time such as 500ms, 10s, 5m or 2h [configuration]\n"));
        assertTrue(resume("lock-timeout=\u0007\u001b[2J\n".getBytes(StandardCharsets.UTF_8)).err().startsWith("pgsvc.properties:1:1: error: "
                + "Invalid value for option '--lock-timeout': '??[2J' is no time"));
    }

    @Test
    void aFileThatIsNoText() throws IOException {
        assertEquals("pgsvc.properties: error: the configuration file is no UTF-8 text [configuration]\n", resume(new byte[] {'a', (byte) 0xFF}).err());
        assertEquals("pgsvc.properties: error: the configuration file is larger than 1048576 bytes [configuration]\n",
                resume(new byte[(1 << 20) + 1]).err());
        assertTrue(resume("nosuch=1\n".getBytes(StandardCharsets.UTF_8)).err().startsWith("pgsvc.properties:1:1: error: unknown option `nosuch`"));
    }

    @Test
    void aVariable() {
        InProcess.Result result = new InProcess().with("PGSVC_LOCK_TIMEOUT", "5").run("resume", "--state-dir", dir.toString());
        assertTrue(result.err().startsWith("PGSVC_LOCK_TIMEOUT: error: Invalid value for option '--lock-timeout': '5' is no time"), result.err());
        InProcess.Result line = new InProcess().with("PGSVC_LOCK_TIMEOUT", "5s").run("resume", "--state-dir", dir.toString(), "--lock-timeout", "x");
        assertTrue(line.err().startsWith("pgsvc: Invalid value for option '--lock-timeout': 'x'"), line.err());
    }
}
