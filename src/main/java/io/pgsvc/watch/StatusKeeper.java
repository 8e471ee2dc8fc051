package io.pgsvc.watch;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Severity;
import io.pgsvc.pass.FileChange;
import io.pgsvc.pass.PassResult;
import io.pgsvc.watch.WatchStatus.Held;
import io.pgsvc.watch.WatchStatus.PassEntry;
import io.pgsvc.watch.WatchStatus.Revision;
import io.pgsvc.watch.WatchStatus.WorkTotals;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Adds up pass after pass what the status tells. */
final class StatusKeeper {
    private final String version;
    private final Instant started;
    private Path inventory;
    private Optional<String> node = Optional.empty();
    private OptionalLong generation = OptionalLong.empty();
    private Optional<Revision> attempted = Optional.empty();
    private Optional<Revision> applied = Optional.empty();
    private Optional<PassEntry> last = Optional.empty();
    private Optional<Instant> lastSuccess = Optional.empty();
    private final Map<String, Long> passes = new TreeMap<>();
    private long number;
    private long reloads;
    private long reloadFailures;
    private int managed;
    private List<String> drift = List.of();
    private List<Held> held = List.of();
    private Optional<String> paused = Optional.empty();
    private Set<String> degraded = Set.of();
    private Optional<String> failing = Optional.empty();
    private Optional<Instant> nextAttempt = Optional.empty();
    private int hosts;
    private int clusters;
    private WorkTotals work = WorkTotals.NONE;

    StatusKeeper(String version, Instant started, Path inventory) {
        this.version = version;
        this.started = started;
        this.inventory = inventory.toAbsolutePath();
    }

    void inventory(Path path) {
        inventory = path.toAbsolutePath();
    }

    void degraded(Set<String> services) {
        degraded = Set.copyOf(services);
    }

    void nextAttempt(Optional<Instant> at) {
        nextAttempt = at;
    }

    /** A pass ended; gives what the status says of it. */
    PassEntry passed(Trigger trigger, Instant began, Duration took, Optional<Revision> revision, PassRunner.End end) {
        String word = end.status().name().toLowerCase(Locale.ROOT).replace('_', '-');
        Optional<PassResult> result = end.result();
        List<String> errors = end.findings().stream().filter(Finding::isError).map(Finding::toString).toList();
        PassEntry entry = new PassEntry(++number, trigger.word(), revision, began, took, word, result.map(PassResult::changed).orElse(false),
                end.message(), end.facts().stages(), end.facts().changes(), errors);
        passes.merge(word, 1L, Long::sum);
        last = Optional.of(entry);
        attempted = revision;
        result.flatMap(PassResult::reload).ifPresent(reload -> {
            reloads += reload.result().equals("confirmed") ? 1 : 0;
            reloadFailures += reload.result().equals("failed") ? 1 : 0;
        });
        boolean done = end.status() == PassResult.Status.DONE;
        if (done) {
            applied = revision;
            lastSuccess = Optional.of(began.plus(took));
        }
        failing = done ? Optional.empty() : Optional.of(errors.isEmpty() ? end.message() : errors.getFirst());
        node = end.facts().node().or(() -> node);
        managed = end.facts().managed();
        hosts = end.facts().hosts() > 0 ? end.facts().hosts() : hosts;
        clusters = end.facts().hosts() > 0 ? end.facts().clusters() : clusters;
        work = result.map(r -> work.plus(r.work())).orElse(work);
        result.ifPresent(this::learn);
        return entry;
    }

    private void learn(PassResult result) {
        if (result.generation().isPresent()) {
            generation = result.generation();
        }
        if (result.files().isEmpty() && result.status() == PassResult.Status.INVALID) {
            return; // the disk was not judged
        }
        drift = new ArrayList<>(new TreeSet<>(result.findings().stream()
                .filter(f -> f.rule().equals("drift") || f.rule().equals("missing-file"))
                .flatMap(f -> f.subject().service().stream()).filter(stem -> stays(result, stem)).map(stem -> stem + ".cfg").toList()));
        List<Held> now = new ArrayList<>(result.files().stream().filter(f -> f.action().equals("held") || f.action().equals("foreign"))
                .map(f -> new Held(f.name(), f.reason())).toList());
        if (now.isEmpty() && result.status() == PassResult.Status.HELD) {
            now.add(new Held("all", result.findings().stream().filter(f -> f.severity() != Severity.INFO).map(Finding::message)
                    .findFirst().orElse(result.message())));
        }
        held = List.copyOf(now);
        // A pause that --force overrides is only mentioned; one that holds is a warning.
        paused = result.findings().stream().filter(f -> f.rule().equals("paused") && f.severity() != Severity.INFO)
                .map(Finding::message).findFirst();
    }

    /** Whether a drifted file is still so after the pass. */
    private static boolean stays(PassResult result, String stem) {
        return result.files().stream().filter(f -> f.name().equals(stem + ".cfg")).map(FileChange::action)
                .noneMatch(action -> action.equals("restore"));
    }

    WatchStatus status() {
        return new WatchStatus(version, ProcessHandle.current().pid(), started, inventory, node, generation, attempted, applied, last,
                lastSuccess, Map.copyOf(passes), reloads, reloadFailures, managed, drift, held, paused, List.copyOf(new TreeSet<>(degraded)), failing,
                nextAttempt, hosts, clusters, work);
    }
}
