package io.pgsvc.watch;

import io.pgsvc.watch.WatchStatus.PassEntry;
import io.pgsvc.watch.WatchStatus.Revision;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Tells systemd how the watcher is (sd_notify(3), systemd.service(5) Type=notify). */
public final class SystemdNotifier implements Supervisor, StatusListener, AutoCloseable {
    private static final int LONGEST = 200;
    private static final long NANOS_PER_MICRO = 1000;

    private final NotifySender sender;
    private final Optional<Duration> watchdog;
    private final LongSupplier nanos;
    private String said = "";

    /**
     * @param watchdog how long systemd waits for a sign of life, if it does
     * @param nanos    CLOCK_MONOTONIC, which is what {@link System#nanoTime} reads on Linux
     */
    SystemdNotifier(NotifySender sender, Optional<Duration> watchdog, LongSupplier nanos) {
        this.sender = sender;
        this.watchdog = watchdog;
        this.nanos = nanos;
    }

    /** For the systemd that started this process, if one did. */
    public static Optional<SystemdNotifier> of(Map<String, String> environment) {
        return NotifySender.of(environment).map(sender ->
                new SystemdNotifier(sender, watchdog(environment, ProcessHandle.current().pid()), System::nanoTime));
    }

    /** {@code WATCHDOG_USEC}, unless {@code WATCHDOG_PID} means another process (sd_watchdog_enabled(3)). */
    static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
        String whose = environment.getOrDefault("WATCHDOG_PID", "");
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        boolean isOurs = whose.isEmpty() || whose.equals(Long.toString(pid));
        return isOurs && micros.matches("[1-9][0-9]{0,14}")
                ? Optional.of(Duration.ofNanos(Long.parseLong(micros) * NANOS_PER_MICRO)) : Optional.empty();
    }

    /** Half of what systemd waits. */
    @Override
    public Optional<Duration> heartbeat() {
        return watchdog.map(wait -> wait.dividedBy(2));
    }

    @Override
    public void alive() {
        if (watchdog.isPresent()) {
            sender.send("WATCHDOG=1");
        }
    }

    @Override
    public void ready() {
        sender.send("READY=1");
    }

    @Override
    public void reloading() {
        sender.send("RELOADING=1\nMONOTONIC_USEC=" + nanos.getAsLong() / NANOS_PER_MICRO);
    }

    @Override
    public void stopping() {
        sender.send("STOPPING=1");
    }

    @Override
    public void changed(WatchStatus status) {
        String line = line(status);
        if (!line.equals(said)) {
            said = line;
            sender.send("STATUS=" + line);
        }
    }

    @Override
    public void close() {
        sender.close();
    }

    /** One line, as {@code systemctl status} shows it: generation, revision, state, what the last pass said. */
    static String line(WatchStatus status) {
        StringBuilder line = new StringBuilder();
        status.generation().ifPresent(g -> line.append("generation ").append(g).append(", "));
        status.attempted().map(Revision::shortened).ifPresent(r -> line.append("revision ").append(r).append(", "));
        line.append(status.state().word());
        String words = status.paused().or(status::failing).or(() -> status.last().map(PassEntry::message)).orElse("the first pass is under way");
        String text = line.append(": ").append(words).toString().replaceAll("\\s+", " ").strip();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
