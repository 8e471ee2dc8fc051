package io.pgsvc.lint;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import io.pgsvc.service.NodePlan;
import io.pgsvc.service.ServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Services on ports that something else on the node has, or may have (rules component-port and reserved-port). */
final class ComponentPorts implements FleetRule {
    /** Linux takes ports for outgoing connections from here, where nobody changed net.ipv4.ip_local_port_range. */
    private static final int EPHEMERAL_FIRST = 32768;
    private static final int EPHEMERAL_LAST = 60999;

    /** One clash, on as many hosts as have it. */
    private record Clash(ServiceSpec service, Component component, Position port) {}

    private record Key(String stem, Position bind, String variable, Position port) {}

    private final Map<Key, Clash> clashes = new LinkedHashMap<>();
    private final Map<Key, List<String>> hosts = new LinkedHashMap<>();
    private final Map<Position, ServiceSpec> ephemeral = new LinkedHashMap<>();

    @Override
    public void node(FleetView fleet, NodePlan plan) {
        if (plan.services().isEmpty()) {
            return;
        }
        Component.CERTAIN.forEach(component -> compare(fleet, plan, component));
        Component.LIKELY.forEach(component -> compare(fleet, plan, component));
        for (ServiceSpec service : plan.services()) {
            int port = service.bind().portNumber();
            if (port >= EPHEMERAL_FIRST && port <= EPHEMERAL_LAST) {
                ephemeral.putIfAbsent(service.bind().at(), service);
            }
        }
    }

    private void compare(FleetView fleet, NodePlan plan, Component component) {
        Host host = plan.node();
        component.binds(fleet, host).forEach(taken -> {
            for (ServiceSpec service : plan.services()) {
                if (service.bind().clashesWith(taken)) {
                    boolean set = fleet.inventory().variable(host, component.variable()).isPresent();
                    Key key = new Key(service.stem(), service.bind().at(), component.variable(), set ? taken.at() : service.bind().at());
                    clashes.putIfAbsent(key, new Clash(service, component, key.port()));
                    List<String> where = hosts.computeIfAbsent(key, k -> new ArrayList<>());
                    if (!where.contains(host.name())) {
                        where.add(host.name());
                    }
                }
            }
        });
    }

    @Override
    public void finish(FleetView fleet, List<Carried> services, Consumer<Finding> report) {
        clashes.forEach((key, clash) -> report.accept(finding(key, clash)));
        ephemeral.forEach((at, service) -> report.accept(Finding.warning("reserved-port", "service " + service.stem()
                + " listens on port " + service.bind().port() + ", from which Linux also takes ports for outgoing connections", at)
                .withHint("such a connection keeps HAProxy from starting; take a port below " + EPHEMERAL_FIRST
                        + ", or reserve it with net.ipv4.ip_local_reserved_ports").about(service.subject())));
    }

    private Finding finding(Key key, Clash clash) {
        ServiceSpec service = clash.service();
        Component component = clash.component();
        boolean certain = Component.CERTAIN.contains(component);
        String where = "port " + service.bind().port() + ", which is that of " + component.name() + " (" + component.variable()
                + ") on " + FleetView.some(hosts.get(key));
        Finding finding = Finding.warning(certain ? "component-port" : "reserved-port", "service " + service.stem() + " listens on " + where,
                service.bind().at()).withSeverity(certain ? Severity.ERROR : Severity.WARNING).about(service.subject());
        if (!clash.port().equals(service.bind().at())) {
            finding = finding.withRelated(clash.port());
        }
        return finding.withHint(component == Component.ADMIN_PAGE ? "HAProxy would split the connections between them"
                : "HAProxy cannot start while another program has the port");
    }
}
