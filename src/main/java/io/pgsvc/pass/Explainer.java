package io.pgsvc.pass;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Value;
import io.pgsvc.pass.Origins.Setting;
import io.pgsvc.publish.Scope;
import io.pgsvc.selector.Selection;
import io.pgsvc.selector.Selectors;
import io.pgsvc.service.Cluster;
import io.pgsvc.service.Destination;
import io.pgsvc.service.HostContext;
import io.pgsvc.service.NodePlan;
import io.pgsvc.service.ServiceSpec;
import io.pgsvc.service.Text;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Explains the services of clusters. For one thread. */
public final class Explainer {
    private static final String UNSET = "unset";

    private final Preparation preparation;
    private final Selectors selectors = new Selectors();

    public Explainer(Preparation preparation) {
        this.preparation = preparation;
    }

    /** The services of a cluster by name, whoever exposes them, and what is wrong with it. */
    public ServiceList.Result services(Cluster cluster) {
        return new ServiceList(preparation, new Scope(Set.of(cluster.name()), Set.of())).of(hosts(cluster), (done, all) -> { });
    }

    /**
     * Explains one of the services that {@link #services} gave.
     *
     * @throws io.pgsvc.model.PgsvcException if a selector fails
     */
    public Explanation explain(Cluster cluster, ListedService service) {
        Host first = preparation.inventory().host(service.nodes().getFirst()).orElseThrow();
        NodePlan plan = preparation.plan(first);
        ServiceSpec.Postgres spec = plan.services().stream().filter(s -> s.stem().equals(service.section()))
                .map(ServiceSpec.Postgres.class::cast).findFirst().orElseThrow();
        Selection selection = preparation.select(spec);
        List<Explanation.Member> members = cluster.members().stream().map(host -> member(host, spec, service, selection)).toList();
        HostContext context = preparation.context(preparation.inventory().host(spec.bind().host()).orElse(first));
        return new Explanation(service, new Setting("port", service.port(), false, Optional.of(spec.bind().at())), destination(spec, context),
                expression("selector", spec.selector()), spec.backup().map(b -> expression("backup", b)),
                setting(context, "pg_service_provider", UNSET), members);
    }

    /** The hosts that may expose the services of a cluster. */
    private Set<Host> hosts(Cluster cluster) {
        Set<Host> hosts = new LinkedHashSet<>(cluster.members());
        preparation.provider(cluster.name()).ifPresent(group -> hosts.addAll(preparation.inventory().hostsOf(group)));
        return hosts;
    }

    private static Setting expression(String name, ServiceSpec.Expression expression) {
        return new Setting(name, expression.text(), false, Optional.of(expression.at()));
    }

    /** {@code dest}, and where that says default, what the default is. */
    private List<Setting> destination(ServiceSpec.Postgres spec, HostContext context) {
        List<Setting> settings = new ArrayList<>();
        Optional<Value> dest = definition(spec, context).flatMap(d -> d.get("dest"));
        settings.add(new Setting("dest", dest.map(value -> InventoryOrigins.shown("dest", value)).orElse(UNSET), false,
                Optional.of(dest.map(Value::at).orElse(spec.at()))));
        if (dest.isEmpty() || dest.get() instanceof Value.Text text && text.value().equals("default")) {
            settings.add(setting(context, "pg_default_service_dest", "postgres"));
        }
        return settings;
    }

    /** The definition as it is written: the one that stands where the service says it is defined. */
    private static Optional<Value.Dict> definition(ServiceSpec spec, HostContext context) {
        List<Value> entries = new ArrayList<>();
        for (String list : List.of("pg_services", "pg_default_services")) {
            context.resolvedOrKept(list).ifPresent(entries::add);
        }
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i) instanceof Value.Dict dict && dict.at().equals(spec.at())) {
                return Optional.of(dict);
            }
            if (entries.get(i) instanceof Value.Seq seq) {
                entries.addAll(seq.items());
            }
        }
        return Optional.empty();
    }

    private static Setting setting(HostContext context, String name, String absent) {
        Optional<Value> value = context.resolvedOrKept(name);
        return new Setting(name, value.map(v -> InventoryOrigins.shown(name, v)).orElse(absent), true, value.map(Value::at));
    }

    private Explanation.Member member(Host host, ServiceSpec.Postgres spec, ListedService service, Selection selection) {
        HostContext context = preparation.clusters().context(host);
        Optional<ListedService.Member> server = service.servers().stream().filter(s -> s.address().equals(host.name())).findFirst();
        Explanation.Verdict verdict = server.map(s -> s.backup() ? Explanation.Verdict.BACKUP : Explanation.Verdict.SERVER)
                .orElse(Explanation.Verdict.OUT);
        String name = server.map(ListedService.Member::name).or(() -> context.text("pg_instance")).orElse(host.name());
        return new Explanation.Member(name, host.name(), verdict, selection.instanceNames().contains(host.name()),
                reads(spec.selector(), context), selection.backupNames().contains(host.name()),
                spec.backup().map(b -> reads(b, context)).orElse(List.of()),
                server.map(s -> port(spec.destination(), context, s.port())), server.map(s -> setting(context, "pg_weight", s.weight())));
    }

    private static Setting port(Destination destination, HostContext context, String port) {
        return switch (destination) {
            case Destination.Postgres p -> setting(context, "pg_port", port);
            case Destination.Pgbouncer p -> setting(context, "pgbouncer_port", port);
            case Destination.Fixed fixed -> new Setting("dest", Text.shown(port), false, Optional.empty());
            case Destination.Unusable unusable -> new Setting("dest", "unusable", false, unusable.problem().at());
        };
    }

    private List<Setting> reads(ServiceSpec.Expression expression, HostContext context) {
        return selectors.compile(expression.text(), expression.at()).keys().stream().map(key -> setting(context, key, UNSET)).toList();
    }

    /** Whether a finding is about a service, or about its cluster as a whole. */
    public static boolean concerns(Finding finding, Cluster cluster, String section) {
        return finding.subject().service().map(section::equals)
                .orElse(finding.subject().cluster().filter(cluster.name()::equals).isPresent());
    }
}
