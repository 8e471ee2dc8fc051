package io.pgsvc.watch;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.pass.InventoryOrigins;
import io.pgsvc.pass.NodePass;
import io.pgsvc.pass.Origins;
import io.pgsvc.pass.PassResult;
import io.pgsvc.pass.Preparation;
import io.pgsvc.pass.Reconciler;
import io.pgsvc.publish.FileSystemEffects;
import io.pgsvc.publish.NodeState;
import io.pgsvc.publish.Origin;
import io.pgsvc.publish.Pause;
import io.pgsvc.publish.UnknownNodeException;
import io.pgsvc.service.NodeIdentity;
import io.pgsvc.watch.Agenda.After;
import io.pgsvc.watch.WatchStatus.Revision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Makes the passes of a watcher, one at a time, and remembers what they left on the node. */
final class PassRunner {
    /** After the end of a pause, so that it is over by every clock. */
    private static final long PAUSED = Duration.ofMillis(100).toNanos();

    private final WatchSettings settings;
    private final Reconciler reconciler;
    private final NodePass pass;
    private final MissingFiles missing;
    private final Clock clock;
    private final LongSupplier nanos;
    private final NodeState node;
    private Optional<NodeLook> left = Optional.empty();

    /**
     * How a pass ended.
     *
     * @param result   absent where it could not be made
     * @param findings all that is to be said
     * @param unjudged services whose health is to be looked at later
     * @param lookAt   when a missing file is due for its second look, or a pause ends; in nanoseconds
     */
    record End(PassResult.Status status, String message, Optional<PassResult> result, List<Finding> findings, After after,
               Optional<Reconciler.Unjudged> unjudged, OptionalLong lookAt, Facts facts) {}

    /** What a pass learned beside its result. */
    record Facts(Optional<String> node, int hosts, int clusters, int managed, SequencedMap<String, Duration> stages,
                 List<String> changes) {}

    PassRunner(WatchSettings settings, Reconciler reconciler, Clock clock, LongSupplier nanos) {
        this.settings = settings;
        this.reconciler = reconciler;
        this.pass = new NodePass(reconciler, settings.preparer()::prepare, settings.which(), settings.node());
        this.missing = new MissingFiles(settings.pace().missingWait());
        this.clock = clock;
        this.nanos = nanos;
        this.node = new NodeState(settings.reconciler().paths(), new FileSystemEffects(), clock);
    }

    /** Whether the node is not as the last pass left it. */
    boolean differs() {
        try {
            return left.isEmpty() || !left.get().same(look());
        } catch (PgsvcException e) {
            return true; // the pass will say what is wrong
        }
    }

    /** Reads the inventory before the next pass has to. */
    boolean readAhead() {
        return settings.preparer().readAhead(settings.which());
    }

    private NodeLook look() {
        return NodeLook.of(reconciler.look(), settings.nodeFiles());
    }

    /**
     * Makes a pass.
     *
     * @param origin   kept with the generation, where the pass makes one
     * @param givesWay whether what it reads is changing
     * @throws io.pgsvc.pass.GaveWayException if it is, and nothing was done
     */
    End run(Origin origin, BooleanSupplier givesWay) {
        List<Finding> recovered = new ArrayList<>();
        AtomicReference<Optional<Preparation>> read = new AtomicReference<>(Optional.empty());
        reconciler.begin();
        try {
            NodeLook before = look();
            long now = nanos.getAsLong();
            missing.look(before.missing(), now);
            reconciler.prepare(missing.young(now), origin, givesWay);
            left = Optional.of(before);
            PassResult result = pass.run(preparation -> read.set(Optional.of(preparation)), recovered::addAll);
            left = Optional.of(before.after(result));
            return new End(result.status(), result.message(), Optional.of(result), result.findings(), after(result),
                    reconciler.unjudged(), lookAt(now), facts(read.get(), changes(result, read.get())));
        } catch (PgsvcException e) {
            recovered.addAll(e.findings());
            return failed(NodePass.statusOf(e), e.findings().getFirst().message(), recovered, after(e), read.get());
        }
    }

    /** A defect of ours, or no memory left: said, and tried again as everything else. */
    End broken(Throwable e) {
        Finding finding = new Finding(io.pgsvc.model.Severity.ERROR, "internal", "internal error: " + e, Optional.empty(), Optional.empty(),
                List.of(), Finding.Subject.NONE);
        return failed(PassResult.Status.FAILED, finding.message(), List.of(finding), After.RETRY, Optional.empty());
    }

    private End failed(PassResult.Status status, String message, List<Finding> findings, After after,
                       Optional<Preparation> read) {
        return new End(status, message, Optional.empty(), List.copyOf(findings), after, Optional.empty(),
                lookAt(nanos.getAsLong()), facts(read, List.of()));
    }

    /** When a missing file is due for its second look, or a pause ends. */
    private OptionalLong lookAt(long now) {
        OptionalLong missed = missing.nextLook(now);
        Optional<Instant> until = node.paused().flatMap(Pause::until);
        if (until.isEmpty()) {
            return missed;
        }
        long end = now + Math.max(0, Duration.between(clock.instant(), until.get()).toNanos()) + PAUSED;
        return OptionalLong.of(Math.min(end, missed.orElse(end)));
    }

    private Facts facts(Optional<Preparation> read, List<String> changes) {
        Reconciler.Known known;
        try {
            known = reconciler.known();
        } catch (PgsvcException e) {
            known = new Reconciler.Known(Optional.empty(), Set.of(), 0);
        }
        return new Facts(known.node(), read.map(r -> r.inventory().hosts().size()).orElse(0),
                read.map(r -> r.clusters().all().size()).orElse(0), known.files(), reconciler.stages(), changes);
    }

    /** In words, with the places of the inventory that they come from. */
    private List<String> changes(PassResult result, Optional<Preparation> read) {
        if (!result.changed()) {
            return List.of();
        }
        Origins origins = Origins.NONE;
        try {
            if (read.isPresent()) {
                Preparation preparation = read.get();
                origins = new InventoryOrigins(preparation.clusters(), preparation.plan(settings.which().apply(preparation.inventory())));
            }
        } catch (PgsvcException e) {
            // a node that is not in the inventory: its files went, and nobody says where
        }
        return PassChanges.of(result, origins);
    }

    private After after(PassResult result) {
        return switch (result.status()) {
            case DONE -> After.DONE;
            case INVALID, HELD, REJECTED -> After.WAIT;
            case RELOAD_FAILED -> settings.reconciler().rollbackOnDegraded()
                    && result.findings().stream().anyMatch(f -> f.rule().equals("degraded")) ? After.AVOID : After.RETRY;
            case FAILED -> After.RETRY;
        };
    }

    /** What another look at the same files cannot mend waits for their change; all else is tried again. */
    private static After after(PgsvcException e) {
        boolean addresses = e instanceof NodeIdentity.NodeException || e instanceof UnknownNodeException;
        boolean moving = e.findings().getFirst().rule().equals("inventory-changing");
        return NodePass.statusOf(e) == PassResult.Status.INVALID && !addresses && !moving ? After.WAIT : After.RETRY;
    }
}
