package io.pgsvc.service;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import java.util.List;

/**
 * What one node must expose.
 *
 * @param services the good ones, in the order of their definition; a bad one is only in the findings, as its subject
 */
public record NodePlan(Host node, List<ServiceSpec> services, List<Finding> findings) {
    public NodePlan {
        services = List.copyOf(services);
        findings = List.copyOf(findings);
    }
}
