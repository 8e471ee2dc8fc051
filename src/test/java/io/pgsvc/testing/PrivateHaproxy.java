package io.pgsvc.testing;

import io.pgsvc.haproxy.HaproxyOptions;
import io.pgsvc.haproxy.UnixCli;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A HAProxy of our own in a temporary directory: a main file, a fragment directory, a stats socket, a master socket
 * and a pid file, all private; the service ports are the caller's to choose ({@link #freePort}).
 *
 * <pre>{@code
 * try (PrivateHaproxy haproxy = PrivateHaproxy.in(tempDir).start()) {
 *     Files.writeString(haproxy.confDir().resolve("pg-test-primary.cfg"), "listen pg-test-primary\n…");
 *     var result = new HaproxyReloader(haproxy.options()).reload(expected, Set.of());
 * }
 * }</pre>
 *
 * The program is the system's HAProxy, or another one: {@link #with}. Tests that need one call
 * {@code assumeTrue(PrivateHaproxy.system().isPresent())}; the newer one is {@link #newer}.
 */
public final class PrivateHaproxy implements AutoCloseable {
    private final Path directory;
    private Path program = system().orElse(Path.of("/usr/sbin/haproxy"));
    private String global = "";
    private String defaults = "";
    private boolean serverState;
    private boolean loadsFragments = true;
    private boolean masterSocket = true;
    private boolean statsSocket = true;
    private boolean master = true;
    private boolean impatient;
    private Process process;

    private PrivateHaproxy(Path directory) {
        this.directory = directory;
    }

    /** One in this directory, not started. Paths of sockets must stay below 100 characters. */
    public static PrivateHaproxy in(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("conf.d"));
        return new PrivateHaproxy(directory);
    }

    /** The system's program. */
    public static Optional<Path> system() {
        return Optional.of(Path.of("/usr/sbin/haproxy")).filter(Files::isExecutable);
    }

    /** A second, newer program ({@code scripts/haproxy3.sh}), by the environment's {@code PGSVC_HAPROXY_3}. */
    public static Optional<Path> newer() {
        return Optional.ofNullable(System.getProperty("PGSVC_HAPROXY_3", System.getenv("PGSVC_HAPROXY_3")))
                .filter(p -> !p.isBlank()).map(Path::of).filter(Files::isExecutable);
    }

    /** All programs that are there, the system's first. */
    public static List<Path> programs() {
        List<Path> all = new ArrayList<>();
        system().ifPresent(all::add);
        newer().ifPresent(all::add);
        return all;
    }

    /** A port of 127.0.0.1 that was free a moment ago. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    public PrivateHaproxy with(Path haproxy) {
        program = haproxy;
        return this;
    }

    /** More lines for {@code global}. */
    public PrivateHaproxy withGlobal(String lines) {
        global += lines;
        return this;
    }

    /** More lines for {@code defaults}. */
    public PrivateHaproxy withDefaults(String lines) {
        defaults += lines;
        return this;
    }

    /** Keeps server state over reloads, in {@code server-state} of the directory. */
    public PrivateHaproxy withServerState() {
        serverState = true;
        return this;
    }

    /** As Debian's stock unit does it: only the main file is loaded. */
    public PrivateHaproxy withoutFragments() {
        loadsFragments = false;
        return this;
    }

    public PrivateHaproxy withoutMasterSocket() {
        masterSocket = false;
        return this;
    }

    public PrivateHaproxy withoutStatsSocket() {
        statsSocket = false;
        return this;
    }

    /** Started as soon as it answers, while its master may still lose signals. */
    public PrivateHaproxy impatient() {
        impatient = true;
        return this;
    }

    /** One single process. */
    public PrivateHaproxy withoutMaster() {
        master = false;
        masterSocket = false;
        return this;
    }

    /** Writes the main file and starts the program; returns when it answers. */
    public PrivateHaproxy start() throws IOException, InterruptedException {
        Files.writeString(mainFile(), "global\n    maxconn 200\n    pidfile " + pidFile() + "\n"
                + (statsSocket ? "    stats socket " + statsSocketPath() + " mode 600 level admin\n" : "")
                + (serverState ? "    server-state-file " + stateFile() + "\n" : "") + global
                + "defaults\n    mode tcp\n    timeout connect 1s\n    timeout client 30s\n    timeout server 30s\n"
                + (serverState ? "    load-server-state-from-file global\n" : "") + defaults);
        List<String> command = new ArrayList<>(List.of(program.toString()));
        if (master) {
            command.add("-W");
        }
        if (masterSocket) {
            command.addAll(List.of("-S", masterSocketPath().toString()));
        }
        if (!master) {
            command.add("-db");
        }
        command.addAll(List.of("-f", mainFile().toString()));
        if (loadsFragments) {
            command.addAll(List.of("-f", confDir().toString()));
        }
        process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String said = Files.readString(log());
                close();
                throw new IOException("HAProxy did not start: " + said);
            }
            Thread.sleep(10);
        }
        if (master && !masterSocket && !impatient) {
            // A master loses signals until it has executed itself anew, which nothing tells from outside.
            Thread.sleep(100);
        }
        return this;
    }

    private boolean answers() throws IOException {
        try {
            if (masterSocket && !ask(masterSocketPath(), "@1 show info").contains("Pid: ")) {
                return false;
            }
            if (statsSocket && !ask(statsSocketPath(), "show info").contains("Pid: ")) {
                return false;
            }
            boolean recorded = Files.exists(pidFile()) && !Files.readString(pidFile()).isBlank();
            return !master || recorded && process.children().findAny().isPresent();
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** One command on one of its sockets. */
    public static String ask(Path socket, String command) {
        return new UnixCli(socket, Duration.ofSeconds(2)).ask(command);
    }

    public Path directory() {
        return directory;
    }

    public Path mainFile() {
        return directory.resolve("haproxy.cfg");
    }

    public Path confDir() {
        return directory.resolve("conf.d");
    }

    public Path masterSocketPath() {
        return directory.resolve("m.sock");
    }

    public Path statsSocketPath() {
        return directory.resolve("s.sock");
    }

    public Path pidFile() {
        return directory.resolve("haproxy.pid");
    }

    public Path stateFile() {
        return directory.resolve("server-state");
    }

    /** All that it has printed. */
    public Path log() {
        return directory.resolve("haproxy.log");
    }

    public long pid() {
        return process.pid();
    }

    /** Options that reach it, and no other HAProxy. */
    public HaproxyOptions options() {
        return HaproxyOptions.defaults().withFiles(mainFile(), confDir()).withProgram(program.toString())
                .withSockets(Optional.of(masterSocketPath()), Optional.empty())
                .withPidFile(Optional.of(pidFile())).withSystemdUnit("pgsvc-no-such-unit");
    }

    /** Ends it and its workers. */
    @Override
    public void close() {
        if (process == null) {
            return;
        }
        List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
        process.destroy();
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        family.forEach(ProcessHandle::destroyForcibly);
    }
}
