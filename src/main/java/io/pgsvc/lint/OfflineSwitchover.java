package io.pgsvc.lint;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.service.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A service for replicas only whose one server may become the primary: after that switchover it fails the check, and
 * the old primary is not among the servers (service-access.md, Offline Service, the last paragraph).
 */
final class OfflineSwitchover implements FleetRule {
    /** Paths of Patroni that answer 200 on replicas only. */
    private static final Set<String> REPLICA_ONLY = Set.of("/replica", "/async", "/asynchronous");

    @Override
    public void finish(FleetView fleet, List<Carried> services, Consumer<Finding> report) {
        for (Carried carried : services) {
            Cluster cluster = carried.cluster();
            String path = carried.spec().check().split("\\?", 2)[0];
            Optional<Host> primary = fleet.planner().identities().primary(cluster);
            List<String> servers = carried.selection().picks().stream()
                    .map(pick -> pick.member().path("inventory_hostname").asText()).distinct().toList();
            if (!REPLICA_ONLY.contains(path) || servers.size() != 1 || primary.isEmpty() || servers.contains(primary.get().name())) {
                continue;
            }
            Position at = fleet.inventory().host(servers.getFirst()).map(Host::at).orElse(carried.spec().at());
            Finding finding = Finding.warning("offline-switchover", "service " + carried.spec().stem() + " has no server left after a"
                    + " switchover to " + servers.getFirst() + ", its only one", at).about(carried.spec().subject());
            finding = fleet.inInventory(carried.spec().at()) ? finding.withRelated(carried.spec().at()) : finding;
            report.accept(finding.withHint(cluster.members().size() == 2
                    ? "swap the roles in the inventory after a switchover, add a replica, or remove the service from pg_default_services"
                    : "let its selector or backup pick more members"));
        }
    }
}
