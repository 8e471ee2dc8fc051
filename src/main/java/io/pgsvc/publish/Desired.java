package io.pgsvc.publish;

import io.pgsvc.render.RenderedFile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What should stand on the node's disk.
 *
 * @param node           the inventory's name of this node
 * @param nodeKnown      false: the inventory has no such host; nothing is changed then
 * @param files          every service file of the node, whatever the scope
 * @param unchanged      stems, with their fingerprints, that were not rendered again because {@link Publisher#look()} has the
 *                       same fingerprint for them
 * @param failedStems    services that could not be worked out ({@code --keep-going}): their files stay as they are
 * @param failedClusters clusters with an error: nothing of them is deleted; {@link #NO_CLUSTER} stands for the services
 *                       that belong to none
 * @param knownClusters  all clusters of the inventory; tells whose a file is of which only the name is known
 */
public record Desired(String node, boolean nodeKnown, List<RenderedFile> files, Map<String, String> unchanged,
                      Set<String> failedStems, Set<String> failedClusters, Set<String> knownClusters) {

    /** In {@code failedClusters}: the services of {@code haproxy_services}. */
    public static final String NO_CLUSTER = "";

    public Desired {
        files = List.copyOf(files);
        unchanged = Map.copyOf(unchanged);
        failedStems = Set.copyOf(failedStems);
        failedClusters = Set.copyOf(failedClusters);
        knownClusters = Set.copyOf(knownClusters);
    }

    /** A node whose services could all be rendered. */
    public static Desired of(String node, List<RenderedFile> files) {
        return new Desired(node, true, files, Map.of(), Set.of(), Set.of(), Set.of());
    }

    Desired withFiles(List<RenderedFile> all) {
        return new Desired(node, nodeKnown, all, Map.of(), failedStems, failedClusters, knownClusters);
    }
}
