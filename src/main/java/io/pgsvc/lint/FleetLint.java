package io.pgsvc.lint;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import io.pgsvc.render.ServerLines;
import io.pgsvc.selector.Selection;
import io.pgsvc.selector.Selector;
import io.pgsvc.selector.Selectors;
import io.pgsvc.service.Cluster;
import io.pgsvc.service.Destination;
import io.pgsvc.service.NodePlan;
import io.pgsvc.service.Planner;
import io.pgsvc.service.ServiceSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Judges the services of all nodes of an inventory: everything that a pass of any of them would refuse or warn of, and
 * advice on what a pass would write without a word. One object for one check, in one thread.
 */
public final class FleetLint {
    private final FleetView fleet;
    private final Selectors selectors = new Selectors();
    private final List<FleetRule> rules = List.of(new ComponentPorts(), new NoHaproxy(), new ProviderDiffers(), new OfflineSwitchover(),
            new SameAddress(), new SelectorsEmpty(), new BackupSame(), new SelectorUses(), new AnsibleFlags(), new UnknownVariables(),
            new RecoveryTimes(), new DefaultServers());
    private final Map<Said, Finding> findings = new LinkedHashMap<>();
    private final Map<Definition, Optional<Carried>> services = new LinkedHashMap<>();
    /** What two services of one node do to each other, and the nodes where they meet. */
    private final Map<Finding, List<String>> clashes = new LinkedHashMap<>();
    private final Set<String> stems = new HashSet<>();

    /** What makes a finding the same one on several nodes, or for several clusters. */
    private record Said(String rule, String message, Optional<Position> at) {}

    /** What the servers of a service depend on, beside its cluster's members. */
    private record Definition(String cluster, String name, Position at, Destination destination, String selector, String backup) {}

    /** @param services how many different ones there are */
    public record Result(List<Finding> findings, int services) {
        public Result {
            findings = List.copyOf(findings);
        }
    }

    private FleetLint(Inventory inventory, Planner planner) {
        this.fleet = new FleetView(inventory, planner, inventory.files());
    }

    /**
     * Applies all rules to all nodes.
     *
     * @param existing sections that stand on a node and are not pgsvc's
     * @param progress is told how many hosts are done
     */
    public static Result check(Inventory inventory, Planner planner, Function<NodePlan, List<ExistingSection>> existing,
                               IntConsumer progress) {
        FleetLint lint = new FleetLint(inventory, planner);
        inventory.warnings().forEach(lint::add);
        int done = 0;
        for (Host host : inventory.hosts()) {
            lint.node(planner.plan(host), existing);
            progress.accept(++done);
        }
        lint.clashes.forEach((finding, hosts) -> lint.add(finding.withMessage(finding.message() + " (on " + FleetView.some(hosts) + ")")));
        List<Carried> carried = lint.services.values().stream().flatMap(Optional::stream).toList();
        lint.rules.forEach(rule -> rule.finish(lint.fleet, carried, lint::add));
        return new Result(List.copyOf(lint.findings.values()), lint.stems.size());
    }

    private void node(NodePlan plan, Function<NodePlan, List<ExistingSection>> existing) {
        plan.findings().forEach(this::add);
        Lint.check(plan.services(), existing.apply(plan)).findings()
                .forEach(f -> clashes.computeIfAbsent(f, k -> new ArrayList<>()).add(plan.node().name()));
        for (ServiceSpec spec : plan.services()) {
            stems.add(spec.stem());
            if (spec instanceof ServiceSpec.Postgres postgres) {
                services.computeIfAbsent(new Definition(postgres.cluster(), postgres.name(), postgres.at(), postgres.destination(),
                        postgres.selector().text(), postgres.backup().map(ServiceSpec.Expression::text).orElse("")), key -> carry(postgres));
            }
        }
        rules.forEach(rule -> rule.node(fleet, plan));
    }

    private Optional<Carried> carry(ServiceSpec.Postgres spec) {
        Cluster cluster = fleet.planner().clusters().cluster(spec.cluster()).orElseThrow();
        try {
            Selector selector = selectors.compile(spec.selector().text(), spec.selector().at());
            Optional<Selector> backup = spec.backup().map(b -> selectors.compile(b.text(), b.at()));
            Selection selection = Selection.select(fleet.planner().clusters().objects(cluster), selector, backup);
            Carried carried = new Carried(cluster, spec, selector, backup, selection);
            carried.selectors().flatMap(s -> s.warnings().stream()).forEach(f -> add(f.about(spec.subject())));
            ServerLines.of(spec, selection, fleet.planner().clusters()::position).warnings().forEach(this::add);
            return Optional.of(carried);
        } catch (PgsvcException e) {
            e.findings().forEach(f -> add(f.about(spec.subject())));
            return Optional.empty();
        }
    }

    /** What is only a warning for other nodes is an error for one of these: the graver one stays. */
    private void add(Finding finding) {
        findings.merge(new Said(finding.rule(), finding.message(), finding.at()), finding,
                (first, other) -> other.isError() && !first.isError() ? other : first);
    }
}
