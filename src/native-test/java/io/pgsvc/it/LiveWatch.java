package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.testing.Cli;
import io.pgsvc.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code pgsvc watch} that runs as a process on a {@link Site}; its passes are read from its log. */
final class LiveWatch implements AutoCloseable {
    /** The quiet period of these watchers. */
    static final Duration QUIET = Duration.ofMillis(100);
    /** So long nothing may follow for a change to count as one pass. */
    private static final Duration CALM = Duration.ofMillis(450);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern PASS = Pattern.compile("pass (\\d+) \\((\\w+), \\d+ ms\\): ([a-z-]+): (.*)");

    private final Site site;
    private final Path output;
    private final Process process;

    /** A pass as the log tells it: its number, why it was made, how it ended, and the sentence. */
    record Pass(int number, String trigger, String result, String message) {}

    /** Something that is done to the files or to the node. */
    interface Change {
        void make() throws Exception;
    }

    private LiveWatch(Site site, Path output, Process process) {
        this.site = site;
        this.output = output;
        this.process = process;
    }

    /** Starts one, and waits for the end of its first pass. */
    static LiveWatch start(Site site, Path inventory, String... more) throws IOException {
        LiveWatch watch = launch(site, inventory, more);
        watch.await("the first pass", () -> !watch.passes().isEmpty());
        return watch;
    }

    /** Starts one and returns at once. */
    static LiveWatch launch(Site site, Path inventory, String... more) throws IOException {
        return launch(Cli.in(site.directory()), site, inventory, more);
    }

    /** The same, in an environment of the test's. */
    static LiveWatch launch(Cli cli, Site site, Path inventory, String... more) throws IOException {
        Path output = Files.createTempFile(site.directory(), "watch", ".log");
        return new LiveWatch(site, output, cli.launch(output, arguments(site, inventory, more)));
    }

    /** The same, started by another program: see {@link Cli#launchBy}. */
    static LiveWatch launchBy(List<String> starter, Site site, Path inventory, String... more) throws IOException {
        Path output = Files.createTempFile(site.directory(), "watch", ".log");
        return new LiveWatch(site, output, Cli.in(site.directory()).launchBy(starter, output, arguments(site, inventory, more)));
    }

    private static String[] arguments(Site site, Path inventory, String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        for (List<String> fallback : List.of(List.of("--node", Site.NODE), List.of("--degraded-wait", "0"),
                List.of("--quiet", QUIET.toMillis() + "ms"))) {
            if (!arguments.contains(fallback.getFirst())) {
                arguments.addAll(fallback);
            }
        }
        arguments.add("--debug");
        return site.arguments("watch", inventory, arguments).toArray(String[]::new);
    }

    /** All that it has printed so far. */
    String log() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The passes that have ended, in order. */
    List<Pass> passes() {
        List<Pass> passes = new ArrayList<>();
        Matcher matcher = PASS.matcher(log());
        while (matcher.find()) {
            passes.add(new Pass(Integer.parseInt(matcher.group(1)), matcher.group(2), matcher.group(3), matcher.group(4)));
        }
        return passes;
    }

    /** Makes a change that must lead to exactly one pass, and gives that pass. */
    Pass one(Change change) throws Exception {
        int before = passes().size();
        change.make();
        awaitPasses(before + 1);
        calm();
        List<Pass> passes = passes();
        assertEquals(before + 1, passes.size(), () -> "one pass after the change:\n" + log());
        return passes.getLast();
    }

    /** Makes a change that must lead to no pass at all. */
    void none(Change change) throws Exception {
        int before = passes().size();
        change.make();
        calm();
        assertEquals(before, passes().size(), () -> "no pass:\n" + log());
    }

    /** Waits until so many passes have ended. */
    Pass awaitPasses(int number) {
        await(number + " passes", () -> passes().size() >= number);
        return passes().get(number - 1);
    }

    /** Waits for something, at most a minute. */
    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> what + " did not come:\n" + log());
            assertTrue(process.isAlive(), () -> "the watcher ended (" + process.exitValue() + ") before " + what + ":\n" + log());
            pause(Duration.ofMillis(10));
        }
    }

    /** Waits until a line of the log has these words. */
    void awaitWords(String words) {
        await("\"" + words + "\"", () -> log().contains(words));
    }

    /** Longer than a quiet period, and than a pass that does nothing. */
    void calm() {
        pause(CALM);
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Sends a signal such as {@code HUP}. */
    void signal(String name) {
        assertEquals(0, new Tool(Duration.ofSeconds(5), "sh").run("-c", "kill -" + name + " " + process.pid()).exit());
    }

    /** Its process. */
    ProcessHandle process() {
        return process.toHandle();
    }

    /** Ends it as systemd does, and gives its exit code. */
    int stop() throws InterruptedException {
        signal("TERM");
        return end();
    }

    /** Waits for its end. */
    int end() throws InterruptedException {
        assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), () -> "it does not end:\n" + log());
        return process.exitValue();
    }

    Site site() {
        return site;
    }

    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            process.destroy();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
