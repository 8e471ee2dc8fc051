package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.testing.Cli;
import io.pgsvc.testing.PrivateHaproxy;
import io.pgsvc.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in {@code examples/} is run as users would run it, on a HAProxy of our own. */
class ExamplesIT {
    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
    private static final String INVALID = "the mapping that opens here is never closed";

    @TempDir
    Path directory;

    private PrivateHaproxy haproxy;
    private Path inventory;
    private String sound;

    @BeforeEach
    void aNodeWithAnInventory() throws IOException, InterruptedException {
        assumeTrue(PrivateHaproxy.system().isPresent());
        haproxy = PrivateHaproxy.in(directory.resolve("haproxy")).start();
        inventory = directory.resolve("pigsty.yml");
        sound = """
                all:
                  children:
                    pg-test:
                      hosts:
                        127.0.0.1: { pg_seq: 1, pg_role: primary }
                        127.0.0.2: { pg_seq: 2, pg_role: replica }
                      vars:
                        pg_cluster: pg-test
                        pg_default_services:
                          - { name: primary, ip: 127.0.0.1, port: %d, check: /primary, selector: "[]" }
                """.formatted(PrivateHaproxy.freePort());
        Files.writeString(inventory, sound);
        // What a node has in /etc/pgsvc/pgsvc.properties and on its PATH.
        Files.writeString(directory.resolve("pgsvc.properties"), """
                inventory=%s
                node=127.0.0.1
                conf-dir=%s
                haproxy-config=%s
                haproxy-bin=%s
                master-socket=%s
                state-dir=%s
                runtime-dir=%s
                degraded-wait=0
                """.formatted(inventory, haproxy.confDir(), haproxy.mainFile(), PrivateHaproxy.system().orElseThrow(),
                haproxy.masterSocketPath(), directory.resolve("state"), directory.resolve("run")));
        Path command = Files.createDirectories(directory.resolve("bin")).resolve("pgsvc");
        Files.writeString(command, "#!/bin/sh\nexec '" + Cli.program() + "' \"$@\"\n");
        assertTrue(command.toFile().setExecutable(true));
        Files.createFile(directory.resolve("ansible.cfg"));
    }

    @AfterEach
    void end() {
        if (haproxy != null) {
            haproxy.close();
        }
    }

    @Test
    void theCronLinePublishesAndIsSilentUntilSomethingIsWrong() throws IOException {
        String command = cronCommand();

        assertEquals("", cron(command));
        assertEquals(List.of("pg-test-primary.cfg"), fragments());
        String published = Files.readString(haproxy.confDir().resolve("pg-test-primary.cfg"));
        assertTrue(published.contains("server pg-test-2 127.0.0.2:"), published);

        assertEquals("", cron(command));

        breakInventory();
        String said = cron(command);
        assertTrue(said.contains(inventory + ":6:20: error: " + INVALID), said);
        assertEquals(published, Files.readString(haproxy.confDir().resolve("pg-test-primary.cfg")));

        Files.writeString(inventory, sound);
        assertEquals("", cron(command));
    }

    @Test
    void theAnsibleTaskTellsChangesAndFailures() throws IOException {
        assumeTrue(Tool.onPath("ansible-playbook"));

        Cli.Result check = playbook("--check", "--diff");
        assertRecap(check, 0, 1, 0);
        assertTrue(check.stdout().contains("+ listen pg-test-primary"), check.stdout());
        assertEquals(List.of(), fragments());

        assertRecap(playbook(), 0, 1, 0);
        assertEquals(List.of("pg-test-primary.cfg"), fragments());
        assertRecap(playbook(), 0, 0, 0);

        Files.writeString(inventory, sound.replace("pg_seq: 2,", "pg_seq: 2, pg_weight: 40,"));
        Cli.Result update = playbook("--diff");
        assertRecap(update, 0, 1, 0);
        assertTrue(update.stdout().matches("(?s).*- +server pg-test-2 \\S+ check port 8008 weight 100\".*"), update.stdout());
        assertTrue(update.stdout().matches("(?s).*\\+ +server pg-test-2 \\S+ check port 8008 weight 40\".*"), update.stdout());
        assertFalse(update.stdout().contains("server pg-test-1"), update.stdout());

        Files.writeString(inventory, sound.replace("\"[]\"", "\"[? ]\""));
        Cli.Result refused = playbook();
        assertRecap(refused, 2, 0, 1);
        assertTrue(refused.stdout().contains("nothing changed"), refused.stdout());
        assertTrue(refused.stdout().matches("(?s).*\"" + inventory + ":10:\\d+: error: the selector cannot be read: .*"), refused.stdout());

        breakInventory();
        Cli.Result failed = playbook();
        assertRecap(failed, 2, 0, 1);
        assertTrue(failed.stdout().contains(inventory + ":6:20: error: " + INVALID), failed.stdout());
    }

