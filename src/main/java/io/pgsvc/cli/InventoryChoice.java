package io.pgsvc.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** Which inventory is read, and on top of which defaults, by commands that render nothing. */
class InventoryChoice extends InventorySource {
    @Parameters(arity = "0..1", paramLabel = "INVENTORY", description = "The same as --inventory.")
    Optional<Path> positional = Optional.empty();

    @Override
    Path path() {
        return positional.orElse(inventory);
    }
}
