package io.pgsvc.pass;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.Templates;
import io.pgsvc.lint.ExistingSection;
import io.pgsvc.lint.Lint;
import io.pgsvc.lint.Report;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Severity;
import io.pgsvc.model.Values;
import io.pgsvc.publish.Desired;
import io.pgsvc.publish.Scope;
import io.pgsvc.render.RenderedFile;
import io.pgsvc.render.Renderer;
import io.pgsvc.render.Server;
import io.pgsvc.render.ServerLines;
import io.pgsvc.selector.Selection;
import io.pgsvc.selector.Selector;
import io.pgsvc.service.Clusters;
import io.pgsvc.service.Defaults;
import io.pgsvc.service.HostContext;
import io.pgsvc.service.NodeClasses;
import io.pgsvc.service.NodePlan;
import io.pgsvc.service.Planner;
import io.pgsvc.service.ServiceSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;

/** The pure middle of a pass, for any node of one inventory: plan, select, lint, render. Not thread-safe. */
public final class Preparation {
    private final Planner planner;
    private final PassMemory memory;
    private final Inventory inventory;

    public Preparation(Inventory inventory, Templates templates, Defaults defaults, Optional<Path> templateDirectory) {
        this(inventory, templates, defaults, PassMemory.none(templateDirectory));
    }

    /** With what earlier passes, always with the same {@code templates}, left. */
    Preparation(Inventory inventory, Templates templates, Defaults defaults, PassMemory memory) {
        this.inventory = inventory;
        this.memory = memory;
        this.planner = memory.planner(inventory, defaults, templates);
    }

    /** How much was really done so far. */
    public Work work() {
        return memory.work();
    }

    public Inventory inventory() {
        return inventory;
    }

    public Clusters clusters() {
        return planner.clusters();
    }

    /** The group that a host names as the provider of its cluster's services, if there is such a group. */
    public Optional<String> provider(Host host) {
        return planner.context(host).resolvedOrKept("pg_service_provider").flatMap(Values::text)
                .filter(name -> inventory.group(name).isPresent());
    }

    /** Which nodes expose the same, for work on the whole fleet by a preparation of its own. */
    public NodeClasses classes() {
        return new NodeClasses(planner);
    }

    /** The group that exposes the services of a cluster instead of its members, if there is one: its primary decides. */
    public Optional<String> provider(String cluster) {
        return clusters().cluster(cluster).flatMap(c -> provider(planner.identities().primary(c).orElse(c.members().getFirst())));
    }

    /** The variables of a host, role defaults included. */
    HostContext context(Host host) {
        return planner.context(host);
    }

    /**
     * The server lines of a service.
     *
     * @throws PgsvcException if a selector or a value of a member does not give any
     */
    List<Server> servers(ServiceSpec.Postgres spec) {
        PassMemory.Chosen chosen = choose(spec);
        if (chosen.failure().isPresent()) {
            throw chosen.failure().get();
        }
        return chosen.servers();
    }

    /** What this node exposes, without selection. */
    public NodePlan plan(Host node) {
        return planner.plan(node);
    }

    /**
     * The files of a node. What is wrong outside the scope is only warned of.
     *
     * @param existing tells the sections on disk that are not ours
     * @param known    fingerprints by stem: a service that still has the same one is not rendered
     */
    public NodeFiles node(Host node, Scope scope, Function<NodePlan, List<ExistingSection>> existing,
                          Map<String, String> known) {
        return node(node, scope, existing, known, StageTimes.ignored());
    }

    /** The same, measured: the results never depend on that. */
    NodeFiles node(Host node, Scope scope, Function<NodePlan, List<ExistingSection>> existing, Map<String, String> known,
                   StageTimes times) {
        NodePlan plan = times.time(Stage.PLAN, () -> planner.plan(node));
        return files(plan, scope, existing, (stem, fingerprint) -> fingerprint.equals(known.get(stem)), times);
    }

    /**
     * The same for a plan that is made already.
     *
     * @param unchanged whether the file of a stem with a fingerprint need not be rendered
     */
    NodeFiles files(NodePlan plan, Scope scope, Function<NodePlan, List<ExistingSection>> existing,
                    BiPredicate<String, String> unchanged) {
        return files(plan, scope, existing, unchanged, StageTimes.ignored());
    }

