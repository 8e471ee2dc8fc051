package io.pgsvc.service;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import io.pgsvc.model.Suggestion;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which host of the inventory we are: the one asked for, or the one whose name or {@code ansible_host} is this machine's. */
public final class NodeIdentity {
    private NodeIdentity() {}

    /** The node is not in the inventory, or cannot be told. */
    public static final class NodeException extends PgsvcException {
        private static final long serialVersionUID = 1L;
        private final boolean unknown;

        NodeException(Finding finding, boolean unknown) {
            super(finding);
            this.unknown = unknown;
        }

        /** Whether no host matched (rather than several). */
        public boolean unknown() {
            return unknown;
        }
    }

    /**
     * The host of this name.
     *
     * @throws NodeException with a guess if there is none
     */
    public static Host named(Inventory inventory, String name) {
        return inventory.host(name).orElseThrow(() -> {
            Finding none = Finding.error("node", "host " + name + " is not in the inventory",
                    Position.of(inventory.source().toString()));
            return new NodeException(Suggestion.among(name, inventory.hosts().stream().map(Host::name).toList())
                    .map(h -> none.withHint("did you mean `" + h + "`?")).orElse(none), true);
        });
    }

    /**
     * The host that this machine is.
     *
     * @param own this machine's addresses and names
     * @throws NodeException if no host matches, or several do
     */
    public static Host find(Inventory inventory, Set<String> own) {
        List<Host> matching = inventory.hosts().stream()
                .filter(host -> own.contains(host.name()) || address(inventory, host).map(own::contains).orElse(false)).toList();
        Position source = Position.of(inventory.source().toString());
        if (matching.isEmpty()) {
            throw new NodeException(Finding.error("node", "no host of the inventory has a name or ansible_host of this machine ("
                    + String.join(", ", own.stream().sorted().limit(8).toList()) + ")", source)
                    .withHint("say which one it is with --node"), true);
        }
        if (matching.size() > 1) {
            throw new NodeException(Finding.error("node", "several hosts of the inventory are this machine: "
                    + String.join(", ", matching.stream().map(Host::name).toList()), source)
                    .withHint("say which one it is with --node"), false);
        }
        return matching.getFirst();
    }

    private static Optional<String> address(Inventory inventory, Host host) {
        return inventory.variable(host, "ansible_host").flatMap(value ->
                value instanceof Value.Text ? Values.text(value) : Optional.empty());
    }
}
