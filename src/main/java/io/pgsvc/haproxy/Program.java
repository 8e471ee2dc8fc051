package io.pgsvc.haproxy;

import io.pgsvc.haproxy.ProgramException.Kind;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs one program to its end: no shell, no stdin, a time limit for it and its children, a limit for its output. */
final class Program {
    private static final int MAX_OUTPUT = 1024 * 1024;
    /** Where daemons live; cron's PATH lacks these. */
    private static final List<String> SBIN = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");
    /** What HAProxy and systemd hand to HAProxy: with these in its environment a check would act as a reload. */
    private static final List<String> INTERNAL = List.of("HAPROXY_MWORKER", "HAPROXY_MWORKER_REEXEC",
            "HAPROXY_MWORKER_WAIT_ONLY", "HAPROXY_PROCESSES", "HAPROXY_STARTUPLOGS_FD", "HAPROXY_LOAD_SUCCESS",
            "HAPROXY_CLI", "HAPROXY_MASTER_CLI", "HAPROXY_CFGFILES", "HAPROXY_STARTUP_VERSION", "NOTIFY_SOCKET",
            "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "WATCHDOG_PID", "WATCHDOG_USEC", "MAINPID");

    private Program() {}

    /** @param output stdout and stderr as they came, cut at 1 MB */
    record Result(int exitCode, String output) {}

    /** An environment for HAProxy's sake: the given one without what would confuse it, messages in English. */
    static Map<String, String> environment(Map<String, String> from) {
        Map<String, String> environment = new LinkedHashMap<>();
        from.forEach((key, value) -> {
            if (!INTERNAL.contains(key) && !key.startsWith("LD_") && !key.startsWith("LC_")
                    && !key.equals("LANG") && !key.equals("LANGUAGE")) {
                environment.put(key, value);
            }
        });
        environment.put("LC_ALL", "C");
        return environment;
    }

    /** The file of a program: a path as it is, a bare name from PATH or the sbin directories. */
    static Path find(String name) {
        if (name.contains("/")) {
            Path file = Path.of(name);
            if (!Files.exists(file)) {
                throw problem(Kind.MISSING, name, "there is no program " + name);
            }
            return checked(file, name);
        }
        Optional<Path> unusable = Optional.empty();
        for (String directory : (Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin") + ":"
                + String.join(":", SBIN)).split(":")) {
            // An empty or relative entry of PATH means the working directory, from which we run nothing.
            Path file = Path.of(directory.startsWith("/") ? directory : "/nonexistent", name);
            if (Files.isRegularFile(file)) {
                if (Files.isExecutable(file)) {
                    return file;
                }
                unusable = Optional.of(file);
            }
        }
        return checked(unusable.orElseThrow(() -> problem(Kind.MISSING, name, "there is no program " + name + " in PATH")),
                name);
    }

    private static Path checked(Path file, String name) {
        if (Files.isDirectory(file) || !Files.isExecutable(file)) {
            throw problem(Kind.DENIED, name, file + " may not be executed");
        }
        return file.toAbsolutePath();
    }

    /**
     * Runs it.
     *
     * @throws ProgramException where it cannot be started, takes too long (it is ended with all its children), or is
     *                          ended by a signal
     */
    static Result run(List<String> command, Optional<Path> directory, Map<String, String> environment, Duration limit) {
        String name = command.getFirst();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        directory.filter(Files::isDirectory).ifPresent(d -> builder.directory(d.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            boolean denied = String.valueOf(e.getMessage()).contains("error=13");
            throw problem(denied ? Kind.DENIED : Kind.MISSING, name,
                    denied ? name + " may not be executed" : name + " cannot be started");
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        Thread reader = Thread.ofVirtual().start(() -> drain(process.getInputStream(), output));
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw problem(Kind.TIMEOUT, name, name + " did not finish within " + limit.toSeconds() + " s");
            }
            // A child that outlives it may hold the pipe open: its words are not waited for.
            reader.join(Duration.ofMillis(500));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem(Kind.TIMEOUT, name, "interrupted while " + name + " was running");
        } finally {
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        if (process.exitValue() > 128) {
            throw problem(Kind.CRASHED, name, name + " was ended by signal " + (process.exitValue() - 128));
        }
        synchronized (output) {
            return new Result(process.exitValue(), output.toString(StandardCharsets.UTF_8));
        }
    }

    private static void drain(InputStream in, ByteArrayOutputStream output) {
        byte[] buffer = new byte[8192];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                synchronized (output) {
                    output.write(buffer, 0, Math.max(0, Math.min(n, MAX_OUTPUT - output.size())));
                }
            }
        } catch (IOException e) {
            // the process was ended: what it said until then is all there is
        }
    }

    private static ProgramException problem(Kind kind, String name, String message) {
        Finding finding = Finding.error("haproxy-program", message, Position.of(name));
        return new ProgramException(kind, kind == Kind.MISSING
                ? finding.withHint("install HAProxy, or name its program with --haproxy-bin") : finding);
    }
}
