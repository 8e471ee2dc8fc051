package io.pgsvc.export;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import io.pgsvc.pass.NodeFiles;
import io.pgsvc.pass.Preparation;
import io.pgsvc.publish.Scope;
import io.pgsvc.render.RenderedFile;
import io.pgsvc.service.Cluster;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Proves of every export, before it is written, that each node would render the same bytes from it: whatever the
 * exporter has not thought of is an error here, and never a changed service file.
 */
public final class Proof {
    private final Preparation full;
    private final Preparation exported;
    private final List<Finding> differences = new ArrayList<>();

    private Proof(Preparation full, Preparation exported) {
        this.full = full;
        this.exported = exported;
    }

    /**
     * Compares both, host by host.
     *
     * @throws ExportException with the first differences
     */
    public static void same(Preparation full, Preparation exported) {
        Proof proof = new Proof(full, exported);
        proof.hosts();
        proof.clusters();
        if (proof.differences.isEmpty()) {
            full.inventory().hosts().forEach(proof::files);
        }
        if (!proof.differences.isEmpty()) {
            throw new ExportException(proof.differences.stream().limit(10).toList());
        }
    }

    private void hosts() {
        Set<String> names = new HashSet<>();
        for (Host host : full.inventory().hosts()) {
            names.add(host.name());
            Optional<Host> other = exported.inventory().host(host.name());
            if (other.isEmpty()) {
                differs("host " + host.name() + " cannot be written so that it is read back", host.at());
            } else if (!address(full.inventory(), host).equals(address(exported.inventory(), other.get()))) {
                differs("ansible_host of " + host.name() + " would be read back otherwise", host.at());
            }
        }
        exported.inventory().hosts().stream().filter(host -> !names.contains(host.name()))
                .forEach(host -> differs("there would be a host " + host.name(), host.at()));
    }

    /** The address by which a node finds itself; one with a template tells nothing. */
    private static Optional<String> address(Inventory inventory, Host host) {
        return inventory.variable(host, "ansible_host").filter(value -> value instanceof Value.Text).flatMap(Values::text)
                .filter(text -> !text.contains("{{"));
    }

    private void clusters() {
        for (Cluster cluster : full.clusters().all()) {
            List<String> members = cluster.members().stream().map(Host::name).toList();
            List<String> others = exported.clusters().cluster(cluster.name()).map(Cluster::members).orElse(List.of()).stream()
                    .map(Host::name).toList();
            if (!members.equals(others)) {
                differs("cluster " + cluster.name() + " would have other members, or in another order: " + String.join(", ", others),
                        cluster.members().getFirst().at());
            }
        }
    }

    private void files(Host host) {
        NodeFiles here = full.node(host, Scope.ALL, plan -> List.of(), Map.of());
        Map<String, String> fingerprints = new LinkedHashMap<>();
        here.files().forEach(file -> fingerprints.put(file.stem(), file.fingerprint()));
        NodeFiles there = exported.node(exported.inventory().host(host.name()).orElseThrow(), Scope.ALL, plan -> List.of(), fingerprints);
        for (RenderedFile file : here.files()) {
            if (!there.unchanged().containsKey(file.stem())) {
                differs(file.fileName() + " of " + host.name() + " would be rendered otherwise", file.definedAt().orElse(host.at()));
            }
        }
        for (RenderedFile file : there.files()) {
            if (!fingerprints.containsKey(file.stem())) {
                differs(host.name() + " would have a file " + file.fileName() + " that it has not", host.at());
            }
        }
        if (!here.failedStems().equals(there.failedStems())) {
            differs("other services of " + host.name() + " would be in error: " + String.join(", ", there.failedStems()), host.at());
        }
    }

    private void differs(String message, Position at) {
        differences.add(Finding.error("export-differs", message, at)
                .withHint("nothing is written; this inventory has something that export cannot carry"));
    }
}
