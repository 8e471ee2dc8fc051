package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.pgsvc.testing.Cli;
import io.pgsvc.testing.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What systemd, Prometheus, the journal and whoever asks see of a running watcher. */
class OperateIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"path", "abstract"})
    void systemdIsToldOfTheWatchersLife(String kind) throws Exception {
        boolean isNative = !new String(Files.readAllBytes(Cli.program()), StandardCharsets.ISO_8859_1).startsWith("#!");
        assumeTrue(isNative || Tool.onPath("systemd-notify"), "on the JVM only systemd-notify can tell systemd");
        String name = kind.equals("path") ? directory.resolve("notify.sock").toString() : "@pgsvc-test-" + ProcessHandle.current().pid();
        try (Site site = Site.in(directory).start(); NotifySocket systemd = new NotifySocket(name, directory);
             LiveWatch watch = LiveWatch.launch(Cli.in(directory).env("NOTIFY_SOCKET", name).env("WATCHDOG_USEC", "600000"),
                     site, site.inventoryFile())) {
            watch.await("READY=1", () -> systemd.count("READY=1") == 1);
            assertTrue(Files.exists(site.file("pg-test-primary")), "ready means that the first pass has ended");
            watch.await("the status line", () -> systemd.all().stream().anyMatch(d -> d.text().startsWith("STATUS=generation 1, ok: 2 created")));
            long beats = systemd.count("WATCHDOG=1");
            watch.await("signs of life", () -> systemd.count("WATCHDOG=1") >= beats + 2);
            watch.signal("HUP");
            watch.await("READY=1 again", () -> systemd.count("READY=1") == 2);
            NotifySocket.Datagram reloading = systemd.all().stream().filter(d -> d.text().startsWith("RELOADING=1\n")).findFirst().orElseThrow();
            long told = Long.parseLong(reloading.text().substring("RELOADING=1\nMONOTONIC_USEC=".length()));
            long late = reloading.micros() - told;
            assertTrue(late >= 0 && late < 5_000_000, () -> "the time is that of systemd's clock: " + late + " µs");
            assertEquals(0, watch.stop());
            assertEquals(1, systemd.count("STOPPING=1"));
        }
    }

    @Test
    void statusMetricsAndHealth() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path prom = directory.resolve("pgsvc.prom");
        try (Site site = Site.in(directory).start();
             LiveWatch watch = LiveWatch.start(site, site.inventoryFile(), "--listen", Integer.toString(port), "--metrics-file", prom.toString())) {
            watch.await("the endpoint", () -> get(port, "/healthz").equals("200 ok\n"));
            Path file = site.runtimeDir().resolve("status.json");
            JsonNode status = valid(Files.readString(file));
            assertEquals("ok done 1 127.0.0.11 2 1 3", String.join(" ", status.get("state").asText(),
                    status.get("last").get("result").asText(), status.get("generation").asText(), status.get("node").asText(),
                    status.get("managed").asText(), status.get("clusters").asText(), status.get("hosts").asText()));
            List<String> stages = new ArrayList<>();
            status.get("last").get("stages").fieldNames().forEachRemaining(stages::add);
            assertEquals(List.of("recover", "load", "look", "plan", "lint", "select", "render", "decide", "check", "swap", "reload",
                    "confirm", "record", "health"), stages);
            assertEquals(status, valid(get(port, "/status").substring("200 ".length())));

            String metrics = get(port, "/metrics").substring("200 ".length());
            assertEquals(Files.readString(prom), metrics);
            for (String line : List.of("pgsvc_state{state=\"ok\"} 1.0", "pgsvc_managed_files 2.0", "pgsvc_reloads_total 1.0",
                    "pgsvc_passes_total{result=\"done\"} 1.0", "pgsvc_inventory_hosts 3.0", "pgsvc_generation 1.0")) {
                assertTrue(metrics.lines().toList().contains(line), () -> "no " + line + " in\n" + metrics);
            }
            slowRequest(port);

            watch.one(() -> site.inventory(Site.members("11: primary", "12: replica", "13: replica", "14: replica")));
            assertEquals(List.of("pg-test-primary: + pg-test-4", "pg-test-replica: + pg-test-4"), changes(file));
            watch.one(() -> site.edit("pg-test:", "pg-test: ["));
            assertTrue(get(port, "/healthz").startsWith("503 failing: "), () -> get(port, "/healthz"));
            watch.await("the failure in the metrics", () -> read(prom).contains("pgsvc_state{state=\"failing\"} 1.0"));
            watch.one(() -> site.edit("pg-test: [", "pg-test:"));
            assertEquals("200 ok\n", get(port, "/healthz"));
            assertTrue(watch.log().contains("no longer: "), watch::log);

            assertEquals(0, watch.stop());
            assertFalse(Files.exists(file), "nobody watches any more");
            assertTrue(Files.exists(prom), "its timestamps tell that nothing happens any more");
        }
    }

    /** What the last pass changed, without the places; each must have one. */
    private static List<String> changes(Path status) throws IOException {
        List<String> changes = new ArrayList<>();
        for (JsonNode line : valid(Files.readString(status)).get("last").get("changes")) {
            assertTrue(line.asText().matches(".*pigsty\\.yml:\\d+\\)"), line::asText);
            changes.add(line.asText().replaceFirst(" \\(.*", ""));
        }
        return changes;
    }

    /** A request that never ends is cut off, and others are answered meanwhile. */
    private static void slowRequest(int port) throws IOException {
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), port)) {
            slow.setSoTimeout(15_000);
            slow.getOutputStream().write("GET /status HT".getBytes(StandardCharsets.UTF_8));
            assertEquals("200 ok\n", get(port, "/healthz"));
            assertEquals(-1, slow.getInputStream().read(), "closed without an answer");
        } catch (java.net.SocketException e) {
            // reset is as good as closed
        }
    }

    private static JsonNode valid(String document) throws IOException {
        JsonNode json = new ObjectMapper().readTree(document);
        assertEquals(List.of(), List.copyOf(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs/schema/status.json"))).validate(json)));
        return json;
    }

    private static String get(int port, String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /** A work tree's commit in log and status; a log in JSON; silence while nothing happens, resyncs included. */
    @Test
    void theLogOfAWorkTreeInJson() throws Exception {
        try (Site site = Site.in(directory).start()) {
            Path tree = Files.createDirectory(directory.resolve("tree"));
            Files.copy(site.inventoryFile(), tree.resolve("pigsty.yml"));
            git(tree, "init", "-q");
            git(tree, "add", ".");
            git(tree, "commit", "-q", "-m", "one");
            String commit = git(tree, "rev-parse", "HEAD");
            Path log = directory.resolve("log.json");
            List<String> arguments = site.arguments("watch", tree.resolve("pigsty.yml"), new ArrayList<>(List.of("--node", Site.NODE,
                    "--degraded-wait", "0", "--log-format", "json", "--resync", "300ms")));
            Process watch = Cli.in(directory).launch(log, arguments.toArray(String[]::new));
            try {
                await(() -> read(log).contains("\"pass\":1"));
                JsonNode pass = Stream.of(read(log).split("\n")).map(OperateIT::json).filter(l -> l.has("pass")).findFirst().orElseThrow();
                assertEquals("info start done " + commit, String.join(" ", pass.get("level").asText(), pass.get("trigger").asText(),
                        pass.get("result").asText(), pass.get("revision").asText()));
                assertEquals(2, pass.get("changes").size(), pass::toString);
                Path status = site.runtimeDir().resolve("status.json");
                await(() -> json(read(status)).path("last").path("id").asInt() >= 3);
                assertEquals(commit, json(read(status)).get("applied").asText());
                assertEquals(1, Stream.of(read(log).split("\n")).filter(l -> json(l).has("pass")).count(), () -> "resyncs are silent:\n" + read(log));
            } finally {
                watch.destroy();
                watch.waitFor();
            }
        }
    }

    /** The journal's own stream gets priorities and no times; another one does not, whatever the variable says. */
    @ParameterizedTest
    @ValueSource(strings = {"its stream", "another stream"})
    void linesForTheJournal(String kind) throws Exception {
        try (Site site = Site.in(directory)) {
            Path log = Files.createFile(directory.resolve("journal"));
            Map<String, Object> is = Files.readAttributes(log, "unix:dev,ino");
            String stream = is.get("dev") + ":" + (kind.equals("its stream") ? is.get("ino") : "1");
            site.edit("pg-test:", "pg-test: [");
            Process watch = Cli.in(directory).env("JOURNAL_STREAM", stream).launch(log,
                    site.arguments("watch", site.inventoryFile(), new ArrayList<>(List.of("--node", Site.NODE))).toArray(String[]::new));
            try {
                await(() -> read(log).contains("pass 1 (start"));
                List<String> lines = List.of(read(log).split("\n"));
                boolean isJournal = kind.equals("its stream");
                assertEquals(isJournal, lines.stream().allMatch(l -> l.matches("<[3467]>.*")), lines::toString);
                assertEquals(!isJournal, lines.getFirst().matches("20..-..-..T..:..:..\\....Z info: watching .*"), lines::toString);
                assertTrue(lines.stream().anyMatch(l -> l.contains("[yaml-syntax]") && l.startsWith(isJournal ? "<3>" : "20")), lines::toString);
            } finally {
                watch.destroy();
                watch.waitFor();
            }
        }
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "it did not come");
            LiveWatch.pause(Duration.ofMillis(20));
        }
    }

    private static String git(Path tree, String... arguments) {
        List<String> line = new ArrayList<>(List.of("-C", tree.toString(), "-c", "user.name=t", "-c", "user.email=t@example.com"));
        line.addAll(List.of(arguments));
        Cli.Result result = new Tool(Duration.ofSeconds(20), "git").run(line.toArray(String[]::new));
        assertEquals(0, result.exit(), result::stderr);
        return result.stdout().strip();
    }
}
