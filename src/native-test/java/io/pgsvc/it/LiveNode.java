package io.pgsvc.it;

import io.pgsvc.testing.Cli;
import io.pgsvc.testing.PrivateHaproxy;
import io.pgsvc.testing.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A node with a HAProxy of its own, on which the real program runs its passes. */
final class LiveNode implements AutoCloseable {
    /** A fragment of somebody else, which no pass may touch. */
    static final String FOREIGN = "zz-foreign.cfg";
    private static final String FOREIGN_TEXT = "# not pgsvc's\nfrontend zz-foreign\n    bind %s\n    default_backend zz-foreign-b\n"
            + "backend zz-foreign-b\n    server one 127.0.0.1:9\n";

    private final Path directory;
    private final PrivateHaproxy haproxy;
    private final Path program;
    private final String node;
    private final String foreign;

    /** Starts {@code haproxy}, which is still to be started, with a foreign fragment. */
    LiveNode(Path directory, PrivateHaproxy haproxy, Path program, String node) throws IOException, InterruptedException {
        this.directory = directory;
        this.program = program;
        this.node = node;
        this.foreign = FOREIGN_TEXT.formatted(haproxy.directory().resolve("f.sock"));
        this.haproxy = haproxy.with(program);
        Files.writeString(haproxy.confDir().resolve(FOREIGN), foreign);
        haproxy.start();
    }

    Path confDir() {
        return haproxy.confDir();
    }

    Path stateDir() {
        return directory.resolve("var");
    }

    /** The arguments of one pass. */
    String[] pass(Path inventory, String... more) {
        List<String> args = new ArrayList<>(List.of("render", "-i", inventory.toString(), "--node", node,
                "--conf-dir", haproxy.confDir().toString(), "--haproxy-config", haproxy.mainFile().toString(),
                "--haproxy-bin", program.toString(), "--master-socket", haproxy.masterSocketPath().toString(),
                "--state-dir", stateDir().toString(), "--degraded-wait", "0"));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    Cli.Result run(Path inventory, String... more) {
        return Cli.in(directory).start(pass(inventory, more));
    }

    /** What the files of an inventory must be: names and contents, rendered without any HAProxy. */
    Map<String, String> wanted(Path inventory) throws IOException {
        Path out = Files.createTempDirectory(directory, "wanted");
        Cli.Result result = Cli.in(directory).start("render", "-i", inventory.toString(), "--node", node,
                "--output-dir", out.toString());
        if (result.exit() != 0) {
            throw new AssertionError(result.stderr());
        }
        return read(out);
    }

    /** Everything in the fragment directory but the foreign file, hidden files included. */
    Map<String, String> files() throws IOException {
        Map<String, String> files = read(confDir());
        if (!foreign.equals(files.remove(FOREIGN))) {
            throw new AssertionError("the foreign file was touched");
        }
        return files;
    }

    /** What HAProxy's own check says of main file and fragments together; empty when it accepts them. */
    String check() {
        Cli.Result result = new Tool(Duration.ofSeconds(20), program.toString()).run("-c", "-q", "-f",
                haproxy.mainFile().toString(), "-f", confDir().toString());
        return result.exit() == 0 ? "" : "exit " + result.exit() + ": " + result.stderr();
    }

    /** The {@code listen} sections that the running worker has, with their servers. */
    Map<String, Set<String>> loaded() {
        Map<String, Set<String>> sections = new TreeMap<>();
        for (String line : PrivateHaproxy.ask(haproxy.statsSocketPath(), "show stat").split("\n")) {
            String[] fields = line.split(",", 3);
            if (fields.length == 3 && !line.startsWith("#") && !fields[0].startsWith("zz-foreign")) {
                Set<String> servers = sections.computeIfAbsent(fields[0], name -> new TreeSet<>());
                if (!fields[1].equals("FRONTEND") && !fields[1].equals("BACKEND")) {
                    servers.add(fields[1]);
                }
            }
        }
        return sections;
    }

    /** What {@link #loaded} must be, by the files. */
    static Map<String, Set<String>> sections(Map<String, String> files) {
        Map<String, Set<String>> sections = new TreeMap<>();
        files.forEach((name, text) -> {
            Set<String> servers = new TreeSet<>();
            Pattern.compile("(?m)^\\s*server (\\S+) ").matcher(text).results().forEach(m -> servers.add(m.group(1)));
            sections.put(name.substring(0, name.length() - ".cfg".length()), servers);
        });
        return sections;
    }

    private static Map<String, String> read(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path file : entries) {
                files.put(file.getFileName().toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    @Override
    public void close() {
        haproxy.close();
    }
}
