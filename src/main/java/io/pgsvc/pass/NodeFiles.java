package io.pgsvc.pass;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Severity;
import io.pgsvc.render.RenderedFile;
import java.util.List;
import java.util.Set;

/**
 * What one node should have, before anything of the disk is looked at.
 *
 * @param files          the good files in scope
 * @param failedStems    services that cannot be written; what stands on disk for them stays
 * @param failedClusters clusters in which nothing may be deleted
 */
public record NodeFiles(Host node, List<RenderedFile> files, Set<String> failedStems, Set<String> failedClusters,
                        List<Finding> findings) {
    public NodeFiles {
        files = List.copyOf(files);
        failedStems = Set.copyOf(failedStems);
        failedClusters = Set.copyOf(failedClusters);
        findings = List.copyOf(findings);
    }

    /** Whether something in scope is wrong. */
    public boolean failed() {
        return findings.stream().anyMatch(f -> f.severity() == Severity.ERROR);
    }
}
