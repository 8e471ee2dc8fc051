package io.pgsvc.watch;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * When the next pass is due, and why: what happens is entered, what is due comes out. No clock, no thread: all times are
 * given, in nanoseconds of one clock that never goes back.
 */
final class Agenda {
    /** Who asks for these wants them at once. */
    private static final Set<Trigger> URGENT = Set.of(Trigger.START, Trigger.SIGNAL, Trigger.CONFIGURATION);

    /** Files are read ahead when they have been quiet for this part of their quiet period. */
    private static final int AHEAD = 4;

    /** How many times longer than it took nothing is read ahead again: a pull that goes on is not to be read all the time. */
    private static final int REST = 3;

    /** How many times longer than else a resync waits after a pass that did harm. */
    private static final int AVOIDED = 12;

    /** A pass that is due at a time. */
    record Due(long at, Trigger trigger) {}

    /** What a pass leaves to be done. */
    enum After {
        /** Nothing: all is as it should be. */
        DONE,
        /** It will end the same way until something changes. */
        WAIT,
        /** Time may heal it. */
        RETRY,
        /** It did harm that had to be undone, and would again: not soon, unless something changes. */
        AVOID
    }

    private final Pace pace;
    private final DoubleSupplier random;
    private final QuietPeriod files;
    private final QuietPeriod node;
    private final QuietPeriod configuration;
    private final Backoff backoff;
    private final Map<Trigger, Long> timers = new EnumMap<>(Trigger.class);
    private long splay;
    private OptionalLong reloaded = OptionalLong.empty();
    /** The event that was the last one when the files were read ahead. */
    private OptionalLong ahead = OptionalLong.empty();
    private OptionalLong resting = OptionalLong.empty();
    /** What a pass is made for when the files are quiet. */
    private Trigger whenQuiet = Trigger.FILES;

    Agenda(Pace pace, DoubleSupplier random) {
        this.pace = pace;
        this.random = random;
        this.files = new QuietPeriod(pace.quiet().toNanos(), pace.maxQuiet().toNanos());
        this.configuration = new QuietPeriod(pace.quiet().toNanos(), pace.maxQuiet().toNanos());
        this.node = new QuietPeriod(pace.quiet().toNanos(), pace.maxQuiet().toNanos());
        this.backoff = new Backoff(pace.retryFirst(), pace.retryMost(), random);
    }

    /** The inventory, a template or the defaults changed. */
    void filesChanged(long now) {
        if (files.over().isEmpty()) {
            splay = (long) (random.getAsDouble() * pace.splay().toNanos());
        }
        files.event(now);
    }

    /** The first pass is wanted, and the files changed at a time just before: somebody may be at work on them. */
    void startWhenQuiet(long changed) {
        whenQuiet = Trigger.START;
        files.event(changed);
    }

    /** A file that holds settings changed. */
    void configurationChanged(long now) {
        configuration.event(now);
    }

    /** HAProxy's directory or main file changed. */
    void nodeChanged(long now) {
        node.event(now);
    }

    /** A pass is wanted at a time; an earlier wish for the same reason stands. */
    void want(Trigger trigger, long at) {
        timers.merge(trigger, at, Math::min);
    }

    /** The next pass, if one is due at all. While files change, only who wants it at once gets one. */
    Optional<Due> next() {
        Map<Trigger, Long> due = new EnumMap<>(timers);
        if (timers.containsKey(Trigger.RETRY)) {
            due.remove(Trigger.RESYNC); // the retry does as much, and has its own pace
        }
        configuration.over().ifPresent(at -> due.merge(Trigger.CONFIGURATION, at, Math::min));
        files.over().ifPresent(quiet -> {
            due.replaceAll((trigger, at) -> URGENT.contains(trigger) ? at : Math.max(at, quiet));
            due.put(whenQuiet, quiet + splay);
        });
        return due.entrySet().stream().map(e -> new Due(notBefore(e.getKey(), e.getValue()), e.getKey()))
                .min(Comparator.comparingLong(Due::at).thenComparing(Due::trigger));
    }

    private long notBefore(Trigger trigger, long at) {
        return URGENT.contains(trigger) || reloaded.isEmpty() ? at
                : Math.max(at, reloaded.getAsLong() + pace.minReloadInterval().toNanos());
    }

    /** When the files are to be read ahead of the pass that they wait for. */
    OptionalLong readAheadAt() {
        OptionalLong last = files.lastEvent();
        if (last.isEmpty() || last.equals(ahead)) {
            return OptionalLong.empty();
        }
        long at = last.getAsLong() + pace.quiet().toNanos() / AHEAD;
        return OptionalLong.of(resting.isPresent() ? Math.max(at, resting.getAsLong()) : at);
    }

    /** Files are read ahead now. */
    void readingAhead() {
        ahead = files.lastEvent();
    }

    /** Files were read ahead, from one time to another. */
    void readAhead(long from, long to) {
        resting = OptionalLong.of(to + REST * (to - from));
    }

    /** When HAProxy's directory is to be looked at, because something happened there. */
    OptionalLong lookAt() {
        return node.over();
    }

    /** HAProxy's directory is looked at now. */
    void looking() {
        node.clear();
    }

    /** When a failed pass is tried again, if it is. */
    OptionalLong retryAt() {
        Long at = timers.get(Trigger.RETRY);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }

    /**
     * Until when a pass that begins now gives way to further changes of the files, before it has changed anything itself.
     *
     * @return nothing where somebody wants it at once
     */
    OptionalLong givesWayUntil(Trigger trigger, long now) {
        boolean asked = trigger == Trigger.SIGNAL || trigger == Trigger.CONFIGURATION;
        return asked ? OptionalLong.empty() : OptionalLong.of(files.atTheLatest(now));
    }

    /** The pass that began gave way: what it was made for is still to be done. */
    void gaveWay() {
        files.resume();
    }

    /**
     * A pass begins: it sees all that happened so far, whatever it was made for.
     *
     * @return whether the settings are to be read again
     */
    boolean begin() {
        boolean settings = configuration.over().isPresent() || timers.containsKey(Trigger.CONFIGURATION);
        configuration.clear();
        files.clear();
        whenQuiet = Trigger.FILES;
        node.clear();
        timers.clear();
        return settings;
    }

    /** A pass ended. */
    void end(long now, After after, boolean hasReloaded) {
        if (hasReloaded) {
            reloaded = OptionalLong.of(now);
        }
        if (after == After.RETRY) {
            want(Trigger.RETRY, now + backoff.next());
        } else {
            backoff.reset();
        }
        double resync = pace.resync().toNanos() * (after == After.AVOID ? AVOIDED : 1);
        want(Trigger.RESYNC, now + (long) (resync * (0.9 + 0.2 * random.getAsDouble())));
    }
}
