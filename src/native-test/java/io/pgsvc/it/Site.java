package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.pgsvc.haproxy.UnixCli;
import io.pgsvc.testing.Cli;
import io.pgsvc.testing.PrivateHaproxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A node of its own: an inventory with the cluster pg-test (this node and two more), a conf-dir, a state directory and,
 * once started, a private HAProxy. Sections listen on a loopback address of the site's own, so that sites do not meet.
 */
final class Site implements AutoCloseable {
    /** The inventory's name of this node. */
    static final String NODE = "127.0.0.11";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrivateHaproxy haproxy;
    private final Path directory;
    private final String address;
    private Path program = PrivateHaproxy.system().orElse(Path.of("haproxy"));

    /** How a run ended, with what it printed; {@code all} is both streams. */
    record Run(int exit, String out, String err) {
        String all() {
            return out + err;
        }

        /** Fails, with all that was printed, unless the run ended so and said all of these. */
        Run expect(int code, String... words) {
            assertEquals(code, exit, () -> "exit code of:\n" + all());
            for (String word : words) {
                assertTrue(all().contains(word), () -> "nothing of \"" + word + "\" in:\n" + all());
            }
            return this;
        }

        /** Fails if one of these was said. */
        Run without(String... words) {
            for (String word : words) {
                assertTrue(!all().contains(word), () -> "\"" + word + "\" is in:\n" + all());
            }
            return this;
        }

        /** The document that was printed; it must be as docs/schema/pass.json says. */
        JsonNode json() throws IOException {
            JsonNode document = JSON.readTree(out);
            JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(Files.readString(Path.of("docs/schema/pass.json")));
            assertEquals(Set.of(), schema.validate(document), out);
            return document;
        }
    }

    private Site(Path directory) throws IOException {
        this.directory = directory;
        ThreadLocalRandom random = ThreadLocalRandom.current();
        this.address = "127." + random.nextInt(16, 250) + "." + random.nextInt(1, 250) + "." + random.nextInt(1, 250);
        this.haproxy = PrivateHaproxy.in(directory);
        Files.writeString(haproxy.mainFile(), "defaults\n    mode tcp\n    timeout connect 1s\n    timeout client 30s\n    timeout server 30s\n");
        inventory(members("11: primary", "12: replica", "13: replica"));
    }

    /** A node in this directory, with the inventory of three members; HAProxy does not run yet. */
    static Site in(Path directory) throws IOException {
        return new Site(directory);
    }

    /** The program for checks, and for {@link #start}. */
    Site with(Path haproxyProgram) {
        program = haproxyProgram;
        haproxy.with(haproxyProgram);
        return this;
    }

    PrivateHaproxy haproxy() {
        return haproxy;
    }

    Site start() throws Exception {
        haproxy.start();
        return this;
    }

    Path directory() {
        return directory;
    }

    Path confDir() {
        return haproxy.confDir();
    }

    Path stateDir() {
        return directory.resolve("var");
    }

    /** Where its watcher writes its status. */
    Path runtimeDir() {
        return directory.resolve("run");
    }

    Path file(String stem) {
        return confDir().resolve(stem + ".cfg");
    }

    String read(String stem) throws IOException {
        return Files.readString(file(stem));
    }

    /** Where the sections of this node listen. */
    String address() {
        return address;
    }

    Path inventoryFile() {
        return directory.resolve("pigsty.yml");
    }

    /** Writes the inventory; ADDRESS in it stands for the node's own. */
    Site inventory(String yaml) throws IOException {
        Files.writeString(inventoryFile(), yaml.replace("ADDRESS", address));
        return this;
    }

    /** An edit of the inventory that must hit something. */
    Site edit(String from, String to) throws IOException {
        String yaml = Files.readString(inventoryFile());
        assertTrue(yaml.contains(from), () -> "no " + from + " in\n" + yaml);
        Files.writeString(inventoryFile(), yaml.replace(from, to));
        return this;
    }

    /** pg-test with members such as {@code 11: replica}, and primary and replica as its services. */
    static String members(String... members) {
        StringBuilder hosts = new StringBuilder();
        for (String member : members) {
            String number = member.substring(0, member.indexOf(':'));
            String role = member.substring(member.indexOf(':') + 1).strip();
            hosts.append("        127.0.0.").append(number).append(": { pg_seq: ").append(Integer.parseInt(number) - 10)
                    .append(", pg_role: ").append(role).append(" }\n");
        }
        return """
                all:
                  vars:
                    pg_default_services:
                      - { name: primary, port: 5433, ip: ADDRESS, dest: default, check: /primary, selector: "[]" }
                      - { name: replica, port: 5434, ip: ADDRESS, dest: default, check: /read-only, selector: "[]", backup: "[? pg_role == `primary`]" }
                  children:
                    pg-test:
                      vars: { pg_cluster: pg-test }
                      hosts:
                """ + hosts;
    }

    /** One more line of {@code pg_default_services}. */
    Site service(String line) throws IOException {
        return edit("      - { name: primary,", "      - " + line.replace("ADDRESS", address) + "\n      - { name: primary,");
    }

    /** {@code render} on this node with its own paths; no wait for degraded services. */
    Run render(String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        if (!arguments.contains("--node")) {
            arguments.addAll(List.of("--node", NODE));
        }
        if (!arguments.contains("--degraded-wait")) {
            arguments.addAll(List.of("--degraded-wait", "0"));
        }
        return run(arguments);
    }