    private NodeFiles files(NodePlan plan, Scope scope, Function<NodePlan, List<ExistingSection>> existing,
                            BiPredicate<String, String> unchanged, StageTimes times) {
        List<Finding> findings = new ArrayList<>(plan.findings());
        List<ExistingSection> sections = existing.apply(plan);
        Report report = times.time(Stage.LINT, () -> Lint.check(plan.services(), sections));
        findings.addAll(report.findings());
        Set<String> failedStems = new LinkedHashSet<>(report.failedStems());
        List<RenderedFile> files = new ArrayList<>();
        Map<String, String> notRendered = new LinkedHashMap<>();
        for (ServiceSpec spec : plan.services()) {
            if (failedStems.contains(spec.stem())) {
                continue;
            }
            try {
                Renderer.Draft draft = times.time(Stage.SELECT, () -> draft(spec, findings));
                if (unchanged.test(spec.stem(), draft.fingerprint())) {
                    notRendered.put(spec.stem(), draft.fingerprint());
                } else {
                    memory.countRendered();
                    files.add(times.time(Stage.RENDER, draft::render));
                }
            } catch (PgsvcException e) {
                e.findings().forEach(f -> findings.add(f.about(spec.subject())));
            }
        }
        Set<String> failedClusters = new LinkedHashSet<>(plan.uncertain());
        List<Finding> judged = findings.stream().distinct().map(f -> inScope(f, scope, report)).toList();
        for (Finding finding : findings) {
            if (finding.isError()) {
                finding.subject().service().ifPresent(failedStems::add);
                finding.subject().cluster().or(() -> finding.subject().service().map(s -> Desired.NO_CLUSTER)).ifPresent(failedClusters::add);
            }
        }
        return new NodeFiles(plan.node().name(), files, notRendered, failedStems, failedClusters, judged);
    }

    private Renderer.Draft draft(ServiceSpec spec, List<Finding> findings) {
        return switch (spec) {
            case ServiceSpec.Component component -> memory.draft(component);
            case ServiceSpec.Postgres postgres -> {
                PassMemory.Chosen chosen = memory.chosen(postgres, members(postgres), () -> choose(postgres));
                findings.addAll(chosen.warnings());
                if (chosen.failure().isPresent()) {
                    throw chosen.failure().get();
                }
                yield memory.draft(postgres, chosen);
            }
        };
    }

    private PassMemory.Chosen choose(ServiceSpec.Postgres spec) {
        List<Finding> warnings = new ArrayList<>();
        try {
            Selection selection = select(spec);
            selectorWarnings(spec, warnings);
            ServerLines.Result lines = ServerLines.of(spec, selection, clusters()::position);
            warnings.addAll(lines.warnings());
            return new PassMemory.Chosen(Optional.of(selection), lines.servers(), warnings, Optional.empty());
        } catch (PgsvcException e) {
            return new PassMemory.Chosen(Optional.empty(), List.of(), warnings, Optional.of(e));
        }
    }

    private ArrayNode members(ServiceSpec.Postgres spec) {
        return clusters().objects(clusters().cluster(spec.cluster()).orElseThrow());
    }

    /** Which members carry a service. */
    public Selection select(ServiceSpec.Postgres spec) {
        Selector selector = memory.selectors().compile(spec.selector().text(), spec.selector().at());
        Optional<Selector> backup = spec.backup().map(b -> memory.selectors().compile(b.text(), b.at()));
        return Selection.select(members(spec), selector, backup);
    }

    private void selectorWarnings(ServiceSpec.Postgres spec, List<Finding> findings) {
        Stream.concat(Stream.of(spec.selector()), spec.backup().stream())
                .flatMap(e -> memory.selectors().compile(e.text(), e.at()).warnings().stream())
                .forEach(f -> findings.add(f.about(spec.subject())));
    }

    private static Finding inScope(Finding finding, Scope scope, Report report) {
        Finding.Subject subject = finding.subject();
        boolean within = scope.isAll() || report.findings().contains(finding) || subject.service()
                .map(stem -> scope.contains(subject.cluster(), serviceName(subject, stem), stem))
                .orElseGet(() -> subject.cluster().isEmpty() || scope.clusters().isEmpty()
                        || scope.clusters().contains(subject.cluster().get()));
        return within || finding.severity() != Severity.ERROR ? finding : finding.withSeverity(Severity.WARNING);
    }

    private static String serviceName(Finding.Subject subject, String stem) {
        return subject.cluster().filter(c -> stem.startsWith(c + "-")).map(c -> stem.substring(c.length() + 1)).orElse(stem);
    }
}
