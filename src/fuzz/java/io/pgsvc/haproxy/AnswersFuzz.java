package io.pgsvc.haproxy;

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
        switch (input[0] & 7) {
            case 0 -> StatCsv.parse(text).ifPresent(stat -> {
                stat.servers();
                stat.up();
            });
            case 1 -> ShowProc.parse(text).ifPresent(proc -> proc.workers().forEach(ShowProc.Worker::pid));
            case 2 -> ShowInfo.parse(text).ifPresent(info -> {
                info.pid();
                info.uptime();
            });
            case 3 -> CheckMessages.parse(text, DIRECTORY, Path.of("/etc/haproxy/conf.d"));
            case 4 -> ServerState.carriedOver(CONFIG, text);
            default -> config(text).bestStatsSocket();
        }
    }
}
