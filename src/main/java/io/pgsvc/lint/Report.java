package io.pgsvc.lint;

import io.pgsvc.model.Finding;
import java.util.List;
import java.util.Set;

/** What the rules found on one node, and the services (by stem) that must not be written because of it. */
public record Report(List<Finding> findings, Set<String> failedStems) {
    public Report {
        findings = List.copyOf(findings);
        failedStems = Set.copyOf(failedStems);
    }
}
