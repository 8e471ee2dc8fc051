package io.pgsvc.publish;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.publish.PublishResult.Failure;
import io.pgsvc.publish.PublishResult.Recovered;
import io.pgsvc.render.RenderedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Brings a node's wanted service files onto its disk, and HAProxy to take them. One per state directory and process;
 * passes of one publisher run one after the other, those of several processes keep each other out by a lock.
 */
public final class Publisher {
    private final PublishPaths paths;
    private final ConfigCheck check;
    private final Reloader reloader;
    private final Effects effects;
    private final Clock clock;
    private final StateFiles json = new StateFiles();
    private final Generations generations;
    private final ManifestStore manifests;
    private final PauseFile pauses;

    public Publisher(PublishPaths paths, ConfigCheck check, Reloader reloader, Effects effects, Clock clock) {
        this.paths = new PublishPaths(paths.confDir(), paths.stateDir().toAbsolutePath());
        this.check = check;
        this.reloader = reloader;
        this.effects = effects;
        this.clock = clock;
        this.generations = new Generations(this.paths, effects, json);
        this.manifests = new ManifestStore(this.paths, effects, json);
        this.pauses = new PauseFile(this.paths, effects, json);
    }

    /** What is kept for {@code rollback} and {@code history}. */
    public Generations generations() {
        return generations;
    }

    /** What the last pass recorded; the fragments on disk are not looked at. */
    public Optional<Manifest> manifest() {
        return manifests.read();
    }

    /** The pause that holds this node now, if one does. */
    public Optional<Pause> paused() {
        return pauses.read(clock.instant());
    }

    /**
     * What stands on the node, without a lock and without writing anything.
     *
     * @param fingerprints by stem, of the services that need no rendering while they have the same one
     * @param interrupted  stems of the files that a killed pass was about to change: the next pass ends that first
     */
    public record View(Optional<Manifest> manifest, DiskState disk, Map<String, String> fingerprints, Set<String> interrupted) {

        /** Whether a file of this name is pgsvc's own. */
        public boolean owns(String stem) {
            return interrupted.contains(stem) || manifest.flatMap(m -> m.file(stem)).isPresent();
        }
    }

    /** See {@link View}. */
    public View look() {
        Optional<Manifest> manifest = manifests.read();
        Map<String, String> fingerprints = new TreeMap<>();
        Optional<Journal> journal = journal();
        if (journal.isEmpty()) {
            manifest.ifPresent(m -> m.files().values().stream().filter(owned -> generations.has(owned.sha256()))
                    .forEach(owned -> fingerprints.put(owned.stem(), owned.fingerprint())));
        }
        Set<String> interrupted = new TreeSet<>();
        journal.ifPresent(j -> j.steps().forEach(step -> interrupted.add(step.stem())));
        return new View(manifest, DiskState.read(directory()), fingerprints, interrupted);
    }

    private Optional<Journal> journal() {
        try {
            return Journal.read(paths, json);
        } catch (IOException e) {
            throw PublishException.io("read the journal", paths.journal(), e);
        }
    }

    /**
     * One pass on disk.
     *
     * @throws LockedException      another pgsvc is at work
     * @throws NotLoadedException   HAProxy does not load the conf-dir
     * @throws StateException       the state directory is damaged
     * @throws UnknownNodeException the node is neither in the inventory nor in a manifest
     * @throws PublishException     the disk did not let us
     */
    public synchronized PublishResult run(Desired desired, PublishOptions options) {
        Path directory = directory();
        if (options.dryRun()) {
            List<Finding> findings = new ArrayList<>();
            if (Files.exists(paths.journal())) {
                findings.add(Findings.interrupted(paths.journal()));
            }
            return new Pass(directory, desired, options, findings, Optional.empty()).run();
        }
        StateDirectory.make(effects, paths.stateDir());
        try (StateLock lock = StateLock.acquire(paths.lock(), options.lockTimeout())) {
            Optional<Recovered> recovered = transaction(directory, options).recover();
            List<Finding> findings = new ArrayList<>();
            recovered.ifPresent(r -> findings.add(Findings.recovered(r, paths.journal())));
            Pass pass = new Pass(directory, desired, options, findings, recovered);
            boolean failed = recovered.filter(r -> r.undo().isPresent()
                    && r.reload().filter(reload -> reload instanceof ReloadResult.Failed).isPresent()).isPresent();
            return failed ? pass.stopped() : pass.run();
        }
    }

