package io.pgsvc.cli;

import io.pgsvc.publish.Scope;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Option;

/** What a pass is limited to. */
final class ScopeOptions {
    @Option(names = {"-c", "--cluster"}, paramLabel = "CLUSTER", split = ",",
            description = "Only the services of this cluster; can be given several times.")
    Set<String> clusters = new LinkedHashSet<>();

    @Option(names = {"-s", "--service"}, paramLabel = "SERVICE", split = ",",
            description = "Only this service, such as replica or pg-test-replica; can be given several times.")
    Set<String> services = new LinkedHashSet<>();

    Scope scope() {
        return new Scope(clusters, services);
    }
}
