package io.pgsvc.haproxy;

import io.pgsvc.fuzz.Bounds;
import io.pgsvc.fuzz.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Any bytes as what HAProxy says: on its sockets, in its check, in its state file and in its configuration. */
public final class AnswersFuzz {
    private static final Path DIRECTORY = Scratch.directory();
    private static final HaproxyConfig CONFIG = config("listen a\n    bind *:5433\n    server s1 10.0.0.1:6432 check port 8008\n"
            + "    server s2 10.0.0.2:6432 check port 8008 backup\n");

    private AnswersFuzz() {}

    private static HaproxyConfig config(String text) {
        try {
            return HaproxyConfig.read(List.of(Files.writeString(DIRECTORY.resolve("haproxy.cfg"), text)), Map.of("A", "x y"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
        Bounds.within(() -> read(input[0] & 7, text));
    }

    private static void read(int which, String text) {
        switch (which) {
            case 0 -> StatCsv.parse(text).ifPresent(stat -> {
                require(stat.up().keySet().equals(stat.servers().keySet()), "other sections up than there are");
                stat.up().forEach((section, up) -> require(up <= stat.servers().get(section).size(), "more servers up than there are"));
                stat.rows().forEach(row -> row.more().number("scur"));
            });
            case 1 -> ShowProc.parse(text).ifPresent(proc -> proc.workers().forEach(worker ->
                    require(worker.pid() >= 0 && worker.reloads() >= 0, "a negative process id")));
            case 2 -> ShowInfo.parse(text).ifPresent(info -> require(info.pid() > 0 && info.uptime() >= 0 && info.sessions() >= 0,
                    "negative figures"));
            case 3 -> CheckMessages.parse(text, DIRECTORY, Path.of("/etc/haproxy/conf.d"));
            case 4 -> state(text);
            default -> {
                HaproxyConfig config = config(text);
                config.bestStatsSocket();
                config.sections().forEach(section -> section.servers().forEach(server ->
                        require(server.port() >= 0 && server.port() <= 65535, "no port: " + server)));
            }
        }
    }

    /** What is handed to the next worker: the answer's own lines, in their order, and lines for servers of the configuration. */
    private static void state(String answer) {
        List<String> given = List.of(answer.split("\n", -1));
        List<String> kept = List.of(ServerState.carriedOver(CONFIG, answer).split("\n", -1));
        int at = 0;
        for (String line : kept) {
            if (at < given.size() && line.split(" ", -1).length == given.get(at).split(" ", -1).length
                    && line.split(" ", -1)[0].equals(given.get(at).split(" ", -1)[0])) {
                at++;
            } else {
                require(line.contains("s1") || line.contains("s2") || !line.contains("10."), "a server from nowhere: " + line);
            }
        }
        require(kept.size() <= given.size() + 2, "more lines than servers");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
