package io.pgsvc.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the pgsvc program as a process: the JVM launcher or the native binary, whichever {@code PGSVC_BIN}
 * or the system property {@code pgsvc.bin} names.
 */
public final class Cli {
    /** What a finished run left; {@code exit} is 128 + the signal's number after a signal. */
    public record Result(int exit, String stdout, String stderr) {
    }

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path directory;
    private final Map<String, String> environment = new LinkedHashMap<>();

    private Cli(Path directory) {
        this.directory = directory;
    }

    /** Runs in {@code directory}. */
    public static Cli in(Path directory) {
        return new Cli(directory);
    }

    /** Runs in the current directory. */
    public static Result run(String... args) {
        return in(Path.of("").toAbsolutePath()).start(args);
    }

    /** Sets an environment variable of the run. */
    public Cli env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** The program under test. */
    public static Path program() {
        String named = System.getenv().getOrDefault("PGSVC_BIN", System.getProperty("pgsvc.bin", "target/jvm/pgsvc"));
        Path program = Path.of(named).toAbsolutePath();
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException("no program to test at " + program + ": run `make build` first");
        }
        return program;
    }

    /** Runs the program to its end; it is killed and the test fails after a minute. */
    public Result start(String... args) {
        return run(program(), args);
    }

    /** Starts the program and returns at once; both its streams go to {@code output}, and to end it is the caller's. */
    public Process launch(Path output, String... args) {
        try {
            return builder(program(), args).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, started by another program ({@code unshare}…) whose command line this is, up to pgsvc's own. */
    public Process launchBy(List<String> starter, Path output, String... args) {
        List<String> rest = new ArrayList<>(starter.subList(1, starter.size()));
        rest.add(program().toString());
        rest.addAll(List.of(args));
        try {
            return builder(Path.of(starter.getFirst()), rest.toArray(String[]::new)).redirectErrorStream(true)
                    .redirectOutput(output.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder builder(Path program, String... args) {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        // What this machine has configured must not decide a test.
        builder.environment().keySet().removeIf(name -> name.startsWith("PGSVC_"));
        builder.environment().put("PGSVC_CONFIG", "/dev/null");
        builder.environment().putAll(environment);
        return builder;
    }

    private Result run(Path program, String... args) {
        try {
            Path out = Files.createTempFile("pgsvc-out", null);
            Path err = Files.createTempFile("pgsvc-err", null);
            try {
                ProcessBuilder builder = builder(program, args);
                Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
                if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("still running after " + LIMIT + ": " + builder.command() + "\n" + text(err));
                }
                return new Result(process.exitValue(), text(out), text(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
