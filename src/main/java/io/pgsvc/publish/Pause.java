package io.pgsvc.publish;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody wants the files of this node to stay as they are for a while (design, contract 10).
 *
 * @param since   when it was asked for
 * @param until   when it ends by itself; empty: never
 * @param by      who asked for it, as far as that was known
 * @param reason  why; empty where nobody said
 * @param damaged the file that says so cannot be read: it holds the node all the same, because nobody knows for how long
 */
public record Pause(Instant since, Optional<Instant> until, String by, String reason, boolean damaged) {

    /** One that was asked for. */
    public Pause(Instant since, Optional<Instant> until, String by, String reason) {
        this(since, until, by, reason, false);
    }

    static Pause ofDamagedFile(Instant since, String why) {
        return new Pause(since, Optional.empty(), "", why, true);
    }

    /** Whether it still holds the node. */
    public boolean holdsAt(Instant now) {
        return until.isEmpty() || now.isBefore(until.get());
    }

    /** {@code since 2026-01-01T10:00:00Z, until 2026-01-01T12:00:00Z, by alice: kernel upgrade}. */
    public String words() {
        return "since " + seconds(since) + until.map(end -> ", until " + seconds(end)).orElse("")
                + (by.isEmpty() ? "" : ", by " + by) + (reason.isEmpty() ? "" : ": " + reason);
    }

    private static Instant seconds(Instant time) {
        return Instant.ofEpochSecond(time.getEpochSecond());
    }
}
