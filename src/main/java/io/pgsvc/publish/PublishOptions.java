package io.pgsvc.publish;

import java.time.Duration;
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
 */
public record PublishOptions(Scope scope, boolean force, boolean adopt, Drift drift, boolean dryRun,
                             Duration lockTimeout, int keepGenerations, Set<String> leftMissing) {
    public static final PublishOptions DEFAULTS =
            new PublishOptions(Scope.ALL, false, false, Drift.REPORT, false, Duration.ofSeconds(10), 10, Set.of());

    public PublishOptions {
        keepGenerations = Math.max(2, keepGenerations);
    }

    public PublishOptions withScope(Scope other) {
        return new PublishOptions(other, force, adopt, drift, dryRun, lockTimeout, keepGenerations, leftMissing);
    }

    public PublishOptions withForce(boolean on) {
        return new PublishOptions(scope, on, adopt, drift, dryRun, lockTimeout, keepGenerations, leftMissing);
    }

    public PublishOptions withAdopt(boolean on) {
        return new PublishOptions(scope, force, on, drift, dryRun, lockTimeout, keepGenerations, leftMissing);
    }

    public PublishOptions withDrift(Drift other) {
        return new PublishOptions(scope, force, adopt, other, dryRun, lockTimeout, keepGenerations, leftMissing);
    }

    public PublishOptions withDryRun(boolean on) {
        return new PublishOptions(scope, force, adopt, drift, on, lockTimeout, keepGenerations, leftMissing);
    }

    public PublishOptions withLockTimeout(Duration other) {
        return new PublishOptions(scope, force, adopt, drift, dryRun, other, keepGenerations, leftMissing);
    }

    public PublishOptions withKeepGenerations(int number) {
        return new PublishOptions(scope, force, adopt, drift, dryRun, lockTimeout, number, leftMissing);
    }

    public PublishOptions withLeftMissing(Set<String> stems) {
        return new PublishOptions(scope, force, adopt, drift, dryRun, lockTimeout, keepGenerations, stems);
    }
}
