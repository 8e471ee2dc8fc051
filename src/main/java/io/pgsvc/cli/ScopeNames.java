package io.pgsvc.cli;

import io.pgsvc.model.Suggestion;
import io.pgsvc.pass.Preparation;
import io.pgsvc.publish.Manifest;
import io.pgsvc.publish.Scope;
import io.pgsvc.service.Cluster;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Whether the clusters that a scope names exist: in the inventory, or in the manifest (design, Scope). */
final class ScopeNames {
    private ScopeNames() {}

    /**
     * @param owned clusters of which the manifest knows files
     * @throws UsageException with a guess for a cluster that nobody knows
     */
    static void check(Scope scope, Preparation preparation, Set<String> owned) {
        Set<String> known = new TreeSet<>(owned);
        preparation.clusters().all().stream().map(Cluster::name).forEach(known::add);
        for (String cluster : scope.clusters()) {
            if (!known.contains(cluster)) {
                String message = "there is no cluster " + cluster + " in " + preparation.inventory().source();
                throw Suggestion.among(cluster, known).map(c -> UsageException.of(message, "did you mean `" + c + "`?"))
                        .orElseGet(() -> UsageException.of(message));
            }
        }
    }

    /**
     * Whether these manifests know what a scope names.
     *
     * @param nobody begins the message: {@code this node has}, with its negation
     * @throws UsageException with a guess for what nobody knows
     */
    static void check(Scope scope, String nobody, Manifest... manifests) {
        Set<String> clusters = new TreeSet<>();
        Set<String> services = new TreeSet<>();
        Stream.of(manifests).flatMap(m -> m.files().values().stream()).forEach(owned -> {
            owned.cluster().ifPresent(clusters::add);
            services.add(owned.service());
            services.add(owned.stem());
        });
        known(nobody + " a cluster ", scope.clusters(), clusters);
        known(nobody + " a service ", scope.services(), services);
    }

    private static void known(String nobody, Set<String> named, Set<String> known) {
        for (String name : named) {
            if (!known.contains(name)) {
                throw Suggestion.among(name, known).map(guess -> UsageException.of(nobody + name, "did you mean `" + guess + "`?"))
                        .orElseGet(() -> UsageException.of(nobody + name));
            }
        }
    }
}
