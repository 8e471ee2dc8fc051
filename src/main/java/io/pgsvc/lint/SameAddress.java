package io.pgsvc.lint;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Two hosts that are one machine: Ansible would set it up twice, and pgsvc cannot tell there which of them it is. */
final class SameAddress implements FleetRule {
    @Override
    public void finish(FleetView fleet, List<Carried> services, Consumer<Finding> report) {
        Map<String, Host> byAddress = new HashMap<>();
        for (Host host : fleet.inventory().hosts()) {
            Optional<String> address = fleet.inventory().variable(host, "ansible_host").isPresent()
                    ? fleet.text(host, "ansible_host") : Optional.of(host.name());
            if (address.isEmpty() || address.get().isEmpty()) {
                continue;
            }
            String port = fleet.inventory().variable(host, "ansible_port").isPresent() ? fleet.text(host, "ansible_port").orElse("22") : "22";
            Host other = byAddress.putIfAbsent(address.get() + " " + port, host);
            if (other != null) {
                report.accept(Finding.warning("same-address", "hosts " + other.name() + " and " + host.name() + " are one machine: both are "
                        + address.get(), fleet.at(host, "ansible_host")).withRelated(fleet.at(other, "ansible_host"))
                        .withHint("pgsvc on that machine needs --node"));
            }
        }
    }
}
