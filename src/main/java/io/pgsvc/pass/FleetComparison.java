package io.pgsvc.pass;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Severity;
import io.pgsvc.pass.ServiceChange.Detail;
import io.pgsvc.publish.Desired;
import io.pgsvc.publish.Scope;
import io.pgsvc.render.RenderedFile;
import io.pgsvc.service.NodeClasses;
import io.pgsvc.service.NodePlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What differs between the service files of two inventories: only what passes would write, no disk, no HAProxy. Hosts
 * that expose the same before and after are worked out once. For one thread.
 */
public final class FleetComparison {
    /** Stands for the name of any cluster in the names of its servers. */
    private static final String ANY = "<cluster>-";

    private final Preparation before;
    private final Preparation after;
    private final Scope scope;
    private final NodeClasses classesBefore;
    private final NodeClasses classesAfter;
    private final Set<Finding> findingsBefore = new LinkedHashSet<>();
    private final Set<Finding> findingsAfter = new LinkedHashSet<>();
    private final Map<Key, Group> groups = new LinkedHashMap<>();

    /**
     * The outcome.
     *
     * @param before findings about the former inventory; what has errors there is not compared
     * @param after  the same for the latter
     * @param hosts  how many were looked at
     */
    public record Result(List<GroupedChange> changes, List<Finding> before, List<Finding> after, int hosts) {}

    /** Is told how far it is. */
    public interface Progress {
        void at(int done, int total);
    }

    private record Pair(Optional<NodeClasses.NodeClass> before, Optional<NodeClasses.NodeClass> after) {}

    /** One service of one class of nodes that differs. */
    private record Difference(Key key, String stem, List<Detail> details, FileChange change) {}

    /** @param details with the name of the cluster taken out, so that the same is the same in all clusters */
    private record Key(String service, boolean clustered, String action, List<Detail> details) {}

    private static final class Group {
        private final Set<String> sections = new LinkedHashSet<>();
        private final Set<String> clusters = new LinkedHashSet<>();
        private final Set<String> nodes = new LinkedHashSet<>();
        private final FileChange example;
        private final List<Detail> details;

        Group(FileChange example, List<Detail> details) {
            this.example = example;
            this.details = details;
        }
    }

    public FleetComparison(Preparation before, Preparation after, Scope scope) {
        this.before = before;
        this.after = after;
        this.scope = scope;
        this.classesBefore = before.classes();
        this.classesAfter = after.classes();
    }

    /** Compares these hosts, by name; a host that one of the two inventories does not have has no files there. */
    public Result compare(Collection<String> hosts, Progress progress) {
        findingsBefore.addAll(before.inventory().warnings());
        findingsAfter.addAll(after.inventory().warnings());
        Map<Pair, List<Difference>> known = new HashMap<>();
        int done = 0;
        for (String name : hosts) {
            Optional<Host> was = before.inventory().host(name);
            Optional<Host> now = after.inventory().host(name);
            Pair pair = new Pair(was.map(classesBefore::of), now.map(classesAfter::of));
            List<Difference> differences = known.get(pair);
            if (differences == null) {
                differences = differences(was.map(h -> plan(before, h, pair.before())), now.map(h -> plan(after, h, pair.after())));
                known.put(pair, differences);
            }
            for (Difference difference : differences) {
                Group group = groups.computeIfAbsent(difference.key(), key -> new Group(at(name, difference.change()), difference.details()));
                group.sections.add(difference.stem());
                difference.change().cluster().ifPresent(group.clusters::add);
                group.nodes.add(name);
            }
            progress.at(++done, hosts.size());
        }
        List<GroupedChange> changes = new ArrayList<>();
        groups.forEach((key, group) -> changes.add(new GroupedChange(key.service(), List.copyOf(group.sections),
                List.copyOf(group.clusters), List.copyOf(group.nodes), group.clusters.size() > 1 ? key.details() : group.details,
                group.example)));
        return new Result(changes, judged(findingsBefore), judged(findingsAfter), hosts.size());
    }

    /** The names of all hosts of both inventories, in the order of the latter. */
    public Collection<String> allHosts() {
        Set<String> names = new LinkedHashSet<>();
        after.inventory().hosts().forEach(host -> names.add(host.name()));
        before.inventory().hosts().forEach(host -> names.add(host.name()));
        return names;
    }

    private static NodePlan plan(Preparation preparation, Host host, Optional<NodeClasses.NodeClass> known) {
        return known.map(NodeClasses.NodeClass::plan).filter(plan -> plan.node().equals(host)).orElseGet(() -> preparation.plan(host));
    }

