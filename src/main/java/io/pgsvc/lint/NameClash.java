package io.pgsvc.lint;

import io.pgsvc.model.Finding;
import io.pgsvc.service.ServiceSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two services of one node that would be the same section and file, or a section that stands elsewhere already. */
final class NameClash implements NodeRule {
    @Override
    public void check(List<ServiceSpec> services, List<ExistingSection> existing, ReportBuilder report) {
        Map<String, ServiceSpec> byStem = new HashMap<>();
        for (ServiceSpec service : services) {
            ServiceSpec other = byStem.putIfAbsent(service.stem(), service);
            if (other != null) {
                report.clash(Finding.error("name-clash", "two services of this node would be section and file " + service.stem(),
                        service.at()).withRelated(other.at()), service, other);
            }
        }
        for (ExistingSection section : existing) {
            ServiceSpec service = byStem.get(section.name());
            if (service != null && section.concerns(service)) {
                report.clash(Finding.error("name-clash", "a section " + section.name() + " that is not pgsvc's exists already",
                        service.at()).withRelated(section.at())
                        .withHint("rename the service, or remove that section"), service);
            }
        }
    }
}
