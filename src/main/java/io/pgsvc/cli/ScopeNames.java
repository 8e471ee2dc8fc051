package io.pgsvc.cli;

import io.pgsvc.model.Suggestion;
import io.pgsvc.pass.Preparation;
import io.pgsvc.publish.Scope;
import io.pgsvc.service.Cluster;
import java.util.Set;
import java.util.TreeSet;

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
}
