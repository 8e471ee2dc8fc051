package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsvc.testing.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** pgbench with one client on a service, started again whenever it has given up; its errors go into the {@link Ledger}. */
final class Pgbench implements AutoCloseable {
    /** It would end by itself after so many seconds. */
    private static final int LONGEST = 1200;

    private final String name;
    private final Service service;
    private final Ledger ledger;
    private final Path directory;
    private final List<String> command;
    private final ProcessBuilder builder;
    private final Thread thread;
    private volatile boolean over;
    private volatile Process process;

    /**
     * Starts it.
     *
     * @param directory for its lists of transactions, a directory of its own
     * @param options   what it does, and at which rate
     */
    Pgbench(Path program, Path directory, Ledger ledger, Entrance entrance, Service service, String... options) throws IOException {
        this.name = "pgbench " + String.join(" ", options) + " on " + service;
        this.service = service;
        this.ledger = ledger;
        this.directory = Files.createDirectories(directory);
        this.command = new ArrayList<>(List.of(program.toString(), "-n", "-c", "1", "-T", Integer.toString(LONGEST), "-l", "--log-prefix",
                directory.resolve("done").toString(), "-h", entrance.address(), "-p", Integer.toString(entrance.port(service)), "-U", "app"));
        command.addAll(List.of(options));
        command.add("e2e");
        this.builder = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("PGCONNECT_TIMEOUT", "3");
        this.thread = Thread.ofPlatform().start(this::runAgainAndAgain);
    }

    private void runAgainAndAgain() {
        try {
            while (!over) {
                run();
                LiveWatch.pause(Duration.ofMillis(200));
            }
        } catch (IOException | InterruptedException e) {
            error(e.toString());
        }
    }

    private void run() throws IOException, InterruptedException {
        process = builder.start();
        boolean said = false;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // These two repeat that there was an error.
                if (line.startsWith("pgbench: error:") && !line.contains("Run was aborted") && !line.contains("could not create connection")) {
                    error(line.substring("pgbench: error:".length()).strip());
                    said = true;
                }
            }
        }
        int exit = process.waitFor();
        if (exit != 0 && !said && !over) {
            error("it ended with " + exit);
        }
    }

    private void error(String words) {
        long now = System.currentTimeMillis();
        ledger.add(new Ledger.Attempt(now, now, name, service, false, Optional.empty(), Optional.of(words)));
    }

    /** Ends it in the middle of its time, as its own clock would: transactions under way are finished. */
    @Override
    public void close() throws InterruptedException {
        over = true;
        while (thread.isAlive()) {
            Process running = process;
            if (running != null && running.isAlive()) {
                new Tool(Duration.ofSeconds(5), "sh").run("-c", "kill -ALRM " + running.pid());
                if (!running.waitFor(3, TimeUnit.SECONDS)) {
                    running.destroyForcibly();
                }
            }
            thread.join(500);
        }
    }

    /** The transactions that it finished, of all its runs. */
    long transactions() throws IOException {
        assertEquals(false, thread.isAlive(), "still running: it has not written all of them down");
        long sum = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                try (Stream<String> lines = Files.lines(file)) {
                    sum += lines.count();
                }
            }
        }
        return sum;
    }
}
