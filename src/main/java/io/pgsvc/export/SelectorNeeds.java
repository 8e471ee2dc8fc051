package io.pgsvc.export;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.pass.Preparation;
import io.pgsvc.selector.Reads;
import io.pgsvc.selector.SelectorException;
import io.pgsvc.selector.Selectors;
import io.pgsvc.service.ServiceSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the selectors of each cluster's services read, over all nodes that expose them. */
final class SelectorNeeds {
    private final Selectors selectors = new Selectors();
    private final Map<String, SortedMap<String, Position>> byCluster = new HashMap<>();
    private final Set<List<String>> seen = new HashSet<>();
    private final List<Finding> refused = new ArrayList<>();

    private SelectorNeeds() {}

    static SelectorNeeds of(Preparation preparation) {
        SelectorNeeds needs = new SelectorNeeds();
        for (Host host : preparation.inventory().hosts()) {
            for (ServiceSpec spec : preparation.plan(host).services()) {
                if (spec instanceof ServiceSpec.Postgres postgres) {
                    Stream.concat(Stream.of(postgres.selector()), postgres.backup().stream())
                            .forEach(expression -> needs.add(postgres, expression));
                }
            }
        }
        return needs;
    }

    private void add(ServiceSpec.Postgres spec, ServiceSpec.Expression expression) {
        if (!seen.add(List.of(spec.cluster(), expression.text()))) {
            return;
        }
        Reads reads;
        try {
            reads = selectors.reads(selectors.compile(expression.text(), expression.at()));
        } catch (SelectorException broken) {
            return; // such a service is not rendered, here or there
        }
        if (reads.anything()) {
            Finding finding = Finding.error("export-selector", "the selector " + expression.text() + " of " + spec.stem()
                    + " can depend on any variable of a member, so all of them would have to be carried", expression.at());
            Finding hinted = finding.withHint("name the variables that it needs, such as [? pg_role == 'replica']");
            if (!refused.contains(hinted)) {
                refused.add(hinted);
            }
        }
        SortedMap<String, Position> keys = byCluster.computeIfAbsent(spec.cluster(), c -> new TreeMap<>());
        reads.keys().forEach(key -> keys.putIfAbsent(key, expression.at()));
    }

    /** The names that the selectors of a cluster read, and a selector that does. */
    SortedMap<String, Position> of(String cluster) {
        return byCluster.getOrDefault(cluster, new TreeMap<>());
    }

    /** Selectors that read more than can be told. */
    List<Finding> refused() {
        return refused;
    }
}
