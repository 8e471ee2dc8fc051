package io.pgsvc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.pgsvc.testing.FakeSocket;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** pause, resume, rollback, history and status on the command line, with a HAProxy that is only a script. */
class OpsCommandsTest {
    private static final String PROC = """
            #<PID>          <type>          <reloads>       <uptime>        <version>
            10              master          2               1d02h03m04s     2.6.12
            # workers
            30              worker          0               0d00h01m00s     2.6.12
            # old workers
            20              worker          1               0d02h00m00s     2.6.12
            # programs

            """;
    private static final String HEAD = "# pxname,svname,scur,status,weight,act,bck,lastchg,type,check_status,check_code,check_duration,last_chk,addr,\n";

    @TempDir
    Path root;
    private Path state;
    private FakeSocket master;

    private record Run(int exit, String out, String err) {
        Run expect(int code, String... words) {
            assertEquals(code, exit, () -> out + err);
            for (String word : words) {
                assertTrue((out + err).contains(word), () -> "nothing of \"" + word + "\" in:\n" + out + err);
            }
            return this;
        }
    }

    @BeforeEach
    void node() throws IOException {
        state = Files.createDirectories(root.resolve("var"));
        Files.createDirectories(root.resolve("conf.d"));
        Files.writeString(root.resolve("haproxy.cfg"), "defaults\n    option allbackups\n");
        manifest("manifest.json", 7, "", "one", "two");
    }

