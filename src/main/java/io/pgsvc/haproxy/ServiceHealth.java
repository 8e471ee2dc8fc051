package io.pgsvc.haproxy;

import io.pgsvc.haproxy.HaproxyConfig.Section;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Finding.Subject;
import io.pgsvc.model.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Notices services that lose their last server with a reload (design, contract 12):
 * {@code before = health.snapshot()}, reload, {@code health.degradedSince(before, sections)}.
 */
public final class ServiceHealth {
    private final HaproxyOptions options;
    private final HaproxyReloader reloader;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** How many servers of each section were UP, backups included; empty where HAProxy could not be asked. */
    public record Snapshot(Map<String, Integer> up) {
        public Snapshot {
            up = Map.copyOf(up);
        }
    }

    public ServiceHealth(HaproxyOptions options) {
        this.options = options;
        this.reloader = new HaproxyReloader(options);
    }

    /** What HAProxy says now. */
    public Snapshot snapshot() {
        try {
            WorkerCli cli = reloader.workerCli();
            return new Snapshot(cli.canAsk() ? cli.view().stat().up() : Map.of());
        } catch (CliException e) {
            return new Snapshot(Map.of());
        }
    }

    /**
     * Waits until the checks of these sections can have seen every server down ({@code fall × inter}, at most
     * {@code degradedWait}), and names those that had a server UP and have none. Sections that had none are not waited
     * for; nothing is said where HAProxy cannot be asked.
     *
     * @return findings of the rule {@code degraded}, with the section as their subject's service
     */
    public List<Finding> degradedSince(Snapshot before, Collection<String> sections) {
        List<String> watched = sections.stream().filter(s -> before.up().getOrDefault(s, 0) > 0).distinct().toList();
        return watched.isEmpty() || !sleep(wait(watched)) ? List.of() : degradedNow(before, watched);
    }

    /** The verdict alone, for whoever has waited by himself: see {@link #degradedSince}. */
    public List<Finding> degradedNow(Snapshot before, Collection<String> sections) {
        List<String> watched = sections.stream().filter(s -> before.up().getOrDefault(s, 0) > 0).distinct().toList();
        Map<String, Integer> now = snapshot().up();
        List<Finding> degraded = new ArrayList<>();
        for (String section : watched) {
            if (now.containsKey(section) && now.get(section) == 0) {
                degraded.add(new Finding(Severity.WARNING, "degraded", "service " + section + " had "
                        + before.up().get(section) + (before.up().get(section) == 1 ? " server" : " servers") + " UP before the reload and has none now",
                        Optional.of("`pgsvc status` shows the checks of its servers, `pgsvc rollback` brings the previous files back; with"
                                + " --rollback-on-degraded they come back by themselves"),
                        Optional.empty(), List.of(), new Subject(Optional.empty(), Optional.of(section))));
            }
        }
        return degraded;
    }

    /** How long the verdict on these sections takes. */
    public Duration wait(Collection<String> names) {
        Set<String> wanted = Set.copyOf(names);
        Duration longest = Duration.ZERO;
        for (Section section : HaproxyConfig.read(options.mainFile(), options.confDir()).sections()) {
            if (wanted.contains(section.name()) && section.untilDown().compareTo(longest) > 0) {
                longest = section.untilDown();
            }
        }
        return longest.compareTo(options.degradedWait()) < 0 ? longest : options.degradedWait();
    }

    /** Ends all waits, for good: the process is about to end, and there is no verdict any more. */
    public void stop() {
        stopped.countDown();
    }

    private boolean sleep(Duration time) {
        try {
            return !stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