    /** What an interrupted pass had left to do, done now, and the same in a sentence. */
    public record Recovery(Recovered recovered, Finding finding) {
        /** Files were changed by it. */
        public boolean changed() {
            return recovered.how() == Recovered.How.COMPLETED;
        }
    }

    /**
     * Ends what an interrupted pass began, whatever the inventory says by now: a node must not stay between two
     * generations because somebody has made a mistake meanwhile (design, contract 6). {@link #run} does it too. Costs
     * nothing where there is no journal, and writes nothing then.
     */
    public synchronized Optional<Recovery> recover(PublishOptions options) {
        if (options.dryRun() || !Files.exists(paths.journal())) {
            return Optional.empty();
        }
        Path directory = directory();
        StateDirectory.requireOwn(paths.stateDir());
        try (StateLock lock = StateLock.acquire(paths.lock(), options.lockTimeout())) {
            return transaction(directory, options).recover().map(r -> new Recovery(r, Findings.recovered(r, paths.journal())));
        }
    }

    private Path directory() {
        try {
            return paths.confDir().toRealPath();
        } catch (IOException e) {
            throw PublishException.io("find HAProxy's fragment directory", paths.confDir(), e);
        }
    }

    /**
     * Makes this process the node's one watcher, until the lock is closed or the process ends. Passes have a lock of
     * their own, so that others can make one beside a watcher.
     *
     * @throws LockedException  there is one already
     * @throws PublishException the state directory cannot be made or written
     */
    public AutoCloseable lockAsWatcher() {
        StateDirectory.make(effects, paths.stateDir());
        try {
            return StateLock.acquire(paths.watcherLock(), Duration.ZERO);
        } catch (LockedException e) {
            String who = StateLock.holder(paths.watcherLock()).map(pid -> " (process " + pid + ")").orElse("");
            throw new LockedException(Finding.error("watching", "another pgsvc watches this node already" + who,
                    Position.of(paths.watcherLock().toString())));
        }
    }

    private Transaction transaction(Path directory, PublishOptions options) {
        return new Transaction(paths, directory, effects, json, generations, check, reloader, clock,
                options.keepGenerations());
    }

    /** One pass, from the manifest to the record. */
    private final class Pass {
        private final Path directory;
        private final Desired desired;
        private final PublishOptions options;
        private final List<Finding> findings;
        private final Optional<Recovered> recovered;
        private final Optional<Manifest> manifest = manifests.read();

        Pass(Path directory, Desired desired, PublishOptions options, List<Finding> findings, Optional<Recovered> recovered) {
            this.directory = directory;
            this.desired = desired;
            this.options = options;
            this.findings = findings;
            this.recovered = recovered;
        }

        /** The end of a pass that could not even begin: HAProxy did not take what an earlier one left. */
        PublishResult stopped() {
            return new PublishResult(Failure.RELOAD_FAILED, false, false, generation(), List.of(), Optional.empty(), findings,
                    Optional.empty(), recovered.flatMap(Recovered::reload), recovered.flatMap(Recovered::undo), recovered);
        }

