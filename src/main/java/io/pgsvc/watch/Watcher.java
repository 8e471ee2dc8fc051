package io.pgsvc.watch;

import io.pgsvc.build.BuildInfo;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Severity;
import io.pgsvc.pass.GaveWayException;
import io.pgsvc.pass.PassResult;
import io.pgsvc.pass.Reconciler;
import io.pgsvc.publish.Origin;
import io.pgsvc.publish.PublishPaths;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The loop of {@code pgsvc watch}. One thread decides: it takes what files, signals and ended passes send, asks the
 * {@link Agenda} what is due, and is never busy for long. A second thread makes the passes, one at a time; so the loop
 * answers signals and systemd's watchdog however long a check, a lock or a reload takes. The verdict on the health of
 * what was reloaded comes later and holds no pass up, except with {@code --rollback-on-degraded}, where the pass must
 * know it; new changes wait then.
 */
public final class Watcher {
    /** How often a lock of git is looked at while it is waited for. */
    private static final long GATE = Duration.ofMillis(100).toNanos();
    /** A pass of this age has hung: the loop does not claim to be alive any more. */
    private static final long HUNG = Duration.ofMinutes(10).toNanos();
    private static final Duration FAULT = Duration.ofSeconds(1);
    private static final long LONGEST_WAIT = Duration.ofHours(1).toNanos();

