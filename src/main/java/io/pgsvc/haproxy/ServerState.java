package io.pgsvc.haproxy;

import io.pgsvc.haproxy.HaproxyConfig.Server;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Hands the servers' state over a reload: {@code show servers state} goes into the file that the next worker reads
 * (HAProxy's manual, {@code server-state-file}). Without it a new worker takes every server for UP until its first
 * check, and sends connections to servers that are down.
 */
final class ServerState {
    private static final String RULE = "server-state";

    private ServerState() {}

    /** What is missing for it in the configuration, if anything. */
    static Optional<Finding> advice(HaproxyConfig config, Path mainFile) {
        if (config.serverStateFile().isPresent() && config.loadsServerState()) {
            return Optional.empty();
        }
        String file = config.serverStateFile().map(Path::toString).orElse("/var/lib/haproxy/server-state");
        return Optional.of(Finding.warning(RULE,
                "right after a reload HAProxy takes every server for UP, as it keeps no server state over reloads",
                Position.of(mainFile.toString()))
                .withHint("add \"server-state-file " + file + "\" to the section global and "
                        + "\"load-server-state-from-file global\" to the section defaults"));
    }

    /**
     * Writes the file, where one is configured. Whatever goes wrong does not stop a reload: it is returned.
     *
     * @param directory where a relative path starts
     */
    static Optional<Finding> dump(HaproxyConfig config, Path directory, WorkerCli cli) {
        if (config.serverStateFile().isEmpty() || !config.loadsServerState() || !cli.canAsk()) {
            return Optional.empty();
        }
        Path file = directory.resolve(config.serverStateFile().get());
        try {
            String state = cli.ask("show servers state");
            if (!state.startsWith("1\n#")) {
                return failed(file, "HAProxy's answer to show servers state is none");
            }
            write(file, withPortsOf(config, state));
            return Optional.empty();
        } catch (PgsvcException e) {
            return failed(file, e.findings().getFirst().message());
        } catch (IOException | UnsupportedOperationException e) {
            return failed(file, "it cannot be written (" + e.getClass().getSimpleName() + ")");
        }
    }

    /**
     * The state with the ports of the new configuration. HAProxy takes address, weight and backup from its files, but
     * the server's port and its check's port from the state (seen on 2.6 and 3.0): a changed port would be lost.
     */
    static String withPortsOf(HaproxyConfig config, String state) {
        Map<String, Server> servers = new HashMap<>();
        for (HaproxyConfig.Section section : config.sections()) {
            section.servers().forEach(s -> servers.put(section.name() + " " + s.name(), s));
        }
        StringBuilder text = new StringBuilder(state.length());
        List<String> columns = List.of();
        for (String line : state.split("\n", -1)) {
            String[] fields = line.split(" ", -1);
            if (line.startsWith("# ")) {
                columns = List.of(line.substring(2).split(" "));
            } else if (fields.length > 4) {
                Server server = servers.get(fields[1] + " " + fields[3]);
                if (server != null && server.port() > 0) {
                    set(fields, columns.indexOf("srv_port"), server.port());
                    set(fields, columns.indexOf("srv_check_port"), server.checkPort());
                }
            }
            text.append(String.join(" ", fields)).append('\n');
        }
        text.setLength(text.length() - 1);
        return text.toString();
    }

    private static void set(String[] fields, int column, int value) {
        if (column >= 0 && column < fields.length) {
            fields[column] = Integer.toString(value);
        }
    }

    private static Optional<Finding> failed(Path file, String why) {
        return Optional.of(Finding.warning(RULE, "the servers' state was not kept for this reload: " + why,
                Position.of(file.toString())));
    }

    private static void write(Path file, String state) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".pgsvc.tmp");
        Files.deleteIfExists(temporary);
        try {
            // CREATE_NEW: somebody else's link in this place is never followed
            try (var channel = Files.newByteChannel(temporary, Set.of(
                    StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
                    var out = Channels.newOutputStream(channel)) {
                out.write(state.getBytes(StandardCharsets.UTF_8));
            }
            // Said here, not when it is made: the umask would have its part in that.
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
            keepOwner(file, temporary);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void keepOwner(Path file, Path temporary) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        PosixFileAttributes old = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!old.isRegularFile()) {
            return;
        }
        PosixFileAttributeView view = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        view.setPermissions(old.permissions());
        if (!old.owner().equals(view.readAttributes().owner())) {
            view.setOwner(old.owner());
        }
        if (!old.group().equals(view.readAttributes().group())) {
            view.setGroup(old.group());
        }
    }
}