        PublishResult run() {
            if (!desired.nodeKnown() && manifest.isEmpty()) {
                throw new UnknownNodeException(Findings.unknownNode(desired.node(), paths.confDir()));
            }
            DiskState disk = DiskState.read(directory);
            ChangeSet changes = ChangeSet.compute(manifest, disk, desired.withFiles(allFiles()), options, editedFiles(disk));
            Optional<Pause> pause = options.pauseAfter().isPresent() ? Optional.empty() : Publisher.this.paused();
            pause.ifPresent(p -> findings.add(Findings.paused(p, options, paths.pause())));
            if (pause.isPresent() && !options.dryRun() && !options.force()) {
                return held(changes.paused(pause.get()));
            }
            findings.addAll(Findings.of(changes, paths.confDir()));
            List<FileChange> swaps = changes.inSwapOrder();
            if (swaps.isEmpty()) {
                return withoutSwap(changes);
            }
            check.requireLoaded(paths.confDir());
            CheckResult checked = checkCandidate(disk, swaps);
            if (!checked.accepted()) {
                return result(Failure.REJECTED, false, generation(), changes, Optional.of(checked), Optional.empty(), Optional.empty());
            }
            if (options.dryRun()) {
                return result(Failure.NONE, false, generation(), changes, Optional.of(checked), Optional.empty(), Optional.empty());
            }
            Journal journal = journal(disk, changes, swaps);
            store(changes);
            Transaction.End end = change(journal);
            end.reload().ifPresent(reload -> {
                if (reload instanceof ReloadResult.NotRunning notRunning) {
                    findings.add(Findings.notRunning(notRunning));
                }
            });
            boolean undone = end.undo().isPresent();
            return result(undone ? Failure.RELOAD_FAILED : Failure.NONE, !undone,
                    undone ? generation() : journal.manifest().generation(), changes, Optional.of(checked), end.reload(), end.undo());
        }

        /** Not even the manifest learns anything. */
        private PublishResult held(ChangeSet changes) {
            findings.addAll(Findings.of(changes, paths.confDir()));
            return result(Failure.NONE, false, generation(), changes, Optional.empty(), Optional.empty(), Optional.empty());
        }

        /**
         * From the journal to the record. The pause after a rollback is on disk before anything of it, and goes again
         * if it comes to nothing: killed anywhere between, the node stays paused.
         */
        private Transaction.End change(Journal journal) {
            Optional<byte[]> before = pauses.raw();
            pauseAfter();
            try {
                Transaction.End end = transaction(directory, options).run(journal);
                if (end.undo().isPresent()) {
                    pauseAgainAs(before);
                }
                return end;
            } catch (PublishException e) {
                if (!Files.exists(paths.journal())) {
                    pauseAgainAs(before);
                }
                throw e;
            }
        }

        private void pauseAfter() {
            options.pauseAfter().ifPresent(pause -> {
                try {
                    pauses.write(pause);
                } catch (IOException e) {
                    throw PublishException.io("pause this node", paths.pause(), e);
                }
            });
        }

        private void pauseAgainAs(Optional<byte[]> before) {
            if (options.pauseAfter().isPresent()) {
                try {
                    pauses.restore(before);
                } catch (IOException e) {
                    throw PublishException.io("end the pause of a rollback that failed", paths.pause(), e);
                }
            }
        }

        /** Nothing changes in the conf-dir; at most the manifest learns something. */
        private PublishResult withoutSwap(ChangeSet changes) {
            Manifest same = changes.manifestAfter(manifest, desired.node(), generation());
            long generation = generation();
            if (!options.dryRun() && changes.guard().isEmpty()) {
                pauseAfter();
            }
            boolean first = manifest.isEmpty() && changes.guard().isEmpty() && changes.files().isEmpty();
            boolean learns = !first && !same.equals(manifest.orElseGet(() -> new Manifest(desired.node(), 0, new TreeMap<>())));
            if (learns && !options.dryRun()) {
                Transaction transaction = transaction(directory, options);
                boolean owns = changes.files().stream()
                        .anyMatch(c -> c.action() == Action.ADOPT || c.action() == Action.FORGET);
                if (owns) {
                    generation = nextGeneration();
                    store(changes);
                    Manifest now = changes.manifestAfter(manifest, desired.node(), generation).withOrigin(options.origin());
                    transaction.record(now);
                    transaction.prune(now);
                } else {
                    transaction.refresh(same);
                }
            }
            return result(Failure.NONE, false, generation, changes, Optional.empty(), Optional.empty(), Optional.empty());
        }

