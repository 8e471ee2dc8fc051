package io.pgsvc.pass;

import io.pgsvc.haproxy.HaproxyCheck;
import io.pgsvc.haproxy.HaproxyOptions;
import io.pgsvc.haproxy.HaproxyReloader;
import io.pgsvc.haproxy.ServiceHealth;
import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import io.pgsvc.publish.CheckResult;
import io.pgsvc.publish.ConfigCheck;
import io.pgsvc.publish.Desired;
import io.pgsvc.publish.FileSystemEffects;
import io.pgsvc.publish.Generations;
import io.pgsvc.publish.Origin;
import io.pgsvc.publish.Pause;
import io.pgsvc.publish.Origin;
import io.pgsvc.publish.PublishOptions;
import io.pgsvc.publish.PublishPaths;
import io.pgsvc.publish.PublishResult;
import io.pgsvc.publish.Publisher;
import io.pgsvc.publish.ReloadResult;
import io.pgsvc.publish.StateException;
import io.pgsvc.render.RenderedFile;
import io.pgsvc.service.Cluster;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One pass on this node, from an inventory to a HAProxy that has taken it (design, A pass). One per process. */
public final class Reconciler {
    private final Settings settings;
    private final Publisher publisher;
    private final HaproxyReloader reloader;
    private final ServiceHealth health;
    private final Consumer<String> progress;
    private Optional<Publisher.Recovery> recovery = Optional.empty();
    private ServiceHealth.Snapshot before = new ServiceHealth.Snapshot(Map.of());
    private Optional<Unjudged> unjudged = Optional.empty();
    private Set<String> leftMissing = Set.of();
    private Optional<Origin> origin = Optional.empty();
    private BooleanSupplier moving = () -> false;
    private StageTimes times = new StageTimes(System::nanoTime);

    /**
     * How a node is kept.
     *
     * @param keepGoing          do the good services where others have errors
     * @param rollbackOnDegraded bring the previous files back when a service loses its last server
     * @param judgeLater         do not wait for the verdict on the services' health: see {@link #unjudged}
     */
    public record Settings(PublishPaths paths, HaproxyOptions haproxy, PublishOptions publish, boolean keepGoing,
                           boolean rollbackOnDegraded, boolean judgeLater) {}

    /**
     * Services that a reload has changed, and whose health nobody has looked at since.
     *
     * @param before what HAProxy said of their servers before the reload
     * @param after  how long after the reload the verdict is worth something
     */
    public record Unjudged(ServiceHealth.Snapshot before, List<String> sections, Duration after) {}

    /** @param progress is told of long waits, in one sentence each */
    public Reconciler(Settings settings, Consumer<String> progress) {
        this.settings = settings;
        this.reloader = new HaproxyReloader(settings.haproxy(), () -> times.turn(Stage.CONFIRM));
        this.publisher = new Publisher(settings.paths(), new TimedCheck(new HaproxyCheck(settings.haproxy())), this::reload, new FileSystemEffects(),
                Clock.systemUTC());
        this.health = new ServiceHealth(settings.haproxy());
        this.progress = progress;
    }

    /** The node of earlier passes, the clusters of which files are owned, and how many files that are. */
    public record Known(Optional<String> node, Set<String> clusters, int files) {}

    /**
     * Ends what an interrupted pass began, before anything else is looked at; later results tell of it.
     *
     * @return what was done, for passes that then have no result
     */
    public List<Finding> recover() {
        unjudged = Optional.empty();
        begin();
        recovery = times.time(Stage.RECOVER, () -> publisher.recover(settings.publish()));
        return recovery.map(r -> List.of(r.finding())).orElse(List.of());
    }

    /** What the manifest knows. */
    public Known known() {
        return publisher.manifest().map(manifest -> new Known(Optional.of(manifest.node()), manifest.files().values().stream()
                .flatMap(owned -> owned.cluster().stream()).collect(Collectors.toCollection(TreeSet::new)), manifest.files().size()))
                .orElseGet(() -> new Known(Optional.empty(), Set.of(), 0));
    }

    /** What stands on the node now; writes nothing. */
    public Publisher.View look() {
        return publisher.look();
    }

    /** Makes this process the node's one watcher: see {@link Publisher#lockAsWatcher}. */
    public AutoCloseable lockAsWatcher() {
        return publisher.lockAsWatcher();
    }

    /**
     * Says more of the next pass than the settings do.
     *
     * @param missing  stems of removed files that it does not restore yet
     * @param why      kept with a generation that it makes
     * @param givesWay whether what it reads is changing; asked after the reading and just before the swap, where it then
     *                 ends with a {@link GaveWayException}, for it may have read half of a change
     */
    public void prepare(Set<String> missing, Origin why, BooleanSupplier givesWay) {
        leftMissing = Set.copyOf(missing);
        origin = Optional.of(why);
        moving = givesWay;
    }

    private void giveWay() {
        if (moving.getAsBoolean()) {
            throw new GaveWayException(recovery.map(r -> List.of(r.finding())).orElse(List.of()));
        }
    }

