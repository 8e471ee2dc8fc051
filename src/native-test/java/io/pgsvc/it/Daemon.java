package io.pgsvc.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs until it is ended; all that it prints goes to a log. */
final class Daemon {
    /** What makes a program of root's one of user postgres, in the same process and in a session of its own. */
    private static final List<String> AS_POSTGRES = List.of("setsid", "setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups");

    private final Process process;

    private Daemon(Process process) {
        this.process = process;
    }

    /** Starts one as user postgres; what it prints is added to the log. */
    static Daemon asPostgres(Path log, Path directory, String... command) throws IOException {
        List<String> line = new ArrayList<>(AS_POSTGRES);
        line.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("PATRONI") || name.startsWith("ETCD"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("HOME", directory.toString());
        return new Daemon(builder.start());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end. */
    void terminate() {
        process.destroy();
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
    }

    /** Waits for its end, and kills it when it takes too long. */
    void awaitEnd(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        }
    }

    /** Kills a process that somebody else started, and all below it. */
    static void kill(ProcessHandle process) {
        List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    /** Whether it still does something: a process that ended and that nobody waits for does not. */
    static boolean runs(ProcessHandle process) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return process.isAlive() && !stat.substring(stat.lastIndexOf(')') + 2).startsWith("Z");
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
