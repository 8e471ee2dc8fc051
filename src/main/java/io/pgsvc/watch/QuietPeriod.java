package io.pgsvc.watch;

import java.util.OptionalLong;

/** Tells when a burst of events is over: after a time without any, or at most so long after the first. Times in nanoseconds. */
final class QuietPeriod {
    private final long quiet;
    private final long most;
    private OptionalLong first = OptionalLong.empty();
    private OptionalLong before = OptionalLong.empty();
    private long last;

    QuietPeriod(long quiet, long most) {
        this.quiet = quiet;
        this.most = most;
    }

    void event(long now) {
        if (first.isEmpty()) {
            first = OptionalLong.of(now);
        }
        last = now;
    }

    /** When the burst may be taken for over, if there is one; moves on with each further event. */
    OptionalLong over() {
        return first.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Math.min(last + quiet, first.getAsLong() + most));
    }

    /** When the last event came, if there is a burst. */
    OptionalLong lastEvent() {
        return first.isEmpty() ? OptionalLong.empty() : OptionalLong.of(last);
    }

    /** Somebody acts on the burst. */
    void clear() {
        before = first;
        first = OptionalLong.empty();
    }

    /** Whoever acted on it gave up, as more came: it is the same burst still. */
    void resume() {
        first = before.isPresent() ? before : first;
    }

    /** When it is acted on at the latest, a burst that begins now included. */
    long atTheLatest(long now) {
        return first.orElse(now) + most;
    }
}
