package io.pgsvc.service;

import io.pgsvc.inventory.Host;
import java.util.List;

/** A PostgreSQL cluster: all hosts of the inventory whose {@code pg_cluster} is its name, in inventory order. */
public record Cluster(String name, List<Host> members) {
    public Cluster {
        members = List.copyOf(members);
    }
}
