package io.pgsvc.pass;

import io.pgsvc.pass.ServiceChange.Detail;
import java.util.List;

/**
 * The same change of the same service, wherever it happens.
 *
 * @param service  the service's own name ({@code replica})
 * @param sections names of the listen sections, one for each cluster
 * @param clusters the clusters; none for {@code haproxy_services}
 * @param nodes    the hosts whose HAProxy gets it
 * @param details  what changes
 * @param example  the file of one of the nodes, before and after
 */
public record GroupedChange(String service, List<String> sections, List<String> clusters, List<String> nodes, List<Detail> details,
                            FileChange example) {
    public GroupedChange {
        sections = List.copyOf(sections);
        clusters = List.copyOf(clusters);
        nodes = List.copyOf(nodes);
        details = List.copyOf(details);
    }
}
