package io.pgsvc.publish;

import io.pgsvc.publish.Journal.Step;
import io.pgsvc.publish.PublishResult.Recovered;
import io.pgsvc.publish.PublishResult.Undo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * From the journal to the record: swap, reload, record; or back. Every way through it may end at any instant, and
 * {@link #recover} goes on from there.
 */
final class Transaction {
    private final PublishPaths paths;
    private final Path directory;
    private final Effects effects;
    private final StateFiles json;
    private final Generations generations;
    private final ManifestStore manifests;
    private final ConfigCheck check;
    private final Reloader reloader;
    private final Clock clock;
    private final int keep;
    private final Swap swap;

    Transaction(PublishPaths paths, Path directory, Effects effects, StateFiles json, Generations generations,
                ConfigCheck check, Reloader reloader, Clock clock, int keep) {
        this.paths = paths;
        this.directory = directory;
        this.effects = effects;
        this.json = json;
        this.generations = generations;
        this.manifests = new ManifestStore(paths, effects, json);
        this.check = check;
        this.reloader = reloader;
        this.clock = clock;
        this.keep = keep;
        this.swap = new Swap(effects, generations, directory);
    }

    /** How a change ended; {@code undo} is there if it was taken back. */
    record End(Optional<ReloadResult> reload, Optional<Undo> undo) {}

    /**
     * Writes the journal and does what it says. The contents of its steps are stored already.
     *
     * @throws PublishException where the disk did not let us; the files are as they were, or the journal is still
     *                          there for the next pass
     */
    End run(Journal journal) {
        try {
            Journal.write(effects, paths, json, journal);
            for (Step step : journal.steps()) {
                if (swap.state(step) != Swap.State.BEFORE) {
                    throw new IOException(step.stem() + ".cfg was changed by somebody else just now");
                }
            }
            swap.perform(journal.steps());
        } catch (IOException e) {
            takeBack(journal, e);
            throw PublishException.io("write the service files", paths.confDir(), e);
        }
        return finish(journal);
    }

    /** The swap broke off before HAProxy was told anything: the files go back, silently. */
    private void takeBack(Journal journal, IOException cause) {
        try {
            swap.removeTemporaries(journal.steps());
            swap.perform(journal.backwards());
            Journal.clear(effects, paths);
        } catch (IOException e) {
            cause.addSuppressed(e); // the journal stays, and the next pass goes on from it
        }
    }

    private End finish(Journal journal) {
        Optional<ReloadResult> reload = journal.reload() ? Optional.of(reload(journal.steps())) : Optional.empty();
        if (reload.isPresent() && reload.get() instanceof ReloadResult.Failed) {
            return new End(reload, Optional.of(undo(journal)));
        }
        record(journal.manifest());
        try {
            Journal.clear(effects, paths);
        } catch (IOException e) {
            throw PublishException.io("clear the journal", paths.journal(), e);
        }
        prune(journal.manifest());
        return new End(reload, Optional.empty());
    }

    /** Forgets old generations; only when no journal needs their contents any more. */
    void prune(Manifest current) {
        try {
            generations.prune(keep, current);
        } catch (IOException e) {
            throw PublishException.io("tidy the state directory", paths.stateDir(), e);
        }
    }

    /** A generation, then the manifest that makes it the current one. */
    void record(Manifest manifest) {
        try {
            effects.createDirectory(paths.generations());
            generations.record(manifest, clock.instant());
            manifests.write(manifest);
        } catch (IOException e) {
            throw PublishException.io("record what was done", paths.stateDir(), e);
        }
    }

    /** Only fingerprints or names changed, no file: no new generation. */
    void refresh(Manifest manifest) {
        try {
            manifests.write(manifest);
        } catch (IOException e) {
            throw PublishException.io("record what was done", paths.stateDir(), e);
        }
    }

    private ReloadResult reload(List<Step> steps) {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        TreeSet<String> gone = new TreeSet<>();
        for (Step step : steps) {
            if (step.commentsOnly()) {
                continue;
            }
            if (step.after().isPresent()) {
                expected.put(step.stem(), step.serversAfter());
            } else {
                gone.add(step.stem());
            }
        }
        try {
            return reloader.reload(expected, gone);
        } catch (RuntimeException e) {
            // The files are swapped: whatever goes wrong now must lead back to those that HAProxy runs with.
            return new ReloadResult.Failed("unknown", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Brings the files before the change back, has HAProxy check them, and tells it. The journal stays as long as
     * HAProxy could not be told: the next pass tries again before anything else.
     */
    private Undo undo(Journal journal) {
        List<Step> back = journal.backwards();
        try {
            if (journal.phase() != Journal.Phase.UNDO) {
                Journal.write(effects, paths, json, journal.undoing());
            }
            swap.removeTemporaries(back);
            swap.perform(back);
            Undo undo = new Undo(Optional.empty(), Optional.empty());
            if (journal.reload()) {
                CheckResult restored = check.check(paths.confDir(), directory);
                // Files that fail the check would only make HAProxy worse; its old worker goes on without them.
                undo = new Undo(Optional.of(restored), restored.accepted() ? Optional.of(reload(back)) : Optional.empty());
            }
            if (undo.reload().filter(r -> r instanceof ReloadResult.Failed).isEmpty()) {
                Journal.clear(effects, paths);
            }
            return undo;
        } catch (IOException e) {
            throw PublishException.io("bring the previous files back (the next pass tries again)", paths.confDir(), e);
        }
    }

    /**
     * Ends what a killed pass began. If none of its changes is on disk, it never happened. If some or all are, it is
     * brought to its end, because it had passed HAProxy's check and HAProxy may have started with a part of it; where
     * the check does not agree any more, or the reload fails, it is taken back.
     */
    Optional<Recovered> recover() {
        try {
            Optional<Journal> found = Journal.read(paths, json);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Journal journal = found.get();
            swap.removeTemporaries(journal.steps());
            if (journal.phase() == Journal.Phase.UNDO) {
                Undo undo = undo(journal);
                return Optional.of(new Recovered(Recovered.How.UNDONE, undo.reload(), Optional.of(undo)));
            }
            List<Step> open = new ArrayList<>();
            boolean begun = false;
            for (Step step : journal.steps()) {
                Swap.State state = swap.state(step);
                begun |= state == Swap.State.AFTER;
                if (state == Swap.State.BEFORE) {
                    open.add(step);
                }
            }
            if (!begun) {
                Journal.clear(effects, paths);
                return Optional.of(new Recovered(Recovered.How.NOTHING_DONE, Optional.empty(), Optional.empty()));
            }
            if (!stillGood(open)) {
                Undo undo = undo(journal);
                return Optional.of(new Recovered(Recovered.How.UNDONE, undo.reload(), Optional.of(undo)));
            }
            swap.perform(open);
            End end = finish(journal);
            return Optional.of(new Recovered(end.undo().isPresent() ? Recovered.How.UNDONE : Recovered.How.COMPLETED,
                    end.reload(), end.undo()));
        } catch (IOException e) {
            throw PublishException.io("finish what an interrupted pass began", paths.confDir(), e);
        }
    }

    private boolean stillGood(List<Step> open) throws IOException {
        for (Step step : open) {
            if (step.after().isPresent() && generations.content(step.after().get()).isEmpty()) {
                return false;
            }
        }
        try (Staging candidate = Staging.build(effects, paths.candidate(), directory, DiskState.read(directory),
                Staging.after(open, generations))) {
            return check.check(paths.confDir(), candidate.directory()).accepted();
        }
    }
}