        private CheckResult checkCandidate(DiskState disk, List<FileChange> swaps) {
            Map<String, Optional<Content>> after = new LinkedHashMap<>();
            swaps.forEach(change -> after.put(change.stem(), change.after()));
            Path where = paths.candidate();
            try {
                if (options.dryRun()) {
                    where = Files.createTempDirectory("pgsvc-candidate-");
                }
                Effects how = options.dryRun() ? new FileSystemEffects() : effects;
                try (Staging candidate = Staging.build(how, where, directory, disk, after)) {
                    return check.check(paths.confDir(), candidate.directory());
                }
            } catch (IOException e) {
                throw PublishException.io("prepare the candidate", where, e);
            }
        }

        private Journal journal(DiskState disk, ChangeSet changes, List<FileChange> swaps) {
            List<Journal.Step> steps = new ArrayList<>();
            for (FileChange change : swaps) {
                steps.add(new Journal.Step(change.stem(), change.before().map(Content::sha256),
                        disk.entry(change.stem()).map(DiskState.Entry::attributes),
                        change.before().map(content -> Fragment.parse(content.text()).servers().stream()
                                .filter(server -> server.section().equals(change.stem()))
                                .map(Fragment.Server::name).toList()).orElse(List.of()),
                        change.after().map(Content::sha256), change.servers(), change.commentsOnly()));
            }
            boolean reload = swaps.stream().anyMatch(FileChange::needsReload);
            return new Journal(Journal.Phase.SWAP, reload, steps,
                    changes.manifestAfter(manifest, desired.node(), nextGeneration()).withOrigin(options.origin()));
        }

        /** Old and new bytes of everything that changes hands, safe on disk before the journal names them. */
        private void store(ChangeSet changes) {
            List<Content> contents = new ArrayList<>();
            for (FileChange change : changes.files()) {
                if (change.action().writes()) {
                    change.before().ifPresent(contents::add);
                    change.after().ifPresent(contents::add);
                } else if (change.action() == Action.ADOPT) {
                    change.before().ifPresent(contents::add);
                }
            }
            try {
                effects.createDirectory(paths.objects());
                generations.store(contents);
            } catch (IOException e) {
                throw PublishException.io("store the service files", paths.objects(), e);
            }
        }

        /** The wanted files, those that were not rendered again included. */
        private List<RenderedFile> allFiles() {
            List<RenderedFile> files = new ArrayList<>(desired.files());
            desired.unchanged().forEach((stem, fingerprint) -> {
                Optional<RenderedFile> file = manifest.flatMap(m -> m.file(stem))
                        .filter(owned -> owned.fingerprint().equals(fingerprint))
                        .flatMap(owned -> generations.content(owned.sha256()).map(c -> Generations.rendered(owned, c)));
                files.add(file.orElseThrow(() -> new PublishException(Finding.error("changed-meanwhile",
                        "another pgsvc changed " + stem + ".cfg while this one was at work; try again",
                        Position.of(paths.manifest().toString())))));
            });
            return files;
        }

        /** What we left in files that now look different. */
        private Map<String, Content> editedFiles(DiskState disk) {
            Map<String, Content> stored = new HashMap<>();
            manifest.ifPresent(m -> m.files().values().forEach(owned -> {
                Optional<Content> now = disk.entry(owned.stem()).flatMap(DiskState.Entry::content);
                if (now.isPresent() && !now.get().sha256().equals(owned.sha256())) {
                    generations.content(owned.sha256()).ifPresent(content -> stored.put(owned.sha256(), content));
                }
            }));
            return stored;
        }

        private long generation() {
            return manifest.map(Manifest::generation).orElse(0L);
        }

        /** Never a number that was given before, not even after the manifest was brought back by hand. */
        private long nextGeneration() {
            List<Long> numbers = generations.numbers();
            return Math.max(generation(), numbers.isEmpty() ? 0 : numbers.getLast()) + 1;
        }

        private PublishResult result(Failure failure, boolean applied, long generation, ChangeSet changes,
                                     Optional<CheckResult> checked, Optional<ReloadResult> reload,
                                     Optional<PublishResult.Undo> undo) {
            return new PublishResult(failure, options.dryRun(), applied, generation, changes.files(), changes.guard(), findings,
                    checked, reload, undo, recovered);
        }
    }
}