    /** A command line that pgsvc refuses gives no document, and the task fails all the same. */
    @Test
    void theAnsibleTaskFailsWithoutADocument() throws IOException {
        assumeTrue(Tool.onPath("ansible-playbook"));

        Cli.Result failed = playbook("-e", "{\"pgsvc_options\": [\"--clutser\", \"pg-test\"]}");

        assertRecap(failed, 2, 0, 1);
        assertTrue(failed.stdout().contains("--clutser"), failed.stdout());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.10.10.11", "10.10.10.12", "10.10.10.13"})
    void theInventoryDirectoryGivesTheSameFilesAsTheFile(String node) {
        Cli.Result file = Cli.run("render", "--stdout", "--node", node, "-i", EXAMPLES.resolve("inventory.yml").toString());
        Cli.Result folder = Cli.run("render", "--stdout", "--node", node, "-i", EXAMPLES.resolve("inventory").toString());

        assertEquals(0, file.exit(), file.stderr());
        assertEquals(6, file.stdout().lines().filter(line -> line.startsWith("listen ")).count(), file.stdout());
        assertEquals(file, folder);
    }

    private void breakInventory() throws IOException {
        Files.writeString(inventory, sound.replace("pg_role: replica }", "pg_role: replica"));
    }

    private List<String> fragments() throws IOException {
        try (Stream<Path> files = Files.list(haproxy.confDir())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** The command of the one job in the file, checked as cron would read it (crontab(5)). */
    private static String cronCommand() throws IOException {
        List<String> jobs = Files.readAllLines(EXAMPLES.resolve("cron/pgsvc")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.matches("[A-Z]+=.*")).toList();
        assertEquals(1, jobs.size(), jobs.toString());
        Matcher job = Pattern.compile("(\\* ){5}root (.+)").matcher(jobs.getFirst());
        assertTrue(job.matches(), jobs.getFirst());
        assertFalse(job.group(2).contains("%"), "cron takes a % for the end of the line: " + jobs.getFirst());
        return job.group(2);
    }

    /** Runs a job as cron does; what it prints would be mailed. */
    private String cron(String command) {
        Cli.Result result = tool("/bin/sh", "-c", command);
        assertEquals(0, result.exit(), result.stderr());
        return result.stdout() + result.stderr();
    }

    private Cli.Result playbook(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ANSIBLE_CONFIG=" + directory.resolve("ansible.cfg"), "ANSIBLE_NOCOLOR=1", "LC_ALL=C.UTF-8",
                "ansible-playbook", "-i", "localhost,", "-c", "local", EXAMPLES.resolve("ansible/pgsvc.yml").toString()));
        command.addAll(List.of(arguments));
        return tool(command.toArray(String[]::new));
    }

    private Cli.Result tool(String... command) {
        return new Tool(Duration.ofSeconds(120), "env", "HOME=" + directory, "PGSVC_CONFIG=" + directory.resolve("pgsvc.properties"),
                "PATH=" + directory.resolve("bin") + ":" + System.getenv("PATH")).run(command);
    }

    private static void assertRecap(Cli.Result run, int exit, int changed, int failed) {
        String all = run.stdout() + run.stderr();
        assertEquals(exit, run.exit(), all);
        assertTrue(all.matches("(?s).*localhost +: ok=\\d+ +changed=" + changed + " +unreachable=0 +failed=" + failed + " .*"), all);
    }
}