    private List<Difference> differences(Optional<NodePlan> was, Optional<NodePlan> now) {
        // Fingerprints tell what is the same: only the rest is rendered.
        Optional<NodeFiles> drafts = was.map(plan -> before.files(plan, scope, p -> List.of(), (stem, fingerprint) -> true));
        Map<String, String> fingerprints = drafts.map(NodeFiles::unchanged).orElse(Map.of());
        Optional<NodeFiles> files = now.map(plan -> after.files(plan, scope, p -> List.of(),
                (stem, fingerprint) -> fingerprint.equals(fingerprints.get(stem))));
        drafts.ifPresent(d -> findingsBefore.addAll(d.findings()));
        files.ifPresent(f -> findingsAfter.addAll(f.findings()));
        Set<String> same = files.map(f -> f.unchanged().keySet()).orElse(Set.of());
        if (files.map(f -> f.files().isEmpty()).orElse(true) && same.equals(fingerprints.keySet())) {
            return List.of();
        }
        Map<String, RenderedFile> old = byStem(was.map(plan -> before.files(plan, scope, p -> List.of(),
                (stem, fingerprint) -> same.contains(stem))));
        Map<String, RenderedFile> current = byStem(files);
        Set<String> stems = new TreeSet<>(current.keySet());
        stems.addAll(old.keySet());
        Origins from = was.<Origins>map(plan -> new InventoryOrigins(before.clusters(), plan)).orElse(Origins.NONE);
        Origins to = now.<Origins>map(plan -> new InventoryOrigins(after.clusters(), plan)).orElse(Origins.NONE);
        List<Difference> differences = new ArrayList<>();
        for (String stem : stems) {
            Optional<RenderedFile> one = Optional.ofNullable(old.get(stem));
            Optional<RenderedFile> other = Optional.ofNullable(current.get(stem));
            RenderedFile file = other.or(() -> one).orElseThrow();
            boolean differs = !one.map(RenderedFile::content).equals(other.map(RenderedFile::content));
            if (differs && scope.contains(file.cluster(), file.service(), stem) && !failed(drafts, file) && !failed(files, file)) {
                differences.add(difference(file, one, other, from, to));
            }
        }
        differences.sort(Comparator.comparing(Difference::stem));
        return differences;
    }

    private static Map<String, RenderedFile> byStem(Optional<NodeFiles> files) {
        Map<String, RenderedFile> byStem = new LinkedHashMap<>();
        files.ifPresent(f -> f.files().forEach(file -> byStem.put(file.stem(), file)));
        return byStem;
    }

    /** Whether nobody can tell what the file should be, so that nothing can be said of a difference. */
    private static boolean failed(Optional<NodeFiles> files, RenderedFile file) {
        return files.filter(f -> f.failedStems().contains(file.stem()) || !f.unchanged().containsKey(file.stem())
                && f.files().stream().noneMatch(x -> x.stem().equals(file.stem())) && f.failedClusters().contains(file.cluster().orElse(Desired.NO_CLUSTER))).isPresent();
    }

    private static Difference difference(RenderedFile file, Optional<RenderedFile> one, Optional<RenderedFile> other, Origins from, Origins to) {
        Optional<String> before = one.map(RenderedFile::content);
        Optional<String> after = other.map(RenderedFile::content);
        ServiceChange change = ServiceChanges.of(file.stem(), before, after, from, to);
        String action = before.isEmpty() ? "create" : after.isEmpty() ? "delete" : "update";
        FileChange shown = new FileChange(Optional.empty(), file.fileName(), file.cluster(), file.service(), action, "", before, after);
        List<Detail> alike = file.cluster().map(cluster -> change.details().stream().map(d -> new Detail(
                d.text().replace(cluster + "-", ANY), d.reason(), d.at())).toList()).orElse(change.details());
        return new Difference(new Key(file.service(), file.cluster().isPresent(), action, alike), file.stem(), change.details(), shown);
    }

    private static FileChange at(String host, FileChange change) {
        return new FileChange(Optional.of(host), change.name(), change.cluster(), change.service(), change.action(), change.reason(),
                change.before(), change.after());
    }

    /** What is only a warning for other nodes is an error for one of these: said once. */
    private static List<Finding> judged(Set<Finding> findings) {
        return findings.stream().filter(f -> f.severity() != Severity.WARNING || !findings.contains(f.withSeverity(Severity.ERROR))).toList();
    }
}
