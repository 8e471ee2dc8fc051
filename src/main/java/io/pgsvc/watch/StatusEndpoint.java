package io.pgsvc.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * {@code /metrics}, {@code /healthz} and {@code /status} over HTTP, for {@code --listen}. It only tells; requests are
 * bounded in size, time and number, because the address may be one that others reach.
 */
public final class StatusEndpoint implements StatusListener, Supervisor, AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final int THREADS = 4;
    private static final int BACKLOG = 16;
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    static {
        // The JDK's server takes its bounds from system properties only: seconds, connections, bytes.
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
        System.setProperty("sun.net.httpserver.idleInterval", "10");
        System.setProperty("jdk.httpserver.maxConnections", "64");
        System.setProperty("sun.net.httpserver.maxReqHeaderSize", "16384");
        System.setProperty("sun.net.httpserver.drainAmount", "16384");
    }

    private final InetSocketAddress address;
    private final Metrics metrics;
    private final StatusFile documents;
    private final FailureNote note;
    private final LongSupplier nanos;
    private Optional<HttpServer> server = Optional.empty();
    private volatile Optional<WatchStatus> status = Optional.empty();
    private volatile long beat;

    /** @param documents prints a status */
    public StatusEndpoint(InetSocketAddress address, Metrics metrics, StatusFile documents, FailureNote note, LongSupplier nanos) {
        this.address = address;
        this.metrics = metrics;
        this.documents = documents;
        this.note = note;
        this.nanos = nanos;
        this.beat = nanos.getAsLong();
    }

    /** An address that is taken is tried again with each status: the watcher has more important things to do. */
    @Override
    public void changed(WatchStatus now) {
        status = Optional.of(now);
        if (server.isEmpty()) {
            note.attempt("cannot listen on " + address.getHostString() + ":" + address.getPort(), this::start);
        }
    }

    private void start() throws IOException {
        HttpServer made = HttpServer.create(address, BACKLOG);
        ThreadPoolExecutor workers = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("http-", 0).factory());
        workers.allowCoreThreadTimeOut(true);
        made.setExecutor(workers);
        made.createContext("/", this::answer);
        made.start();
        server = Optional.of(made);
    }

    /** The port that it listens on, once it does. */
    Optional<Integer> port() {
        return server.map(s -> s.getAddress().getPort());
    }

    @Override
    public Optional<Duration> heartbeat() {
        return Optional.of(HEARTBEAT);
    }

    @Override
    public void alive() {
        beat = nanos.getAsLong();
    }

    @Override
    public void close() {
        server.ifPresent(s -> s.stop(0));
    }

    private record Answer(int code, String type, byte[] body) {
        static Answer text(int code, String text) {
            return new Answer(code, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            Answer answer = METHODS.contains(method) ? answer(exchange.getRequestURI().getPath())
                    : Answer.text(405, "only GET and HEAD");
            if (answer.code() == 405) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            }
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("Connection", "close");
            if (method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(answer.body().length));
                exchange.sendResponseHeaders(answer.code(), -1);
                return;
            }
            exchange.sendResponseHeaders(answer.code(), answer.body().length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer.body());
            }
        }
    }

    private Answer answer(String path) {
        Optional<WatchStatus> now = status;
        if (now.isEmpty()) {
            return Answer.text(503, "starting");
        }
        return switch (path) {
            case "/metrics" -> new Answer(200, Metrics.CONTENT_TYPE, metrics.text());
            case "/status" -> new Answer(200, "application/json", (documents.text(now.get()) + "\n").getBytes(StandardCharsets.UTF_8));
            case "/healthz" -> health(now.get());
            default -> Answer.text(404, "there are /metrics, /healthz and /status");
        };
    }

    /** Held, paused and degraded nodes serve what they should: they need a person, not another watcher. */
    private Answer health(WatchStatus now) {
        long silent = nanos.getAsLong() - beat;
        if (silent > HEARTBEAT.multipliedBy(3).toNanos()) {
            return Answer.text(503, "hung: no sign of life for " + Duration.ofNanos(silent).toSeconds() + " s");
        }
        return switch (now.state()) {
            case STARTING -> Answer.text(503, "starting");
            case FAILING -> Answer.text(503, "failing: " + now.failing().orElse(""));
            case OK, DEGRADED, HELD, PAUSED -> Answer.text(200, now.state().word());
        };
    }
}
