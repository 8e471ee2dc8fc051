package io.pgsvc.publish;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a pass publishes.
 *
 * @param force           override guards and edits on disk ({@code --force})
 * @param adopt           take over files that are not ours ({@code --adopt})
 * @param dryRun          compute and check everything, change nothing
 * @param lockTimeout     how long to wait for another pgsvc
 * @param keepGenerations how many generations stay on disk, at least 2
 * @param leftMissing     stems of removed files that are not restored yet: whoever removed them may be about to write them
 * @param origin          kept with a new generation
 * @param pauseAfter      a rollback: the pause that stands after it, so that no pass undoes it; no earlier pause holds it
 */
public record PublishOptions(Scope scope, boolean force, boolean adopt, Drift drift, boolean dryRun,
                             Duration lockTimeout, int keepGenerations, Set<String> leftMissing,
                             Origin origin, Optional<Pause> pauseAfter) {
    public static final PublishOptions DEFAULTS =
            new PublishOptions(Scope.ALL, false, false, Drift.REPORT, false, Duration.ofSeconds(10), 10, Set.of(),
                    Origin.UNKNOWN, Optional.empty());

    public PublishOptions {
        keepGenerations = Math.max(2, keepGenerations);
    }

    public PublishOptions withScope(Scope other) {
        return new PublishOptions(other, force, adopt, drift, dryRun, lockTimeout, keepGenerations, leftMissing, origin, pauseAfter);
    }

    public PublishOptions withForce(boolean on) {
        return new PublishOptions(scope, on, adopt, drift, dryRun, lockTimeout, keepGenerations, leftMissing, origin, pauseAfter);
    }

    public PublishOptions withAdopt(boolean on) {
        return new PublishOptions(scope, force, on, drift, dryRun, lockTimeout, keepGenerations, leftMissing, origin, pauseAfter);
    }

    public PublishOptions withDrift(Drift other) {
        return new PublishOptions(scope, force, adopt, other, dryRun, lockTimeout, keepGenerations, leftMissing, origin, pauseAfter);
    }

    public PublishOptions withDryRun(boolean on) {
        return new PublishOptions(scope, force, adopt, drift, on, lockTimeout, keepGenerations, leftMissing, origin, pauseAfter);
    }

    public PublishOptions withLockTimeout(Duration other) {
        return new PublishOptions(scope, force, adopt, drift, dryRun, other, keepGenerations, leftMissing, origin, pauseAfter);
    }

    public PublishOptions withKeepGenerations(int number) {
        return new PublishOptions(scope, force, adopt, drift, dryRun, lockTimeout, number, leftMissing, origin, pauseAfter);
    }

    public PublishOptions withLeftMissing(Set<String> stems) {
        return new PublishOptions(scope, force, adopt, drift, dryRun, lockTimeout, keepGenerations, stems, origin, pauseAfter);
    }

    public PublishOptions withOrigin(Origin other) {
        return new PublishOptions(scope, force, adopt, drift, dryRun, lockTimeout, keepGenerations, leftMissing, other, pauseAfter);
    }

    public PublishOptions withPauseAfter(Pause pause) {
        return new PublishOptions(scope, force, adopt, drift, dryRun, lockTimeout, keepGenerations, leftMissing, origin,
                Optional.of(pause));
    }
}
