package io.pgsvc.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.build.BuildInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client of the endpoint gets. */
class StatusEndpointTest {
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> said = new ArrayList<>();
    private final FailureNote note = new FailureNote((severity, text) -> said.add(severity + " " + text));
    private final Metrics metrics = new Metrics(new BuildInfo("0.1.0", "abc", "none", "Java"));
    private StatusEndpoint endpoint = endpoint(0);

    private StatusEndpoint endpoint(int port) {
        return new StatusEndpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), metrics,
                new StatusFile(Path.of("/nonexistent"), note), note, nanos::get);
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    private void tell(WatchStatus status) {
        metrics.changed(status);
        endpoint.changed(status);
    }

    private HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port().orElseThrow() + path))
                    .method(method, HttpRequest.BodyPublishers.noBody()).timeout(Duration.ofSeconds(10)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void metricsAndStatus() throws Exception {
        tell(Statuses.ok(1));
        HttpResponse<String> answer = ask("GET", "/metrics");
        assertEquals(200, answer.statusCode());
        assertEquals("text/plain; version=0.0.4; charset=utf-8", answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(new String(metrics.text(), StandardCharsets.UTF_8), answer.body());
        HttpResponse<String> status = ask("GET", "/status");
        assertEquals("application/json", status.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(List.of(), Statuses.violations(status.body()));
    }

    @Test
    void healthIsTheStateOfTheNode() throws Exception {
        tell(Statuses.fresh());
        assertEquals("503 starting\n", health());
        tell(Statuses.ok(1));
        assertEquals("200 ok\n", health());
        tell(Statuses.with(Statuses.ok(1), Optional.of("paused by alice")));
        assertEquals("200 paused\n", health());
        tell(Statuses.bad(2));
        assertEquals("503 failing: the reload failed\n", health());
    }

    @Test
    void aLoopThatHangsIsNotHealthy() throws Exception {
        tell(Statuses.ok(1));
        nanos.addAndGet(Duration.ofSeconds(91).toNanos());
        assertEquals("503 hung: no sign of life for 91 s\n", health());
        endpoint.alive();
        assertEquals("200 ok\n", health());
    }

    private String health() throws Exception {
        HttpResponse<String> answer = ask("GET", "/healthz");
        return answer.statusCode() + " " + answer.body();
    }

    @Test
    void itOnlyTells() throws Exception {
        tell(Statuses.ok(1));
        assertEquals(405, ask("POST", "/status").statusCode());
        assertEquals("GET, HEAD", ask("DELETE", "/metrics").headers().firstValue("Allow").orElseThrow());
        assertEquals(404, ask("GET", "/").statusCode());
        assertEquals(404, ask("GET", "/status/../../etc/passwd").statusCode());
        HttpResponse<String> head = ask("HEAD", "/metrics");
        assertEquals("200 ", head.statusCode() + " " + head.body());
        assertEquals(metrics.text().length, head.headers().firstValueAsLong("Content-Length").orElseThrow());
    }

    /** Neither does a request that never ends keep the others waiting, nor does it last; one without bounds is cut off. */
    @Test
    void requestsAreBounded() throws Exception {
        tell(Statuses.ok(1));
        List<Socket> idlers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Socket idler = new Socket(InetAddress.getLoopbackAddress(), endpoint.port().orElseThrow());
            idler.getOutputStream().write("GET /metrics HT".getBytes(StandardCharsets.UTF_8));
            idlers.add(idler);
        }
        assertEquals(200, ask("GET", "/metrics").statusCode());
        try (Socket flood = new Socket(InetAddress.getLoopbackAddress(), endpoint.port().orElseThrow())) {
            flood.setSoTimeout(10_000);
            boolean cut = false;
            byte[] junk = new byte[8192];
            java.util.Arrays.fill(junk, (byte) 'a');
            try {
                for (int i = 0; i < 1000 && !cut; i++) {
                    flood.getOutputStream().write(junk);
                }
                cut = flood.getInputStream().read() < 0;
            } catch (java.net.SocketException e) {
                cut = true;
            }
            assertTrue(cut, "8 MB of a request were read");
        }
        for (Socket idler : idlers) {
            idler.setSoTimeout(15_000);
            try (idler) {
                assertEquals(-1, idler.getInputStream().read(), "closed without an answer");
            } catch (java.net.SocketException e) {
                // reset is as good as closed
            }
        }
    }

    @Test
    void anAddressThatIsTakenIsSaidOnceAndTriedAgain() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            endpoint = endpoint(taken.getLocalPort());
            tell(Statuses.ok(1));
            tell(Statuses.ok(2));
        }
        assertEquals(1, said.size(), said::toString);
        assertTrue(said.getFirst().contains("Address already in use"), said::toString);
        tell(Statuses.ok(3));
        assertEquals(200, ask("GET", "/healthz").statusCode());
        assertEquals(2, said.size(), said::toString);
    }
}