    /** Any other command on this node; where the node is, it learns from the environment. */
    Run ops(String... arguments) {
        Cli.Result result = Cli.in(directory).env("PGSVC_CONF_DIR", confDir().toString())
                .env("PGSVC_HAPROXY_CONFIG", haproxy.mainFile().toString()).env("PGSVC_HAPROXY_BIN", program.toString())
                .env("PGSVC_STATE_DIR", stateDir().toString()).env("PGSVC_RUNTIME_DIR", directory.resolve("run").toString())
                .env("PGSVC_MASTER_SOCKET", haproxy.masterSocketPath().toString()).env("PGSVC_PID_FILE", haproxy.pidFile().toString())
                .env("PGSVC_DEGRADED_WAIT", "0").start(arguments);
        return new Run(result.exit(), result.stdout(), result.stderr());
    }

    /** A command that needs no more than the state directory: {@code pause}, {@code resume}… */
    Run command(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, "--state-dir", stateDir().toString()));
        arguments.addAll(List.of(more));
        Cli.Result result = Cli.in(directory).start(arguments.toArray(String[]::new));
        return new Run(result.exit(), result.stdout(), result.stderr());
    }

    private Run run(List<String> more) {
        Cli.Result result = Cli.in(directory).start(arguments(more).toArray(String[]::new));
        return new Run(result.exit(), result.stdout(), result.stderr());
    }

    /** The command line of a run, without the program. */
    List<String> arguments(List<String> more) {
        return arguments("render", inventoryFile(), more);
    }

    /** The same for another command that makes passes, and another inventory. */
    List<String> arguments(String command, Path inventory, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of(command, "-i", inventory.toString(),
                "--conf-dir", confDir().toString(), "--haproxy-config", haproxy.mainFile().toString(),
                "--haproxy-bin", program.toString(), "--state-dir", stateDir().toString(), "--runtime-dir", runtimeDir().toString(),
                "--template-dir", directory.resolve("templates").toString()));
        if (!more.contains("--defaults")) {
            arguments.addAll(List.of("--defaults", "classic"));
        }
        if (!more.contains("--master-socket")) {
            arguments.addAll(List.of("--master-socket", haproxy.masterSocketPath().toString()));
        }
        if (!more.contains("--pid-file")) {
            arguments.addAll(List.of("--pid-file", haproxy.pidFile().toString()));
        }
        arguments.addAll(more);
        return arguments;
    }

    /** Every file of the conf-dir with its bytes and time of change; equal only where nothing was written. */
    SortedMap<String, String> fingerprint() throws IOException {
        return fingerprint(confDir());
    }

    /** Every file of the state directory; what comes and goes in it is not seen. */
    SortedMap<String, String> state() throws IOException {
        SortedMap<String, String> files = fingerprint(stateDir());
        files.remove("");
        return files;
    }

    static SortedMap<String, String> fingerprint(Path dir) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> entries = Files.walk(dir)) {
            for (Path file : entries.sorted().toList()) {
                FileTime time = Files.getLastModifiedTime(file);
                Object inode = Files.getAttribute(file, "unix:ino");
                String bytes = Files.isRegularFile(file) ? Arrays.hashCode(Files.readAllBytes(file)) + ":" + Files.size(file) : "";
                files.put(dir.relativize(file).toString(), bytes + " " + time + " " + inode);
            }
        }
        return files;
    }

    /** Names of the files in the conf-dir. */
    List<String> files() throws IOException {
        try (Stream<Path> entries = Files.list(confDir())) {
            return entries.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    /** Stems that the manifest owns. */
    List<String> owned() throws IOException {
        List<String> stems = new ArrayList<>();
        if (Files.exists(stateDir().resolve("manifest.json"))) {
            manifest().get("files").forEach(f -> stems.add(f.get("name").asText()));
        }
        return stems.stream().sorted().toList();
    }

    JsonNode manifest() throws IOException {
        return JSON.readTree(stateDir().resolve("manifest.json").toFile());
    }

    /** What HAProxy serves: servers by section, as {@code show stat} lists them. */
    SortedMap<String, List<String>> served() {
        SortedMap<String, List<String>> sections = new TreeMap<>();
        stat().forEach((key, columns) -> {
            String[] names = key.split("/", 2);
            if (!names[1].equals("FRONTEND") && !names[1].equals("BACKEND")) {
                sections.computeIfAbsent(names[0], s -> new ArrayList<>()).add(names[1]);
            } else {
                sections.computeIfAbsent(names[0], s -> new ArrayList<>());
            }
        });
        sections.keySet().removeIf(s -> s.equals("MASTER") || s.equals("GLOBAL"));
        return sections;
    }

    /** Lines of {@code show stat} by section/server; status is column 17. */
    Map<String, String[]> stat() {
        Map<String, String[]> lines = new java.util.LinkedHashMap<>();
        String answer = new UnixCli(haproxy.statsSocketPath(), Duration.ofSeconds(2)).ask("show stat");
        answer.lines().filter(l -> !l.startsWith("#") && l.contains(",")).forEach(line -> {
            String[] columns = line.split(",", -1);
            lines.put(columns[0] + "/" + columns[1], columns);
        });
        return lines;
    }

    /** The worker that serves now. */
    String worker() {
        return new UnixCli(haproxy.statsSocketPath(), Duration.ofSeconds(2)).ask("show info").lines()
                .filter(l -> l.startsWith("Pid: ")).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        haproxy.close();
    }
}
