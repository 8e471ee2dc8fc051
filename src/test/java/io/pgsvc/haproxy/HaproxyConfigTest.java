package io.pgsvc.haproxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HaproxyConfigTest {
    @TempDir
    Path dir;

    private HaproxyConfig config(String text) throws Exception {
        Path file = Files.writeString(dir.resolve("haproxy.cfg"), text);
        return HaproxyConfig.read(List.of(file), Map.of("RUN", "/run/x", "EMPTY", ""));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
            "a b\tc|a;b;c", "a # b|a", "a\\ b c|a b;c", "'a $RUN # b' c|a $RUN # b;c", "\"$RUN/s\"|/run/x/s",
            "\"${RUN}/s\"|/run/x/s", "$RUN|$RUN", "\"${NONE-def}\"|def", "\"${EMPTY-def}\" x|def;x", "a\\#b|a#b",
            "\"a\\\"b\"|a\"b", "a\"b c\"d|ab cd", "\"\" x|;x", "\"open|open"}, delimiter = '|')
    void splitsWordsAsHaproxyDoes(String line, String words) {
        assertEquals(words, String.join(";", ConfigWords.split(line, Map.of("RUN", "/run/x", "EMPTY", ""))));
    }

    @Test
    void findsSocketsAndState() throws Exception {
        HaproxyConfig config = config("""
                global
                  stats socket ipv4@127.0.0.1:9999 level admin
                  stats socket /run/ro.sock level user   # read only
                  stats socket "$RUN/admin.sock" mode 660 level admin expose-fd listeners
                  # stats socket /run/old.sock level admin
                  server-state-base /var/lib/haproxy
                  server-state-file state
                  pidfile /run/h.pid
                  hard-stop-after 30m
                defaults
                  load-server-state-from-file global
                """);
        assertEquals(Optional.of(Path.of("/run/x/admin.sock")), config.bestStatsSocket());
        assertEquals(List.of("user", "admin"), config.statsSockets().stream().map(HaproxyConfig.StatsSocket::level).toList());
        assertEquals(Optional.of(Path.of("/var/lib/haproxy/state")), config.serverStateFile());
        assertTrue(config.loadsServerState());
        assertEquals(Optional.of(Path.of("/run/h.pid")), config.pidFile());
        assertEquals(Optional.of("30m"), config.hardStopAfter());
    }

    @Test
    void localServerStateIsNotTheGlobalOne() throws Exception {
        assertFalse(config("defaults\n  load-server-state-from-file local\n").loadsServerState());
        assertFalse(config("defaults\n  #load-server-state-from-file global\n").loadsServerState());
    }

    @Test
    void findsWhoListensWhere() throws Exception {
        HaproxyConfig config = config("""
                listen stats
                  bind *:7000
                  bind 127.0.0.1:8000-8010,[::1]:81 ssl
                frontend web
                  bind ipv4@10.0.0.1:80
                  bind /run/web.sock
                  bind fd@3
                backend web
                  server a 10.0.0.2:80
                peers p
                  bind :10000
                """);
        String file = dir.resolve("haproxy.cfg").toString();
        assertEquals(List.of("listen stats", "frontend web", "backend web"),
                config.sections().stream().map(s -> s.kind() + " " + s.name()).toList());
        assertEquals(List.of(new Bind("*", 7000, 7000, file, 2), new Bind("127.0.0.1", 8000, 8010, file, 3),
                new Bind("::1", 81, 81, file, 3)), config.sections().get(0).binds());
        assertEquals(List.of(new Bind("10.0.0.1", 80, 80, file, 5)), config.sections().get(1).binds());
        assertEquals(List.of(new HaproxyConfig.Server("a", 80, 0, false)), config.sections().get(2).servers());
    }

    @Test
    void computesHowLongChecksTake() throws Exception {
        HaproxyConfig config = config("""
                defaults base
                  default-server inter 3s fall 4
                listen a
                  server x 127.0.0.1:1 check
                listen b
                  default-server inter 500 fall 2
                  server x 127.0.0.1:1 check
                  server y 127.0.0.1:1 check fall 5
                defaults
                listen c
                  server x 127.0.0.1:1 check
                listen d from base
                  server x 127.0.0.1:1 check
                listen e
                """);
        assertEquals(List.of(12000L, 2500L, 6000L, 12000L, 0L),
                config.sections().stream().map(s -> s.untilDown().toMillis()).toList());
    }

    @Test
    void fragmentsAreThoseThatHaproxyLoads() throws Exception {
        for (String name : List.of("b.cfg", "a.cfg", "B.cfg", ".h.cfg", "x.cfg.tmp", "é.cfg", "z.cfg")) {
            Files.writeString(dir.resolve(name), "");
        }
        Files.createDirectory(dir.resolve("d.cfg"));
        assertEquals(List.of("B.cfg", "a.cfg", "b.cfg", "z.cfg", "é.cfg"),
                HaproxyConfig.fragments(dir).stream().map(f -> f.getFileName().toString()).toList());
    }

    @Test
    void missingFilesAreEmpty() {
        assertTrue(HaproxyConfig.read(dir.resolve("none.cfg"), dir.resolve("none")).sections().isEmpty());
    }

    @Test
    void takesTimesAsHaproxyDoes() {
        assertEquals(Optional.of(3000L), HaproxyConfigReader.milliseconds("3s"));
        assertEquals(Optional.of(3L), HaproxyConfigReader.milliseconds("3"));
        assertEquals(Optional.of(60000L), HaproxyConfigReader.milliseconds("1m"));
        assertEquals(Optional.of(1L), HaproxyConfigReader.milliseconds("1500us"));
        assertEquals(Optional.empty(), HaproxyConfigReader.milliseconds("1w"));
    }
}
