package io.pgsvc.service;

import java.util.Optional;
import java.util.Set;

/**
 * What a pass is limited to ({@code --cluster}, {@code --service}); empty sets mean everything.
 *
 * @param services names such as {@code replica}, or stems such as {@code pg-test-replica}
 */
public record Scope(Set<String> clusters, Set<String> services) {
    /** No limit. */
    public static final Scope ALL = new Scope(Set.of(), Set.of());

    public Scope {
        clusters = Set.copyOf(clusters);
        services = Set.copyOf(services);
    }

    public boolean all() {
        return clusters.isEmpty() && services.isEmpty();
    }

    /** Whether a service is within; one of {@code haproxy_services} has no cluster and is not, where clusters are named. */
    public boolean covers(Optional<String> cluster, String service, String stem) {
        return (clusters.isEmpty() || cluster.map(clusters::contains).orElse(false))
                && (services.isEmpty() || services.contains(service) || services.contains(stem));
    }
}
