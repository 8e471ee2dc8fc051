package io.pgsvc.pass;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Measures how long the stages of one pass take. Stages nest (publishing asks for the check), and each instant counts for
 * the innermost only, so the durations add up to at most that of the pass. Not thread-safe.
 */
final class StageTimes {
    private final LongSupplier nanos;
    private final Map<Stage, Long> spent = new EnumMap<>(Stage.class);
    private final Deque<Stage> open = new ArrayDeque<>();
    private long since;

    /** @param nanos a clock that never goes back */
    StageTimes(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** One that measures nothing worth reading. */
    static StageTimes ignored() {
        return new StageTimes(() -> 0);
    }

    /** Does the work of a stage. */
    <T> T time(Stage stage, Supplier<T> work) {
        count();
        open.push(stage);
        try {
            return work.get();
        } finally {
            count();
            open.pop();
        }
    }

    /** From now on what is under way is another stage. */
    void turn(Stage stage) {
        count();
        if (open.poll() != null) {
            open.push(stage);
        }
    }

    private void count() {
        long now = nanos.getAsLong();
        if (!open.isEmpty()) {
            spent.merge(open.peek(), now - since, Long::sum);
        }
        since = now;
    }

    /** Durations by stage, in the order of the stages; those that were not reached are missing. */
    SequencedMap<String, Duration> all() {
        SequencedMap<String, Duration> all = new LinkedHashMap<>();
        spent.forEach((stage, time) -> all.put(stage.word(), Duration.ofNanos(time)));
        return Collections.unmodifiableSequencedMap(all);
    }
}
