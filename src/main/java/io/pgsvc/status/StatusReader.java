package io.pgsvc.status;

import io.pgsvc.haproxy.HaproxyOptions;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.publish.Drifted;
import io.pgsvc.publish.Generations.Generation;
import io.pgsvc.publish.Manifest;
import io.pgsvc.publish.NodeState;
import io.pgsvc.publish.Pause;
import io.pgsvc.publish.Scope;
import io.pgsvc.status.NodeStatus.Health;
import io.pgsvc.status.NodeStatus.Problem;
import io.pgsvc.watch.WatchStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at everything that is to be known of a node. Takes no lock and writes nothing. */
public final class StatusReader {
    private final NodeState node;
    private final HaproxyOptions haproxy;
    private final Supplier<Optional<WatchStatus>> reports;
    private final Clock clock;

    /** @param reports what the watcher wrote last; may throw a {@link PgsvcException} where it cannot be read */
    public StatusReader(NodeState node, HaproxyOptions haproxy, Supplier<Optional<WatchStatus>> reports, Clock clock) {
        this.node = node;
        this.haproxy = haproxy;
        this.reports = reports;
        this.clock = clock;
    }

    /**
     * The status now, as far as it concerns these services.
     *
     * @throws io.pgsvc.publish.StateException where the manifest is damaged
     */
    public NodeStatus read(Scope scope) {
        List<Problem> problems = new ArrayList<>();
        Optional<Manifest> manifest = node.manifest();
        Optional<Generation> generation = manifest.flatMap(m -> node.generations().generation(m.generation()));
        if (manifest.isEmpty()) {
            problems.add(new Problem(Health.UNKNOWN, "pgsvc never changed anything on this node"));
        }
        boolean interrupted = node.interrupted();
        if (interrupted) {
            problems.add(new Problem(Health.FAILING, "a pass was interrupted: the next one ends what it began"));
        }
        List<Drifted> drift = drift(scope, problems);
        Optional<Pause> paused = node.paused();
        paused.ifPresent(pause -> problems.add(new Problem(Health.PAUSED, "this node is paused " + pause.words())));
        WatcherView watcher = watcher(paused.isPresent(), problems);
        Collection<Manifest.Owned> files = manifest.stream().flatMap(m -> m.files().values().stream())
                .filter(file -> scope.contains(file.cluster(), file.service(), file.stem())).toList();
        HaproxyView view = new HaproxyReader(haproxy).read(files);
        if (view.worker().isEmpty()) {
            problems.add(new Problem(Health.UNKNOWN, view.unknown().getFirst()));
        }
        view.services().forEach(service -> judge(service, problems));
        return new NodeStatus(clock.instant(), manifest, generation, drift, paused, interrupted, watcher, view, problems);
    }

    private List<Drifted> drift(Scope scope, List<Problem> problems) {
        try {
            List<Drifted> drift = node.drift().stream().filter(d -> scope.contains(d.cluster(), d.service(), d.stem())).toList();
            drift.forEach(d -> problems.add(new Problem(d.how() == Drifted.How.EDITED ? Health.HELD : Health.FAILING,
                    d.stem() + ".cfg " + d.how().words())));
            return drift;
        } catch (PgsvcException e) {
            problems.add(new Problem(Health.UNKNOWN, e.findings().getFirst().message()));
            return List.of();
        }
    }

    private WatcherView watcher(boolean paused, List<Problem> problems) {
        Optional<Long> pid = node.watcher();
        Optional<WatchStatus> report;
        try {
            report = reports.get();
        } catch (PgsvcException e) {
            String why = e.findings().getFirst().message();
            problems.add(new Problem(Health.UNKNOWN, why));
            return new WatcherView(pid, Optional.empty(), Optional.of(why));
        }
        WatcherView watcher = new WatcherView(pid, report, Optional.empty());
        if (report.isPresent() && pid.isEmpty()) {
            problems.add(new Problem(Health.FAILING, "the watcher is gone: process " + report.get().pid()
                    + " left its status file behind"));
        } else if (watcher.current()) {
            judge(report.orElseThrow(), paused, problems);
        }
        return watcher;
    }

    /** What the watcher holds while the node is paused is said by the pause. */
    private static void judge(WatchStatus report, boolean paused, List<Problem> problems) {
        boolean held = report.last().filter(last -> last.result().equals("held")).isPresent();
        if (!held) {
            report.failing().ifPresent(why -> problems.add(new Problem(Health.FAILING, "the last pass failed: " + why)));
        }
        if (!paused) {
            report.held().forEach(h -> problems.add(new Problem(Health.HELD, h.what() + " is held: " + h.why())));
        }
    }

    private static void judge(ServiceView service, List<Problem> problems) {
        if (!service.loaded()) {
            problems.add(new Problem(Health.FAILING, "HAProxy has no section " + service.stem() + ": a reload is missing"));
        } else if (!service.asWritten()) {
            problems.add(new Problem(Health.FAILING, "HAProxy has other servers for " + service.stem()
                    + " than its file: a reload is missing"));
        }
        if (service.traffic() == Traffic.NOBODY) {
            problems.add(new Problem(Health.FAILING, service.stem() + " has no server that takes connections"));
        }
    }

    /** How long one answer of HAProxy may take. */
    public static final Duration PATIENCE = Duration.ofSeconds(2);
}
