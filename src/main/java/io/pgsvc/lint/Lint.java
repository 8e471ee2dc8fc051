package io.pgsvc.lint;

import io.pgsvc.service.ServiceSpec;
import java.util.List;

/** Judges the services of a node together: what each definition for itself cannot show, and HAProxy's check does not catch. */
public final class Lint {
    private static final List<NodeRule> RULES = List.of(new NameClash(), new PortClash());

    private Lint() {}

    /**
     * Applies all rules.
     *
     * @param services all services of the node, changed or not
     * @param existing sections of the main file and of foreign fragments
     */
    public static Report check(List<ServiceSpec> services, List<ExistingSection> existing) {
        ReportBuilder report = new ReportBuilder();
        RULES.forEach(rule -> rule.check(services, existing, report));
        return report.build();
    }
}
