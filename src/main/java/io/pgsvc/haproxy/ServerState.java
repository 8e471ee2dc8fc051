package io.pgsvc.haproxy;

import io.pgsvc.haproxy.HaproxyConfig.Server;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import io.pgsvc.publish.Effects.Attributes;
import io.pgsvc.publish.NewFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
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
            write(file, carriedOver(config, state));
            return Optional.empty();
        } catch (PgsvcException e) {
            return failed(file, e.findings().getFirst().message());
        } catch (IOException | UnsupportedOperationException e) {
            return failed(file, "it cannot be written (" + e.getClass().getSimpleName() + ")");
        }
    }

    /**
     * The state as the new configuration needs it.
     *
     * <p>HAProxy takes address, weight and backup from its files, but the server's port and its check's port from the
     * state (seen on 2.6 and 3.0): a changed port would be lost. And a server that the state does not have is taken
     * for UP until its first check (seen on both), so that writes reach an added replica: as long as another server
     * of its section is UP, it gets a line that says it is DOWN, and waits for its checks.
     */
    static String carriedOver(HaproxyConfig config, String state) {
        Map<String, HaproxyConfig.Section> sections = new HashMap<>();
        config.sections().stream().filter(s -> !s.servers().isEmpty()).forEach(s -> sections.put(s.name(), s));
        List<String> columns = List.of();
        List<String> lines = new ArrayList<>();
        Map<String, Running> running = new HashMap<>();
        for (String line : state.split("\n", -1)) {
            String[] fields = line.split(" ", -1);
            if (line.startsWith("# ")) {
                columns = List.of(line.substring(2).split(" "));
            } else if (fields.length > 5 && sections.containsKey(fields[1])) {
                Optional<Server> server = sections.get(fields[1]).servers().stream().filter(s -> s.name().equals(fields[3])).findFirst();
                if (server.isPresent() && server.get().port() > 0) {
                    set(fields, columns.indexOf("srv_port"), Integer.toString(server.get().port()));
                    set(fields, columns.indexOf("srv_check_port"), Integer.toString(server.get().checkPort()));
                }
                Running section = running.computeIfAbsent(fields[1], name -> new Running(fields[0], new HashSet<>()));
                section.servers.add(fields[3]);
                section.isUp |= server.isPresent() && !fields[5].equals("0");
                section.lastLine = lines.size();
            }
            lines.add(String.join(" ", fields));
        }
        StringBuilder text = new StringBuilder(state.length());
        Map<Integer, String> added = new HashMap<>();
        for (Map.Entry<String, Running> section : running.entrySet()) {
            if (section.getValue().isUp) {
                added.put(section.getValue().lastLine, added(sections.get(section.getKey()), section.getValue(), columns));
            }
        }
        for (int i = 0; i < lines.size(); i++) {
            text.append(lines.get(i)).append('\n').append(added.getOrDefault(i, ""));
        }
        text.setLength(text.length() - 1);
        return text.toString();
    }

    /** What the running worker says of a section. */
    private static final class Running {
        final String id;
        final Set<String> servers;
        boolean isUp;
        int lastLine;

        Running(String id, Set<String> servers) {
            this.id = id;
            this.servers = servers;
        }
    }

    /** Lines for the servers that the running worker does not have. */
    private static String added(HaproxyConfig.Section section, Running running, List<String> columns) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < section.servers().size(); i++) {
            Server server = section.servers().get(i);
            if (!server.checked() || server.port() == 0 || running.servers.contains(server.name())) {
                continue;
            }
            String[] fields = new String[columns.size()];
            Arrays.fill(fields, "0");
            List.of("srv_addr", "srv_fqdn", "srvrecord", "srv_check_addr", "srv_agent_addr")
                    .forEach(column -> set(fields, columns.indexOf(column), "-"));
            set(fields, columns.indexOf("be_id"), running.id);
            set(fields, columns.indexOf("be_name"), section.name());
            set(fields, columns.indexOf("srv_id"), Integer.toString(10_000 + i));
            set(fields, columns.indexOf("srv_name"), server.name());
            // Equal ones: HAProxy then keeps the weight of its file.
            set(fields, columns.indexOf("srv_uweight"), "1");
            set(fields, columns.indexOf("srv_iweight"), "1");
            set(fields, columns.indexOf("srv_check_status"), "1"); // initialised
            set(fields, columns.indexOf("srv_check_state"), "6"); // configured and enabled
            set(fields, columns.indexOf("srv_port"), Integer.toString(server.port()));
            set(fields, columns.indexOf("srv_check_port"), Integer.toString(server.checkPort()));
            text.append(String.join(" ", fields)).append('\n');
        }
        return text.toString();
    }

    private static void set(String[] fields, int column, String value) {
        if (column >= 0 && column < fields.length) {
            fields[column] = value;
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
            NewFile.write(temporary, state.getBytes(StandardCharsets.UTF_8), attributes(file));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Those of the file that is replaced: HAProxy's user may own it. */
    private static Attributes attributes(Path file) throws IOException {
        try {
            var old = Files.readAttributes(file, "unix:mode,uid,gid,isRegularFile", LinkOption.NOFOLLOW_LINKS);
            return (Boolean) old.get("isRegularFile")
                    ? new Attributes((Integer) old.get("mode") & 0777, (Integer) old.get("uid"), (Integer) old.get("gid")) : Attributes.NEW_FILE;
        } catch (NoSuchFileException e) {
            return Attributes.NEW_FILE;
        }
    }
}
