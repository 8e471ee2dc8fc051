package io.pgsvc.publish;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Which files a pass may touch: {@code --cluster} and {@code --service} (design, Scope). Both empty: all. As soon as
 * one is given, files that belong to no cluster ({@code haproxy_services}) stay untouched.
 *
 * @param services names such as {@code replica}, or stems such as {@code pg-test-replica}
 */
public record Scope(Set<String> clusters, Set<String> services) {
    public static final Scope ALL = new Scope(Set.of(), Set.of());

    public Scope {
        clusters = Set.copyOf(clusters);
        services = Set.copyOf(services);
    }

    public boolean isAll() {
        return clusters.isEmpty() && services.isEmpty();
    }

    /** Whether a service belongs to the scope. */
    public boolean contains(Optional<String> cluster, String service, String stem) {
        if (isAll()) {
            return true;
        }
        return cluster.isPresent() && (clusters.isEmpty() || clusters.contains(cluster.get()))
                && (services.isEmpty() || services.contains(service) || services.contains(stem));
    }

    /**
     * Whether a file of which only the name is known belongs to the scope. Its cluster is the longest known one that
     * the name starts with: {@code pg-test-2-replica} is not of {@code pg-test} where {@code pg-test-2} is known.
     */
    boolean containsUnknown(String stem, Collection<String> knownClusters) {
        if (isAll()) {
            return true;
        }
        Optional<String> cluster = Optional.empty();
        for (Collection<String> names : java.util.List.of(knownClusters, clusters)) {
            for (String name : names) {
                if (stem.startsWith(name + "-") && name.length() > cluster.map(String::length).orElse(0)) {
                    cluster = Optional.of(name);
                }
            }
        }
        return contains(cluster, cluster.map(c -> stem.substring(c.length() + 1)).orElse(stem), stem);
    }
}
