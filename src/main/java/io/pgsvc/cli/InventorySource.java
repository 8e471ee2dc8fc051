package io.pgsvc.cli;

import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.pass.Preparation;
import io.pgsvc.service.Defaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which inventory is read, and on top of which defaults, by commands whose argument is something else. */
class InventorySource {
    static final Path SITE_DEFAULTS = Path.of("/etc/pgsvc/defaults.yml");

    @Option(names = {"-i", "--inventory"}, paramLabel = "PATH", defaultValue = "/etc/pigsty/inventory",
            description = "Inventory file or directory (default: /etc/pigsty/inventory).")
    Path inventory;

    @Option(names = "--defaults", paramLabel = "FILE|PROFILE",
            description = "Role defaults below the inventory: a YAML file, or a built-in profile, classic or pigsty-4.5"
                    + " (default: /etc/pgsvc/defaults.yml if it is there, else classic).")
    Optional<String> defaults = Optional.empty();

    Path path() {
        return inventory;
    }

    Defaults loadDefaults() {
        return Defaults.load(defaults.orElse(Files.exists(SITE_DEFAULTS) ? SITE_DEFAULTS.toString() : Defaults.CLASSIC));
    }

    /** The directory of user templates, where a command knows of one. */
    Optional<Path> templates() {
        return Optional.empty();
    }

    /** Reads what was chosen. */
    Preparation read() {
        return read(path(), loadDefaults());
    }

    /** Reads another inventory in the same way. */
    Preparation read(Path other, Defaults roleDefaults) {
        return new Preparation(new InventoryReader().read(other), new JinjaTemplates(), roleDefaults, templates());
    }
}
