package io.pgsvc.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** systemd's side of a notification socket, played by Python: Java has no datagrams on Unix sockets. */
final class NotifySocket implements AutoCloseable {
    private static final String SCRIPT = """
            import json, socket, sys, time
            name, log = sys.argv[1:]
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind("\\0" + name[1:] if name.startswith("@") else name)
            with open(log, "w") as out:
                print(json.dumps({"text": "bound"}), file=out, flush=True)
                while True:
                    data = s.recv(65536).decode()
                    print(json.dumps({"text": data, "micros": time.monotonic_ns() // 1000}), file=out, flush=True)
            """;

    private final Path log;
    private final Process process;

    /** A datagram, and the time of CLOCK_MONOTONIC when it came. */
    record Datagram(String text, long micros) {}

    /** @param name a path, or an abstract name that begins with {@code @} */
    NotifySocket(String name, Path directory) throws IOException {
        Path script = Files.writeString(directory.resolve("notify.py"), SCRIPT);
        log = directory.resolve("notify.log");
        process = new ProcessBuilder("python3", script.toString(), name, log.toString()).inheritIO().start();
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!Files.exists(log) || Files.size(log) == 0) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new AssertionError("no socket " + name);
            }
            LiveWatch.pause(Duration.ofMillis(20));
        }
    }

    /** All that came so far. */
    List<Datagram> all() {
        try {
            List<Datagram> all = new ArrayList<>();
            for (String line : Files.readAllLines(log)) {
                if (line.endsWith("}")) {
                    JsonNode one = new ObjectMapper().readTree(line);
                    all.add(new Datagram(one.get("text").asText(), one.path("micros").asLong()));
                }
            }
            return all.subList(1, all.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many said so. */
    long count(String text) {
        return all().stream().filter(d -> d.text().equals(text)).count();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