    private final Supplier<WatchSettings> configuration;
    private final WatchOutputs outputs;
    private final Clock clock = Clock.systemUTC();
    private final LinkedBlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
    /** Events of the inventory, templates and defaults: all that came, and those that the loop knows of. */
    private final AtomicLong came = new AtomicLong();
    private long known;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("pass").factory());
    private final HealthLooks health = new HealthLooks();
    private final Heap heap = new Heap();
    private WatchSettings settings;
    private Reconciler reconciler;
    private PassRunner passes;
    private Agenda agenda;
    private StatusKeeper status;
    private FileWatch files;
    private Optional<GitIndexLock.Held> waitingFor = Optional.empty();
    private boolean busy;
    private boolean stopping;
    private boolean announce = true;
    private long busySince;
    private long gate;
    private long beaten;

    /** @param configuration reads all settings anew; what it throws ends the watcher only the first time */
    public Watcher(Supplier<WatchSettings> configuration, WatchOutputs outputs) {
        this.configuration = configuration;
        this.outputs = outputs;
    }

    /**
     * Watches until a signal asks for the end.
     *
     * @throws io.pgsvc.publish.LockedException another watcher is at work on this node
     * @throws PgsvcException                   the settings are wrong, or the state directory cannot be written
     */
    public void run() throws InterruptedException {
        take(configuration.get());
        try (AutoCloseable lock = reconciler.lockAsWatcher()) {
            Signals.handle(name -> inbox.add(new Message.Signalled(name)));
            status = new StatusKeeper(BuildInfo.read().version(), clock.instant(), settings.inventory());
            files = watchFiles();
            outputs.events().said(Severity.INFO, "watching " + settings.inventory());
            wantFirstPass();
            tell();
            while (!stopping || busy) {
                try {
                    step();
                } catch (RuntimeException e) {
                    outputs.events().said(Severity.ERROR, "internal error: " + e);
                    Thread.sleep(FAULT); // whatever it is, it does not make the loop spin
                }
            }
            files.close();
            outputs.events().said(Severity.INFO, "stopped");
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e); // closing the lock's file throws none
        } finally {
            worker.shutdownNow();
        }
    }

    /** At once, or, as no event told what happened so far, when the inventory has been quiet for long enough. */
    private void wantFirstPass() {
        long now = now();
        Duration age = Duration.between(LastChange.of(settings.inventory()), clock.instant());
        if (!age.isNegative() && age.compareTo(settings.pace().quiet()) < 0) {
            agenda.startWhenQuiet(now - age.toNanos());
        } else {
            agenda.want(Trigger.START, now);
        }
    }

    private void step() throws InterruptedException {
        beat();
        Message message = inbox.poll(untilNext(), TimeUnit.NANOSECONDS);
        for (; message != null; message = inbox.poll()) {
            handle(message);
        }
        if (!busy && !stopping) {
            startWhatIsDue();
        }
    }

    private void handle(Message message) {
        switch (message) {
            case Message.Changed changed -> {
                switch (changed.role()) {
                    case INPUTS -> {
                        known++;
                        agenda.filesChanged(now());
                    }
                    case CONFIGURATION -> agenda.configurationChanged(now());
                    case NODE -> agenda.nodeChanged(now());
                }
            }
            case Message.Said said -> outputs.events().said(said.severity(), said.text());
            case Message.Signalled signal -> signalled(signal.name());
            case Message.Ended ended -> {
                busy = false;
                ended.handle().run();
            }
        }
    }

    private void signalled(String name) {
        switch (name) {
            case "HUP" -> {
                outputs.events().said(Severity.INFO, "SIGHUP: reading the configuration again");
                outputs.supervisor().reloading();
                announce = true;
                agenda.want(Trigger.CONFIGURATION, now());
            }
            case "USR1" -> agenda.want(Trigger.SIGNAL, now());
            default -> {
                if (!stopping) {
                    outputs.events().said(Severity.INFO, "SIG" + name + ": " + (busy ? "ending when the pass under way has ended" : "ending"));
                    outputs.supervisor().stopping();
                    stopping = true;
                    reconciler.stop();
                }
            }
        }
    }

    /** How long nothing is due. */
    private long untilNext() {
        long now = now();
        long until = now + outputs.supervisor().heartbeat().map(Duration::toNanos).orElse(LONGEST_WAIT);
        if (!busy && !stopping) {
            until = Math.min(until, agenda.next().map(due -> Math.max(due.at(), gate)).orElse(until));
            until = Math.min(until, agenda.lookAt().orElse(until));
            until = Math.min(until, agenda.readAheadAt().orElse(until));
            until = Math.min(until, health.next().orElse(until));
        }
        return Math.max(0, until - now);
    }

    private void startWhatIsDue() {
        long now = now();
        Optional<Agenda.Due> due = agenda.next().filter(d -> d.at() <= now && gate <= now);
        if (due.isPresent() && gitIsDone(now)) {
            pass(due.get().trigger());
        } else if (health.next().isPresent() && health.next().getAsLong() <= now) {
            Reconciler asked = reconciler;
            Reconciler.Unjudged ripe = health.take(now);
            start(() -> {
                List<Finding> bad = asked.judge(ripe);
                return () -> judged(ripe, bad);
            });
        } else if (agenda.readAheadAt().isPresent() && agenda.readAheadAt().getAsLong() <= now) {
            readAhead();
        } else if (agenda.lookAt().isPresent() && agenda.lookAt().getAsLong() <= now) {
            agenda.looking();
            PassRunner runner = passes;
            start(() -> {
                boolean differs = runner.differs();
                return () -> {
                    if (differs) {
                        agenda.want(Trigger.DRIFT, now());
                    }
                };
            });
        }
    }

    /** The quiet period is time to read in: the pass after it finds most of its work done. */
    private void readAhead() {
        agenda.readingAhead();
        PassRunner runner = passes;
        Agenda asked = agenda;
        start(() -> {
            long from = now();
            if (runner.readAhead()) {
                heap.collect();
            }
            long to = now();
            return () -> asked.readAhead(from, to);
        });
    }

    /** Whether git leaves the tree alone; if not, it is looked at again soon. */
    private boolean gitIsDone(long now) {
        Optional<GitIndexLock.Held> held = new GitIndexLock(settings.inventory(), clock).look();
        boolean news = held.isPresent() && !held.equals(waitingFor);
        boolean gone = held.isEmpty() && waitingFor.filter(lock -> !lock.old()).isPresent();
        waitingFor = held;
        if (gone) {
            gate = now + settings.pace().quiet().toNanos(); // what git did last is still on its way here
            return false;
        }
        if (held.isEmpty()) {
            return true;
        }
        if (held.get().old()) {
            if (news) {
                outputs.events().said(Severity.WARNING, held.get().file() + " is there since " + held.get().since()
                        + ": no git is at work for so long, so it is ignored; remove it");
            }
            return true;
        }
        if (news) {
            outputs.events().debug("waiting for " + held.get().file() + " to go");
        }
        gate = now + GATE;
        return false;
    }

    private void pass(Trigger trigger) {
        OptionalLong until = agenda.givesWayUntil(trigger, now());
        long before = known;
        BooleanSupplier givesWay = () -> until.isPresent() && came.get() != before && now() < until.getAsLong();
        if (agenda.begin()) {
            readSettings();
        }
        PassRunner runner = passes;
        Path inventory = settings.inventory();
        start(() -> {
            Instant began = clock.instant();
            long start = now();
            Optional<WatchStatus.Revision> revision = outputs.revision().apply(inventory);
            PassRunner.End end;
            try {
                Origin origin = Origin.of("watch: " + trigger.word());
                end = runner.run(revision.map(r -> origin.withRevision(r.commit())).orElse(origin), givesWay);
            } catch (GaveWayException e) {
                return () -> gaveWay(e);
            } catch (RuntimeException | Error e) {
                end = runner.broken(e);
            }
            PassRunner.End ended = end;
            Duration took = Duration.ofNanos(now() - start);
            return () -> passed(trigger, began, took, revision, ended);
        });
    }

    /** As if it had not been begun. What it did for an interrupted pass is done. */
    private void gaveWay(GaveWayException e) {
        agenda.gaveWay();
        e.findings().forEach(f -> outputs.events().said(f.severity(), f.toString()));
        outputs.events().debug("files changed while a pass was under way: waiting for them to be quiet");
    }

    private void passed(Trigger trigger, Instant began, Duration took, Optional<WatchStatus.Revision> revision, PassRunner.End end) {
        long now = now();
        agenda.end(now, end.after(), end.result().flatMap(PassResult::reload).isPresent());
        end.lookAt().ifPresent(at -> agenda.want(Trigger.DRIFT, at));
        end.unjudged().ifPresent(services -> health.add(services, now));
        WatchStatus.PassEntry entry = status.passed(trigger, began, took, revision, end);
        outputs.events().passed(entry, end.result(), end.findings());
        tell();
        if (announce) {
            announce = false;
            outputs.supervisor().ready();
        }
        if (end.result().map(r -> r.changed() || r.work().loaded() > 0).orElse(true)) {
            heap.collect();
        }
    }

    private void judged(Reconciler.Unjudged looked, List<Finding> bad) {
        Set<String> before = health.degraded();
        health.judged(looked, bad.stream().flatMap(f -> f.subject().service().stream()).collect(Collectors.toSet()), now());
        Set<String> after = new TreeSet<>(health.degraded());
        bad.stream().filter(f -> f.subject().service().filter(s -> !before.contains(s)).isPresent())
                .forEach(f -> outputs.events().said(Severity.WARNING, f.message() + f.hint().map(h -> " (" + h + ")").orElse("")));
        before.stream().filter(s -> !after.contains(s)).sorted()
                .forEach(s -> outputs.events().said(Severity.INFO, "service " + s + " is no longer degraded"));
        if (!before.equals(after)) {
            status.degraded(after);
            tell();
        }
    }

    /** What goes wrong here leaves the settings as they were. */
    private void readSettings() {
        try {
            WatchSettings now = configuration.get();
            PublishPaths paths = now.reconciler().paths();
            if (!paths.stateDir().equals(settings.reconciler().paths().stateDir())) {
                outputs.events().said(Severity.ERROR, "another --state-dir needs a restart: the settings stay as they were");
                return;
            }
            Targets before = targets(settings);
            take(now);
            status.inventory(now.inventory());
            if (!before.equals(targets(now))) {
                FileWatch old = files;
                files = watchFiles();
                old.close();
            }
        } catch (PgsvcException e) {
            e.findings().forEach(f -> outputs.events().said(Severity.ERROR, "the settings stay as they were: " + f));
        }
    }

    private void take(WatchSettings now) {
        settings = now;
        reconciler = new Reconciler(now.reconciler(), text -> inbox.add(new Message.Said(Severity.INFO, text)));
        passes = new PassRunner(now, reconciler, clock, Watcher::now);
        agenda = new Agenda(now.pace(), () -> ThreadLocalRandom.current().nextDouble());
    }

    private FileWatch watchFiles() {
        return new FileWatch(targets(settings), settings.pace().quiet(), settings.pace().resync(), this::receive).start();
    }

    private void receive(Message message) {
        if (message instanceof Message.Changed changed && changed.role() == Message.Role.INPUTS) {
            came.incrementAndGet();
        }
        inbox.add(message);
    }

    private static Targets targets(WatchSettings settings) {
        PublishPaths paths = settings.reconciler().paths();
        return new Targets(settings.inventory(), settings.inputs(), settings.configuration(), paths.confDir(),
                settings.nodeFiles(), List.of(paths.stateDir().toAbsolutePath(), paths.confDir().toAbsolutePath()));
    }

    /** Runs something on the other thread; what it gives is done by the loop when it has ended. */
    private void start(Supplier<Runnable> job) {
        busy = true;
        busySince = now();
        worker.execute(() -> {
            Runnable end;
            try {
                end = job.get();
            } catch (RuntimeException | Error e) {
                end = () -> outputs.events().said(Severity.ERROR, "internal error: " + e);
            }
            inbox.add(new Message.Ended(end));
        });
    }

    private void tell() {
        status.nextAttempt(agenda.retryAt().isPresent()
                ? Optional.of(clock.instant().plusNanos(agenda.retryAt().getAsLong() - now())) : Optional.empty());
        WatchStatus now = status.status();
        outputs.listeners().forEach(listener -> listener.changed(now));
    }

    private void beat() {
        long now = now();
        long every = outputs.supervisor().heartbeat().map(Duration::toNanos).orElse(Long.MAX_VALUE);
        boolean hung = busy && now - busySince > HUNG;
        if (every != Long.MAX_VALUE && now - beaten >= every / 2 && !hung) {
            beaten = now;
            outputs.supervisor().alive();
        }
    }

    private static long now() {
        return System.nanoTime();
    }
}
