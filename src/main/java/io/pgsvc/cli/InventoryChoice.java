package io.pgsvc.cli;

import io.pgsvc.service.Defaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which inventory is read, and on top of which defaults, by commands that render nothing. */
class InventoryChoice {
    static final Path SITE_DEFAULTS = Path.of("/etc/pgsvc/defaults.yml");

    @Parameters(arity = "0..1", paramLabel = "INVENTORY", description = "The same as --inventory.")
    Optional<Path> positional = Optional.empty();

    @Option(names = {"-i", "--inventory"}, paramLabel = "PATH", defaultValue = "/etc/pigsty/inventory",
            description = "Inventory file or directory (default: /etc/pigsty/inventory).")
    Path inventory;

    @Option(names = "--defaults", paramLabel = "FILE|PROFILE",
            description = "Role defaults below the inventory: a YAML file, or a built-in profile, classic or pigsty-4.5"
                    + " (default: /etc/pgsvc/defaults.yml if it is there, else classic).")
    Optional<String> defaults = Optional.empty();

    Path path() {
        return positional.orElse(inventory);
    }

    Defaults loadDefaults() {
        return Defaults.load(defaults.orElse(Files.exists(SITE_DEFAULTS) ? SITE_DEFAULTS.toString() : Defaults.CLASSIC));
    }
}
