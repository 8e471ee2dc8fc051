package io.pgsvc.service;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import java.util.List;
import java.util.Set;

/**
 * What one node must expose.
 *
 * @param uncertain clusters of which nobody can tell whether they belong here: nothing of them may be deleted
 * @param services the good ones, in the order of their definition; a bad one is only in the findings, as its subject
 */
public record NodePlan(Host node, List<ServiceSpec> services, Set<String> uncertain, List<Finding> findings) {
    public NodePlan {
        services = List.copyOf(services);
        uncertain = Set.copyOf(uncertain);
        findings = List.copyOf(findings);
    }
}
