package io.pgsvc.lint;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import io.pgsvc.model.Value;
import io.pgsvc.service.NodePlan;
import io.pgsvc.service.ServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Services on hosts that have no HAProxy ({@code haproxy_enabled: false}). Files are written there all the same, as
 * Ansible does, and nobody listens. {@code haproxy_services} are left out there without a word.
 */
final class NoHaproxy implements FleetRule {
    private final Map<String, List<Host>> with = new LinkedHashMap<>();
    private final Map<String, List<Host>> without = new LinkedHashMap<>();
    /** By the place of a list of {@code haproxy_services}, the hosts that leave it out. */
    private final Map<Position, List<Host>> skipped = new LinkedHashMap<>();

    @Override
    public void node(FleetView fleet, NodePlan plan) {
        boolean enabled = fleet.isYes(plan.node(), "haproxy_enabled", true);
        plan.services().stream().flatMap((ServiceSpec s) -> s.clusterName().stream()).distinct().forEach(cluster ->
                (enabled ? with : without).computeIfAbsent(cluster, c -> new ArrayList<>()).add(plan.node()));
        if (!enabled) {
            Optional<Value> services = fleet.value(plan.node(), "haproxy_services");
            services.filter(v -> v instanceof Value.Seq seq && !seq.items().isEmpty() && fleet.inInventory(v.at()))
                    .ifPresent(v -> skipped.computeIfAbsent(v.at(), at -> new ArrayList<>()).add(plan.node()));
        }
    }

    @Override
    public void finish(FleetView fleet, List<Carried> services, Consumer<Finding> report) {
        skipped.forEach((at, hosts) -> report.accept(Finding.warning("no-haproxy", "haproxy_services of "
                + FleetView.some(hosts.stream().map(Host::name).toList()) + " are not exposed, because haproxy_enabled is false there", at)
                .withRelated(fleet.at(hosts.getFirst(), "haproxy_enabled"))));
        without.forEach((cluster, hosts) -> {
            boolean delegated = fleet.planner().clusters().cluster(cluster).filter(c -> c.members().containsAll(hosts)).isEmpty();
            boolean nowhere = !with.containsKey(cluster);
            String names = FleetView.some(hosts.stream().map(Host::name).toList());
            Finding finding = Finding.warning("no-haproxy", "the services of " + cluster + " are exposed " + (nowhere ? "only " : "")
                    + "on " + names + ", without HAProxy there (haproxy_enabled: false)", fleet.at(hosts.getFirst(), "haproxy_enabled"))
                    .withHint(delegated ? "delegate them to hosts with HAProxy (pg_service_provider)"
                            : "set pg_default_services: [] where no services are wanted").about(Finding.Subject.cluster(cluster));
            report.accept(delegated && nowhere ? finding.withSeverity(Severity.ERROR) : finding);
        });
    }
}
