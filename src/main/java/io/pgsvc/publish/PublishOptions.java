package io.pgsvc.publish;

import java.time.Duration;

/**
 * How a pass publishes.
 *
 * @param force           override guards and edits on disk ({@code --force})
 * @param adopt           take over files that are not ours ({@code --adopt})
 * @param dryRun          compute and check everything, change nothing
 * @param lockTimeout     how long to wait for another pgsvc
 * @param keepGenerations how many generations stay on disk, at least 2
 */
public record PublishOptions(Scope scope, boolean force, boolean adopt, Drift drift, boolean dryRun,
                             Duration lockTimeout, int keepGenerations) {
    public static final PublishOptions DEFAULTS =
            new PublishOptions(Scope.ALL, false, false, Drift.REPORT, false, Duration.ofSeconds(10), 10);

    public PublishOptions {
        keepGenerations = Math.max(2, keepGenerations);
    }

    public PublishOptions withScope(Scope other) {
        return new PublishOptions(other, force, adopt, drift, dryRun, lockTimeout, keepGenerations);
    }

    public PublishOptions withForce(boolean on) {
        return new PublishOptions(scope, on, adopt, drift, dryRun, lockTimeout, keepGenerations);
    }

    public PublishOptions withAdopt(boolean on) {
        return new PublishOptions(scope, force, on, drift, dryRun, lockTimeout, keepGenerations);
    }

    public PublishOptions withDrift(Drift other) {
        return new PublishOptions(scope, force, adopt, other, dryRun, lockTimeout, keepGenerations);
    }

    public PublishOptions withDryRun(boolean on) {
        return new PublishOptions(scope, force, adopt, drift, on, lockTimeout, keepGenerations);
    }

    public PublishOptions withLockTimeout(Duration other) {
        return new PublishOptions(scope, force, adopt, drift, dryRun, other, keepGenerations);
    }

    public PublishOptions withKeepGenerations(int number) {
        return new PublishOptions(scope, force, adopt, drift, dryRun, lockTimeout, number);
    }
}
