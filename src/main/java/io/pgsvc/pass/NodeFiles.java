package io.pgsvc.pass;

import io.pgsvc.model.Finding;
import io.pgsvc.render.RenderedFile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one node should have, before anything of the disk is looked at.
 *
 * @param node           the inventory's name of the host
 * @param files          the good files
 * @param unchanged      stems, with their fingerprints, that were not rendered because nothing that goes into them changed
 * @param failedStems    services that cannot be written; what stands on disk for them stays
 * @param failedClusters clusters in which nothing may be deleted
 */
public record NodeFiles(String node, List<RenderedFile> files, Map<String, String> unchanged, Set<String> failedStems,
                        Set<String> failedClusters, List<Finding> findings) {
    public NodeFiles {
        files = List.copyOf(files);
        unchanged = Map.copyOf(unchanged);
        failedStems = Set.copyOf(failedStems);
        failedClusters = Set.copyOf(failedClusters);
        findings = List.copyOf(findings);
    }

    /** Whether something in scope is wrong. */
    public boolean failed() {
        return findings.stream().anyMatch(Finding::isError);
    }
}
