package io.pgsvc.lint;

import io.pgsvc.model.Finding;
import io.pgsvc.service.NodePlan;
import java.util.List;
import java.util.function.Consumer;

/**
 * A rule about a fleet: what one node's own judgement does not say because it would still be written. One object for
 * one check; it sees every node first, then all services.
 */
interface FleetRule {
    /** One host and what it exposes. */
    default void node(FleetView fleet, NodePlan plan) {}

    /**
     * The end.
     *
     * @param services every good service of a cluster, once where its members define it alike
     */
    void finish(FleetView fleet, List<Carried> services, Consumer<Finding> report);
}
