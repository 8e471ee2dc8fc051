package io.pgsvc.cli;

import io.pgsvc.publish.Origin;
import io.pgsvc.publish.PublishOptions;
import io.pgsvc.publish.Scope;
import picocli.CommandLine.Option;

/** How files are published on this node by one pass that somebody asks for. */
final class PublishFlags extends StateFlags {
    @Option(names = "--force", description = "Override guards and edits made by hand.")
    boolean force;

    @Option(names = "--adopt", description = "Take over service files that are not pgsvc's.")
    boolean adopt;

    PublishOptions options(Scope scope, boolean dryRun) {
        return PublishOptions.DEFAULTS.withScope(scope).withForce(force).withAdopt(adopt).withDrift(drift).withDryRun(dryRun)
                .withLockTimeout(lockTimeout).withOrigin(Origin.of("render"));
    }
}