    /** The services that the last pass changed, if it left the verdict on their health to whoever made it. */
    public Optional<Unjudged> unjudged() {
        return unjudged;
    }

    /** The verdict on them, once their time has come: findings of the rule {@code degraded}. */
    public List<Finding> judge(Unjudged services) {
        return health.degradedNow(services.before(), services.sections());
    }

    /** The process is about to end: nothing waits for verdicts any more. May be called by any thread. */
    public void stop() {
        health.stop();
    }

    /** Measures from here on; {@link #recover} does so, too. */
    public void begin() {
        times = new StageTimes(System::nanoTime);
    }

    /** How long each stage of the pass took, so far. */
    public SequencedMap<String, Duration> stages() {
        return times.all();
    }

    /** Reads the inventory, as a stage of the pass. */
    Preparation load(Supplier<Preparation> preparer) {
        try {
            return times.time(Stage.LOAD, preparer);
        } finally {
            giveWay(); // half of a change may well be wrong in itself, which is not worth a word
        }
    }

    private PublishOptions options() {
        return settings.publish().withLeftMissing(leftMissing).withOrigin(origin.orElse(settings.publish().origin()));
    }

    /** A pass for a host of the inventory. */
    public PassResult run(Preparation preparation, Host host) {
        return make(preparation, host).withStages(times.all()).withWork(preparation.work(), settings.publish().dryRun());
    }

    private PassResult make(Preparation preparation, Host host) {
        Publisher.View view = times.time(Stage.LOOK, publisher::look);
        ExistingSections existing = new ExistingSections(settings.haproxy(), view, settings.publish());
        NodeFiles files = preparation.node(host, settings.publish().scope(), plan -> times.time(Stage.LOOK, () -> existing.read(plan)),
                view.fingerprints(), times);
        List<Finding> findings = new ArrayList<>();
        recovery.ifPresent(r -> findings.add(r.finding()));
        findings.addAll(preparation.inventory().warnings());
        findings.addAll(files.findings());
        if (files.failed() && !settings.keepGoing()) {
            long errors = files.findings().stream().filter(Finding::isError).count();
            return new PassResult(PassResult.Status.INVALID, recovered(), "nothing changed: "
                    + (errors == 1 ? "1 error has" : errors + " errors have") + " to be mended first",
                    List.of(), findings, generation(view), Optional.empty());
        }
        Set<String> clusters = preparation.clusters().all().stream().map(Cluster::name).collect(Collectors.toSet());
        Desired desired = new Desired(host.name(), true, files.files(), files.unchanged(), files.failedStems(),
                keptClusters(files, view), clusters);
        return publish(desired, options(), files.failed(), findings);
    }

    /**
     * Clusters of which nothing is deleted. An error that belongs to no cluster may be about anything that this node
     * exposes, so nothing at all is deleted then.
     */
    private static Set<String> keptClusters(NodeFiles files, Publisher.View view) {
        Set<String> kept = new TreeSet<>(files.failedClusters());
        boolean general = files.findings().stream()
                .anyMatch(f -> f.isError() && f.subject().equals(Finding.Subject.NONE));
        if (general) {
            kept.add(Desired.NO_CLUSTER);
            view.manifest().ifPresent(m -> m.files().values().forEach(owned -> owned.cluster().ifPresent(kept::add)));
        }
        return kept;
    }

    /** A pass for a node that the inventory does not have: held by its guard. */
    public PassResult runUnknown(String node, List<Finding> findings) {
        List<Finding> all = new ArrayList<>(findings);
        recovery.ifPresent(r -> all.add(r.finding()));
        return publish(new Desired(node, false, List.of(), Map.of(), Set.of(), Set.of(), Set.of()), options(), false, all)
                .withStages(times.all());
    }

    /**
     * Brings the files of a generation back and leaves the node paused: a pass like any other, from the guards to the
     * confirmation, but its files come from the store.
     *
     * @throws StateException where a content of the generation is lost
     */
    public PassResult rollBack(Generations.Generation to, Pause pause) {
        PublishOptions options = settings.publish().withOrigin(Origin.rollbackTo(to.number())).withPauseAfter(pause);
        List<Finding> findings = new ArrayList<>();
        recovery.ifPresent(r -> findings.add(r.finding()));
        List<RenderedFile> files = publisher.generations().files(to);
        String what = "rollback to generation " + to.number() + ": ";
        List<Finding> clashes = new RollbackClashes(settings.haproxy(), options.scope()).find(files, publisher.look());
        findings.addAll(clashes);
        if (!clashes.isEmpty() && !options.force()) {
            return new PassResult(PassResult.Status.HELD, recovered(), what + "nothing changed: it would leave two sections on one port",
                    List.of(), findings, generation(publisher.look()), Optional.empty());
        }
        PassResult pass = publish(Desired.of(to.manifest().node(), files), options, false, findings);
        String until = options.dryRun() ? "" : publisher.paused().map(p -> "; this node is paused until "
                + p.until().map(end -> end.toString()).orElse("`pgsvc resume`")).orElse("");
        return pass.withMessage(what + pass.message() + until).withStages(times.all());
    }

