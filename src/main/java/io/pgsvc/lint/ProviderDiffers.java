package io.pgsvc.lint;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.service.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Members of one cluster that name different providers: the primary's counts for the provider, each own one for itself. */
final class ProviderDiffers implements FleetRule {
    @Override
    public void finish(FleetView fleet, List<Carried> services, Consumer<Finding> report) {
        for (Cluster cluster : fleet.planner().clusters().all()) {
            Optional<Host> primary = fleet.planner().identities().primary(cluster);
            if (primary.isEmpty()) {
                continue; // cluster-identity says what is wrong
            }
            String wanted = provider(fleet, primary.get());
            cluster.members().stream().filter(member -> !provider(fleet, member).equals(wanted)).findFirst().ifPresent(member -> {
                Position other = fleet.at(primary.get(), "pg_service_provider");
                report.accept(Finding.warning("provider-differs", "pg_service_provider is " + shown(provider(fleet, member)) + " on "
                        + member.name() + " and " + shown(wanted) + " on " + primary.get().name() + ", the primary of " + cluster.name(),
                        fleet.at(member, "pg_service_provider")).withRelated(other)
                        .withHint("the provider exposes what the primary says; set it for the whole cluster")
                        .about(Finding.Subject.cluster(cluster.name())));
            });
        }
    }

    private static String provider(FleetView fleet, Host host) {
        return fleet.text(host, "pg_service_provider").orElse("");
    }

    private static String shown(String provider) {
        return provider.isEmpty() ? "empty" : "`" + io.pgsvc.service.Text.shown(provider) + "`";
    }
}
