package io.pgsvc.lint;

import io.pgsvc.service.ServiceSpec;
import java.util.List;

/** A rule about the services of one node taken together. */
interface NodeRule {
    /** Judges the services; what it finds goes into the report. */
    void check(List<ServiceSpec> services, List<ExistingSection> existing, ReportBuilder report);
}
