package io.pgsvc.lint;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.service.ServiceSpec;
import io.pgsvc.service.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two listen sections on one port of one node: HAProxy accepts that and splits the traffic between them
 * (haproxy-facts.md), so it must be found here.
 */
final class PortClash implements NodeRule {
    @Override
    public void check(List<ServiceSpec> services, List<ExistingSection> existing, ReportBuilder report) {
        Map<Integer, List<ServiceSpec>> byPort = new HashMap<>();
        for (ServiceSpec service : services) {
            List<ServiceSpec> same = byPort.computeIfAbsent(service.bind().portNumber(), p -> new ArrayList<>());
            for (ServiceSpec other : same) {
                if (service.bind().clashesWith(other.bind())) {
                    report.clash(Finding.error("port-clash", "services " + other.stem() + " and " + service.stem()
                            + " both listen on port " + service.bind().port(), service.bind().at())
                            .withRelated(other.bind().at())
                            .withHint("HAProxy would split the connections between them"), service, other);
                }
            }
            same.add(service);
        }
        for (ExistingSection section : existing) {
            for (String address : section.binds()) {
                bind(address, section.at()).ifPresent(taken -> byPort.getOrDefault(taken.portNumber(), List.of()).stream()
                        .filter(s -> section.concerns(s) && s.bind().clashesWith(taken))
                        .forEach(s -> report.clash(Finding.error("port-clash", "service " + s.stem() + " and section "
                                + section.name() + ", which is not pgsvc's, both listen on port " + s.bind().port(), s.bind().at())
                                .withRelated(section.at()).withHint("give the service another port, or remove that section;"
                                        + " a file that Pigsty left behind goes with --adopt"), s)));
            }
        }
    }

    private static Optional<ServiceSpec.Bind> bind(String address, Position at) {
        int colon = address.lastIndexOf(':');
        String port = address.substring(colon + 1);
        return colon < 0 || !Text.isPort(port) ? Optional.empty()
                : Optional.of(new ServiceSpec.Bind("", address.substring(0, colon), port, at));
    }
}
