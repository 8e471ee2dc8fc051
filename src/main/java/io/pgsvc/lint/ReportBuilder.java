package io.pgsvc.lint;

import io.pgsvc.model.Finding;
import io.pgsvc.service.ServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what rules find. */
final class ReportBuilder {
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> failed = new LinkedHashSet<>();

    /** An error that takes all these services with it. */
    void clash(Finding finding, ServiceSpec... sides) {
        findings.add(finding.about(sides[0].subject()));
        for (ServiceSpec side : sides) {
            failed.add(side.stem());
        }
    }

    Report build() {
        return new Report(findings, failed);
    }
}