    private PassResult publish(Desired desired, PublishOptions options, boolean invalid, List<Finding> findings) {
        before = new ServiceHealth.Snapshot(Map.of());
        unjudged = Optional.empty();
        PublishResult result = times.time(Stage.DECIDE, () -> publisher.run(desired, options));
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(result.findings());
        List<Finding> degraded = List.of();
        if (result.reload().isPresent()) {
            all.addAll(reloader.notes());
            if (result.reload().get() instanceof ReloadResult.Confirmed) {
                all.addAll(reloader.advice());
            }
            degraded = times.time(Stage.HEALTH, () -> degraded(result));
            all.addAll(degraded);
        }
        PassResult pass = PassSummary.of(result, options.scope(), invalid, degraded, all);
        PassResult whole = recovered() && !pass.changed() ? pass.withChanged() : pass;
        return !degraded.isEmpty() && settings.rollbackOnDegraded() ? undo(desired, whole) : whole;
    }

    private boolean recovered() {
        return recovery.map(Publisher.Recovery::changed).orElse(false);
    }

    /** HAProxy's health is only asked for just before a reload: a pass with nothing to do talks to nobody. */
    private ReloadResult reload(Map<String, List<String>> expected, Set<String> gone) {
        ReloadResult result = times.time(Stage.RELOAD, () -> {
            if (!settings.haproxy().degradedWait().isZero()) {
                before = health.snapshot();
            }
            return reloader.reload(expected, gone);
        });
        times.turn(Stage.RECORD);
        return result;
    }

    /** HAProxy's check, measured; what follows an accepted candidate is the swap. */
    private final class TimedCheck implements ConfigCheck {
        private final ConfigCheck check;
        private boolean beforeSwap;

        TimedCheck(ConfigCheck check) {
            this.check = check;
        }

        @Override
        public void requireLoaded(Path confDir) {
            times.time(Stage.CHECK, () -> {
                check.requireLoaded(confDir);
                return confDir;
            });
            beforeSwap = true;
        }

        @Override
        public CheckResult check(Path confDir, Path candidate) {
            CheckResult result = times.time(Stage.CHECK, () -> check.check(confDir, candidate));
            if (beforeSwap) {
                beforeSwap = false; // any other check is of files that are to be brought back
                giveWay();
            }
            if (result.accepted() && !settings.publish().dryRun()) {
                times.turn(Stage.SWAP);
            }
            return result;
        }
    }

    private List<Finding> degraded(PublishResult result) {
        if (result.failed() || !(result.reload().orElseThrow() instanceof ReloadResult.Confirmed)) {
            return List.of();
        }
        List<String> changed = result.files().stream().filter(f -> f.needsReload() && f.after().isPresent()).map(f -> f.stem()).toList();
        if (settings.judgeLater()) {
            List<String> up = changed.stream().filter(stem -> before.up().getOrDefault(stem, 0) > 0).toList();
            unjudged = up.isEmpty() ? Optional.empty() : Optional.of(new Unjudged(before, up, health.wait(up)));
            return List.of();
        }
        if (changed.stream().anyMatch(stem -> before.up().getOrDefault(stem, 0) > 0)) {
            progress.accept("HAProxy took the change; watching for up to " + settings.haproxy().degradedWait().toSeconds()
                    + " s that no service loses its last server (--degraded-wait 0 skips this)");
        }
        return health.degradedSince(before, changed);
    }

    /** The node is not paused by it: whoever runs the passes decides when the change is worth another try. */
    private PassResult undo(Desired desired, PassResult pass) {
        long previous = publisher.generations().before(pass.generation().orElse(0)).orElse(0);
        Optional<List<RenderedFile>> files = publisher.generations().generation(previous).map(publisher.generations()::files);
        if (files.isEmpty()) {
            return pass;
        }
        progress.accept("a service lost its last server: bringing generation " + previous + " back");
        PublishResult result = times.time(Stage.DECIDE, () -> publisher.run(Desired.of(desired.node(), files.get()),
                settings.publish().withForce(true).withOrigin(Origin.rollbackTo(previous))));
        // The hint of what is degraded is how to do by hand what is done here.
        List<Finding> all = new ArrayList<>(pass.findings().stream().map(f -> f.rule().equals("degraded") ? f.withoutHint() : f).toList());
        all.addAll(result.findings());
        PassResult back = PassSummary.of(result, settings.publish().scope(), false, List.of(), all);
        return new PassResult(PassResult.Status.RELOAD_FAILED, back.changed() && back.failed(), "a service lost its last server: "
                + (back.failed() ? "the previous files could not be brought back: " + back.message() : "the previous files are back"),
                pass.files(), all, back.generation(), back.reload());
    }

    private static OptionalLong generation(Publisher.View view) {
        return view.manifest().map(m -> OptionalLong.of(m.generation())).orElse(OptionalLong.empty());
    }
}
