package io.pgsvc.pass;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Severity;
import io.pgsvc.publish.Scope;
import io.pgsvc.service.Destination;
import io.pgsvc.service.NodeClasses;
import io.pgsvc.service.NodePlan;
import io.pgsvc.service.ServiceSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The services that hosts expose: each once, with all the hosts that expose it alike. For one thread. */
public final class ServiceList {
    private final Preparation preparation;
    private final Scope scope;
    private final Set<Finding> findings = new LinkedHashSet<>();

    /** The services in the order of the hosts, and what is wrong with those that are not among them. */
    public record Result(List<ListedService> services, List<Finding> findings) {}

    public ServiceList(Preparation preparation, Scope scope) {
        this.preparation = preparation;
        this.scope = scope;
    }

    /** @param progress is told how many hosts are done, and how many there are */
    public Result of(Collection<Host> hosts, FleetComparison.Progress progress) {
        findings.addAll(preparation.inventory().warnings());
        NodeClasses classes = preparation.classes();
        Map<NodeClasses.NodeClass, List<ListedService>> known = new IdentityHashMap<>();
        Map<ListedService, List<String>> nodes = new LinkedHashMap<>();
        int done = 0;
        for (Host host : hosts) {
            NodeClasses.NodeClass nodeClass = classes.of(host);
            List<ListedService> services = known.get(nodeClass);
            if (services == null) {
                services = services(nodeClass.plan());
                known.put(nodeClass, services);
            }
            services.forEach(service -> nodes.computeIfAbsent(service, s -> new ArrayList<>()).add(host.name()));
            progress.at(++done, hosts.size());
        }
        List<ListedService> listed = new ArrayList<>();
        nodes.forEach((service, names) -> listed.add(service.withNodes(names)));
        List<Finding> told = findings.stream()
                .filter(f -> f.severity() != Severity.WARNING || !findings.contains(f.withSeverity(Severity.ERROR))).toList();
        return new Result(listed, told);
    }

    private List<ListedService> services(NodePlan plan) {
        plan.findings().stream().filter(this::concerns).forEach(findings::add);
        List<ListedService> services = new ArrayList<>();
        for (ServiceSpec spec : plan.services()) {
            if (!scope.contains(spec.clusterName(), spec.name(), spec.stem())) {
                continue;
            }
            try {
                services.add(listed(spec));
            } catch (PgsvcException e) {
                e.findings().forEach(f -> findings.add(f.about(spec.subject())));
            }
        }
        return services;
    }

    private boolean concerns(Finding finding) {
        return scope.clusters().isEmpty() || finding.subject().cluster().filter(scope.clusters()::contains).isPresent();
    }

    private ListedService listed(ServiceSpec spec) {
        return switch (spec) {
            case ServiceSpec.Postgres postgres -> new ListedService(postgres.stem(), postgres.clusterName(), postgres.name(),
                    postgres.bind().ip(), postgres.bind().port(), word(postgres.destination()), postgres.check(), postgres.balance(),
                    preparation.servers(postgres).stream().map(s -> new ListedService.Member(s.name(), s.address(), s.port(), s.weight(),
                            s.backup())).toList(), preparation.provider(postgres.cluster()), List.of(), postgres.at());
            case ServiceSpec.Component component -> new ListedService(component.stem(), Optional.empty(), component.name(),
                    component.bind().ip(), component.bind().port(), "", "", component.balance(), component.servers().stream()
                            .map(s -> new ListedService.Member(s.name(), s.ip(), s.port(), s.weight().orElse(""), s.backup())).toList(),
                    Optional.empty(), List.of(), component.at());
        };
    }

    static String word(Destination destination) {
        return switch (destination) {
            case Destination.Postgres p -> "postgres";
            case Destination.Pgbouncer p -> "pgbouncer";
            case Destination.Fixed fixed -> fixed.port();
            case Destination.Unusable unusable -> "unusable";
        };
    }
}
