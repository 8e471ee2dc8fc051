package io.pgsvc.lint;

import io.pgsvc.inventory.Host;
import io.pgsvc.selector.Selection;
import io.pgsvc.selector.Selector;
import io.pgsvc.service.Cluster;
import io.pgsvc.service.ServiceSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A good service of a cluster, and which members carry it. */
record Carried(Cluster cluster, ServiceSpec.Postgres spec, Selector selector, Optional<Selector> backup, Selection selection) {

    List<String> members() {
        return cluster.members().stream().map(Host::name).toList();
    }

    /** Its expressions. */
    Stream<Selector> selectors() {
        return Stream.concat(Stream.of(selector), backup.stream());
    }
}