    /** A manifest of the services a-primary and a-replica, each with the same content. */
    private void manifest(String name, long generation, String more, String... contents) throws IOException {
        StringBuilder files = new StringBuilder();
        String[] stems = {"primary", "replica"};
        for (int i = 0; i < contents.length; i++) {
            String text = "listen a-" + stems[i] + "\n    # " + contents[i] + "\n";
            Files.writeString(root.resolve("conf.d/a-" + stems[i] + ".cfg"), text);
            files.append(i > 0 ? "," : "").append("""
                    {"name":"a-%1$s","sha256":"%2$s","fingerprint":"f","cluster":"a","service":"%1$s","generation":%3$d,
                     "adopted":false,"servers":["s-1","s-2","s-3"]}""".formatted(stems[i],
                    java.util.HexFormat.of().formatHex(sha(text)), generation));
        }
        Path file = state.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"schema\":1," + more + "\"node\":\"n\",\"generation\":" + generation + ",\"files\":[" + files + "]}");
    }

    private static byte[] sha(String text) {
        try {
            return java.security.MessageDigest.getInstance("SHA-256").digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Run run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = new Program(new Terminal(new PrintWriter(out), new PrintWriter(err), Map.of("PGSVC_STATE_DIR", state.toString(),
                "PGSVC_CONFIG", "/dev/null", "SUDO_USER", "alice", "COLUMNS", "100"), false, false)).run(args);
        return new Run(exit, out.toString(), err.toString());
    }

    private Run status(String... more) {
        List<String> args = new ArrayList<>(List.of("status", "--conf-dir", root.resolve("conf.d").toString(), "--haproxy-config",
                root.resolve("haproxy.cfg").toString(), "--runtime-dir", root.resolve("run").toString()));
        args.addAll(List.of(more));
        if (!args.contains("--master-socket")) {
            args.addAll(List.of("--master-socket", root.resolve("m.sock").toString()));
        }
        return run(args.toArray(String[]::new));
    }

    private FakeSocket haproxy(String... lines) throws IOException {
        master = new FakeSocket(root.resolve("m.sock")).answer("show proc", PROC)
                .answer("@!30 show info", "Name: HAProxy\nVersion: 2.6.12\nPid: 30\nUptime_sec: 60\nCurrConns: 5\n")
                .answer("@!20 show info", "Name: HAProxy\nVersion: 2.6.12\nPid: 20\nUptime_sec: 7200\nCurrConns: 2\n")
                .answer("@!30 show stat", HEAD + String.join("\n", lines) + "\n");
        return master;
    }

    private static String server(String section, String name, String state, int weight, boolean backup) {
        return section + "," + name + ",3," + state + "," + weight + ",," + (backup ? 1 : 0) + ",90,2,L7OK,200,4,,10.0.0.1:6432,";
    }

    private static JsonNode valid(Run run, String schema) throws IOException {
        JsonNode document = new ObjectMapper().readTree(run.out);
        assertEquals(Set.of(), JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs/schema", schema))).validate(document), run.out);
        return document;
    }

    @Test
    void theWholeScreen() throws IOException {
        try (FakeSocket socket = haproxy("a-primary,FRONTEND,0,OPEN,,,,,0,,,,,,", server("a-primary", "s-1", "UP", 100, false),
                server("a-primary", "s-2", "DOWN", 100, false), server("a-primary", "s-3", "UP", 300, false),
                server("a-replica", "s-1", "MAINT", 100, false), server("a-replica", "s-2", "UP", 100, true),
                server("a-replica", "s-3", "no check", 100, true), server("other", "x", "DOWN", 1, false))) {
            assertEquals("""
                    status      healthy
                    node        n
                    generation  7, 2 service files
                    watcher     none runs
                    haproxy     2.6.12, worker 30 for 1 min with 5 sessions
                    old worker  20 for 0d02h00m00s, 2 sessions

                    SERVICE    SERVER        STATE     FOR    CHECK         WEIGHT  SESSIONS  TRAFFIC
                    a-primary  s-1           UP        1 min  L7OK/200 4ms     100         3      25%
                    a-primary  s-2           DOWN      1 min  L7OK/200 4ms     100         3        -
                    a-primary  s-3           UP        1 min  L7OK/200 4ms     300         3      75%
                    a-replica  s-1           MAINT     1 min  L7OK/200 4ms     100         3        -
                    a-replica  s-2 (backup)  UP        1 min  L7OK/200 4ms     100         3      50%
                    a-replica  s-3 (backup)  no check  1 min  L7OK/200 4ms     100         3      50%
                    """, status().expect(0).out);
            assertEquals(Set.of("show proc", "@!30 show stat", "@!30 show info", "@!20 show info"), Set.copyOf(socket.asked()),
                    "only commands that read");
            JsonNode document = valid(status("-o", "json", "--service", "replica"), "status-report.json");
            assertEquals(1, document.get("services").size());
            assertEquals("[\"s-2\",\"s-3\"]", document.at("/services/0/serving").toString());
            assertEquals("backup", document.at("/services/0/traffic").asText());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # what happened           | exit | health  | problem
            nothing                   | 0    | healthy |
            a server is down          | 0    | healthy |
            all servers are down      | 1    | failing | a-primary has no server that takes connections
            no section                | 1    | failing | HAProxy has no section a-replica: a reload is missing
            other servers             | 1    | failing | HAProxy has other servers for a-replica than its file: a reload is missing
            paused                    | 6    | paused  | this node is paused since
            paused, all down          | 1    | failing | a-primary has no server that takes connections
            edited                    | 6    | held    | a-replica.cfg was edited on disk
            other comments            | 0    | healthy |
            removed                   | 1    | failing | a-replica.cfg was removed from disk
            killed                    | 1    | failing | a pass was interrupted
            no socket                 | 1    | unknown | HAProxy cannot be asked
            no manifest               | 1    | unknown | pgsvc never changed anything on this node
            watcher gone              | 1    | failing | the watcher is gone: process 99999999 left its status file behind
            status damaged            | 1    | unknown | the status file is no JSON document
            """)
    void healthAndExitCode(String what, int exit, String health, String problem) throws IOException {
        boolean down = what.contains("all ");
        List<String> lines = new ArrayList<>(List.of(server("a-primary", "s-1", down ? "DOWN" : "UP", 100, false),
                server("a-primary", "s-2", down || what.startsWith("a server") ? "DOWN" : "UP", 100, false),
                server("a-primary", "s-3", down ? "MAINT" : "UP", 100, false)));
        if (!what.equals("no section")) {
            lines.addAll(List.of(server("a-replica", "s-1", "UP", 100, false), server("a-replica", "s-2", "UP", 100, false)));
            lines.add(server("a-replica", what.equals("other servers") ? "s-4" : "s-3", "UP", 100, false));
        }
        if (what.startsWith("paused")) {
            run("pause").expect(0);
        }
        Path replica = root.resolve("conf.d/a-replica.cfg");
        switch (what) {
            case "edited" -> Files.writeString(replica, "listen a-replica\n    maxconn 1\n");
            case "other comments" -> {
                store(replica);
                Files.writeString(replica, "# hello\n" + Files.readString(replica));
            }
            case "removed" -> Files.delete(replica);
            case "killed" -> Files.writeString(state.resolve("journal.json"), "{}");
            case "no manifest" -> Files.delete(state.resolve("manifest.json"));
            case "watcher gone" -> watcherReport(STATUS.formatted(99_999_999));
            case "status damaged" -> watcherReport("{");
            default -> { }
        }
        if (what.equals("no socket")) {
            check(exit, health, problem);
        } else {
            try (FakeSocket socket = haproxy(lines.toArray(String[]::new))) {
                check(exit, health, problem);
            }
        }
    }

    private static final String STATUS = """
            {"schema":"pgsvc/status/1","version":"1","pid":%d,"started":"2026-01-01T00:00:00Z","inventory":"/i","passes":{},"reloads":0,
             "reload_failures":0,"managed":2,"drift":[],"held":[],"degraded":[],"hosts":1,"clusters":1,
             "work":{"loaded":0,"planned":0,"selected":0,"rendered":0,"written":0}}""";

    private void check(int exit, String health, String problem) throws IOException {
        Run run = status().expect(exit, "status      " + health, problem == null ? "" : problem);
        JsonNode document = valid(status("-o", "json").expect(exit), "status-report.json");
        assertEquals(health, document.get("health").asText(), run.out);
        assertEquals(exit != 0, document.get("failed").asBoolean());
        status("-o", "yaml").expect(exit, "health: " + health);
    }

    private void store(Path file) throws IOException {
        Files.createDirectories(state.resolve("objects"));
        Files.copy(file, state.resolve("objects").resolve(java.util.HexFormat.of().formatHex(sha(Files.readString(file)))));
    }

    private void watcherReport(String text) throws IOException {
        Files.writeString(Files.createDirectories(root.resolve("run")).resolve("status.json"), text);
    }

    @Test
    void withoutTheMasterOldWorkersAreNotKnown() throws IOException {
        try (FakeSocket stats = new FakeSocket(root.resolve("s.sock"))) {
            String info = "Name: HAProxy\nVersion: 2.6.12\nPid: 30\nUptime_sec: 60\nCurrConns: 5\n";
            stats.answer("show info;show stat", info + "\n" + HEAD + server("a-primary", "s-1", "UP", 1, false) + "\n").answer("show info", info);
            status("--master-socket", root.resolve("none").toString(), "--stats-socket", stats.path().toString(), "--service", "primary")
                    .expect(1, "HAProxy has other servers for a-primary than its file", "not known   whether old workers are alive: only the master's socket tells", "a-primary  s-1     UP");
            status("--cluster", "b").expect(64, "this node does not have a cluster b");
            status("--service", "primry").expect(64, "did you mean `primary`?");
            status("--watch").expect(64, "--watch needs a terminal");
        }
    }

    @Test
    void pauseAndResume() throws IOException {
        run("resume").expect(0, "nothing to do: this node is not paused");
        run("pause", "--for", "2h", "--reason", "kernel\nupgrade").expect(0, "this node is paused since 2", ", by alice: kernel upgrade");
        JsonNode document = valid(run("pause", "-o", "json").expect(0), "pause.json");
        assertTrue(document.get("msg").asText().contains("by alice: kernel upgrade is replaced"), document.toString());
        assertEquals("alice", document.at("/paused/by").asText());
        assertTrue(document.at("/paused/until").isNull());
        valid(run("resume", "-o", "json").expect(0), "pause.json");
        run("pause", "--for", "0").expect(64, "--for 0 is no pause");
        run("pause", "--for", "soon").expect(64, "'soon' is no time");
        Files.writeString(state.resolve("pause.json"), "damaged");
        status().expect(1, "this node is paused since", "the file is damaged");
        run("resume").expect(0, "is over");
        assertTrue(Files.notExists(state.resolve("pause.json")));
    }

    @Test
    void history() throws IOException {
        manifest("generations/5.json", 5, "\"at\":\"2026-01-01T10:00:00Z\",", "zero");
        manifest("generations/6.json", 6, "\"at\":\"2026-01-02T10:00:00Z\",\"trigger\":\"watch\","
                + "\"revision\":\"3fa2c1d098a4201daacee69d1d18bc25be7da991\",", "one");
        manifest("generations/7.json", 7, "\"at\":\"2026-01-03T10:00:00.123Z\",\"trigger\":\"rollback\",\"rollback\":3,", "one", "two");
        manifest("manifest.json", 7, "\"trigger\":\"rollback\",\"rollback\":3,", "one", "two");
        assertEquals("""
                   GENERATION  TIME                  BY             REVISION      FILES  CHANGES
                *           7  2026-01-03T10:00:00Z  rollback to 3                    2  +a-replica
                            6  2026-01-02T10:00:00Z  watch          3fa2c1d098a4      1  ~a-primary
                            5  2026-01-01T10:00:00Z                                   1  ~a-primary (the one before
                                                                                         is no longer kept)
                """, run("history").expect(0).out);
        JsonNode document = valid(run("history", "-o", "json").expect(0), "history.json");
        assertEquals("added", document.at("/generations/0/changes/0/change").asText());
        assertEquals(3, document.at("/generations/0/rollback_to").asInt());
        run("history", "--diff", "4").expect(64, "there is no generation 4");
        run("history", "--diff", "5").expect(64, "is not known any more");
        run("rollback", "--to", "4").expect(64, "there is no generation 4; kept are 5, 6, 7 (it stands now)");
        run("rollback", "--cluster", "b").expect(64, "there is no generation before 3");
        run("rollback", "--to", "6", "--cluster", "b").expect(64, "neither this node nor the generation has a cluster b");
        Files.writeString(state.resolve("generations/6.json"), "{");
        valid(run("history", "-o", "json").expect(1), "history.json");
    }

    @Test
    void aNodeThatPgsvcNeverTouched() throws IOException {
        Files.delete(state.resolve("manifest.json"));
        run("history").expect(0, "pgsvc never changed anything on this node");
        valid(run("history", "-o", "json").expect(0), "history.json");
        run("rollback").expect(64, "there is nothing to go back to");
    }
}
