package io.pgsvc.watch;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.pass.Preparer;
import io.pgsvc.pass.Reconciler;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a watcher is to do: all that the command line, the environment and the configuration file say.
 *
 * @param inventory     file or directory
 * @param preparer      reads the inventory; kept from pass to pass
 * @param which         the host of an inventory that this node is
 * @param node          the host that the user says it is
 * @param inputs        other files and directories whose change makes a pass: templates, defaults
 * @param configuration files whose change makes the settings be read again
 */
public record WatchSettings(Path inventory, Reconciler.Settings reconciler, Preparer preparer,
                            Function<Inventory, Host> which, Optional<String> node, List<Path> inputs,
                            List<Path> configuration, Pace pace) {
    /** Files of the node that bear on its passes, beside HAProxy's directory: its main file, and the pause. */
    List<Path> nodeFiles() {
        return List.of(reconciler.haproxy().mainFile(), reconciler.paths().pause().toAbsolutePath());
    }

    public WatchSettings {
        inputs = List.copyOf(inputs);
        configuration = List.copyOf(configuration);
    }
}
