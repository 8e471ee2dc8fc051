package io.pgsvc.haproxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What we need to know of HAProxy's own files: its sockets, where it keeps server state, and who listens where.
 * A reader, no judge: what it does not understand it leaves out. The branches of {@code .if} are all read.
 *
 * @param loadsServerState whether some {@code defaults} or section has {@code load-server-state-from-file global}
 */
public record HaproxyConfig(List<StatsSocket> statsSockets, Optional<Path> serverStateFile, boolean loadsServerState,
                            Optional<Path> pidFile, Optional<String> hardStopAfter, List<Section> sections) {

    /** @param level {@code user}, {@code operator} or {@code admin} */
    public record StatsSocket(Path path, String level, String file, int line) {}

    /**
     * A {@code listen}, {@code frontend} or {@code backend}.
     *
     * @param untilDown  the longest that its checks take to see a server down: {@code fall × inter}, over its servers
     * @param allBackups {@code option allbackups}: where no active server is up, all backups serve, not only the first
     */
    public record Section(String kind, String name, List<Bind> binds, List<Server> servers, Duration untilDown,
                          boolean allBackups, String file, int line) {
        public Section {
            binds = List.copyOf(binds);
            servers = List.copyOf(servers);
        }
    }

    /**
     * @param port      0 where it is none that can be told (a socket, a port relative to the client's)
     * @param checkPort 0 where checks go to the server's own port
     * @param checked   its own health check decides alone whether it gets connections
     */
    public record Server(String name, int port, int checkPort, boolean checked) {}

    public HaproxyConfig {
        statsSockets = List.copyOf(statsSockets);
        sections = List.copyOf(sections);
    }

    /** Reads the main file, then the fragments in HAProxy's order, with the variables of our own environment. */
    public static HaproxyConfig read(Path mainFile, Path confDir) {
        List<Path> files = new ArrayList<>(List.of(mainFile));
        for (Path fragment : fragments(confDir)) {
            if (!fragment.equals(mainFile)) {
                files.add(fragment);
            }
        }
        return read(files, System.getenv());
    }

    /** Reads files in this order; those that cannot be read count as empty. */
    public static HaproxyConfig read(List<Path> files, Map<String, String> variables) {
        HaproxyConfigReader reader = new HaproxyConfigReader(variables);
        for (Path file : files) {
            reader.read(file.toString(), lines(file));
        }
        return reader.result();
    }

    /** The stats socket that can do most, the first of its level. */
    public Optional<Path> bestStatsSocket() {
        for (String level : List.of("admin", "operator", "user")) {
            for (StatsSocket socket : statsSockets) {
                if (socket.level().equals(level)) {
                    return Optional.of(socket.path());
                }
            }
        }
        return Optional.empty();
    }

    /** The files of a directory that HAProxy loads, in its order (bytes, not locale); none where it is not there. */
    public static List<Path> fragments(Path directory) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*.cfg")) {
            for (Path entry : entries) {
                if (!entry.getFileName().toString().startsWith(".") && Files.isRegularFile(entry)) {
                    files.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        files.sort((a, b) -> java.util.Arrays.compareUnsigned(bytes(a), bytes(b)));
        return files;
    }

    private static byte[] bytes(Path file) {
        return file.getFileName().toString().getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> lines(Path file) {
        try {
            return List.of(Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1));
        } catch (IOException e) {
            return List.of();
        }
    }
}
