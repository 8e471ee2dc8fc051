package io.pgsvc.pass;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.InventoryException;
import io.pgsvc.inventory.TemplateException;
import io.pgsvc.inventory.yaml.YamlException;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.publish.UnknownNodeException;
import io.pgsvc.render.RenderException;
import io.pgsvc.selector.SelectorException;
import io.pgsvc.service.DefaultsException;
import io.pgsvc.service.NodeIdentity;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A pass on this node with all that comes before it: the same for a single run and for a watcher. */
public final class NodePass {
    private final Reconciler reconciler;
    private final Supplier<Preparation> preparer;
    private final Function<Inventory, Host> which;
    private final Optional<String> named;

    /**
     * @param preparer reads the inventory, each time anew
     * @param which    the host that this node is; throws {@link NodeIdentity.NodeException}
     * @param named    the host that the user says it is
     */
    public NodePass(Reconciler reconciler, Supplier<Preparation> preparer, Function<Inventory, Host> which, Optional<String> named) {
        this.reconciler = reconciler;
        this.preparer = preparer;
        this.which = which;
        this.named = named;
    }

    /**
     * Ends what an interrupted pass began, reads the inventory, and makes the pass.
     *
     * @param read      is shown what was read, and may refuse it by an exception
     * @param recovered is told what was done for an interrupted pass where no result can tell it
     * @throws PgsvcException where the pass could not be made
     */
    public PassResult run(Consumer<Preparation> read, Consumer<List<Finding>> recovered) {
        List<Finding> done = reconciler.recover();
        Preparation preparation;
        try {
            preparation = reconciler.load(preparer);
        } catch (PgsvcException e) {
            recovered.accept(done);
            throw e;
        }
        read.accept(preparation);
        Host host;
        try {
            host = which.apply(preparation.inventory());
        } catch (NodeIdentity.NodeException e) {
            Optional<String> known = reconciler.known().node();
            if (!e.unknown() || known.isEmpty()) {
                throw e;
            }
            return reconciler.runUnknown(named.or(() -> known).orElseThrow(), e.findings());
        }
        return reconciler.run(preparation, host);
    }

    /** How a pass ended that could not be made: the inventory is invalid, or something else failed. */
    public static PassResult.Status statusOf(PgsvcException cause) {
        return switch (cause) {
            case InventoryException e -> PassResult.Status.INVALID;
            case YamlException e -> PassResult.Status.INVALID;
            case TemplateException e -> PassResult.Status.INVALID;
            case SelectorException e -> PassResult.Status.INVALID;
            case RenderException e -> PassResult.Status.INVALID;
            case DefaultsException e -> PassResult.Status.INVALID;
            case NodeIdentity.NodeException e -> PassResult.Status.INVALID;
            case UnknownNodeException e -> PassResult.Status.INVALID;
            default -> PassResult.Status.FAILED;
        };
    }
}
