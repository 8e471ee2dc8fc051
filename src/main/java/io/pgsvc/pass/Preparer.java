package io.pgsvc.pass;

import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.service.Defaults;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Prepares pass after pass from one inventory path. One for the life of a watcher; not thread-safe. */
public final class Preparer {
    private final InventoryReader reader = InventoryReader.keeping();
    private final Path inventory;
    private final Supplier<Defaults> defaults;
    private final Supplier<Optional<Path>> templateDirectory;

    /** @param defaults asked anew for each pass, as is {@code templateDirectory}: both may change under a watcher */
    public Preparer(Path inventory, Supplier<Defaults> defaults, Supplier<Optional<Path>> templateDirectory) {
        this.inventory = inventory;
        this.defaults = defaults;
        this.templateDirectory = templateDirectory;
    }

    /** Reads what stands on disk now. */
    public Preparation prepare() {
        Inventory read = reader.read(inventory);
        return new Preparation(read, new JinjaTemplates(), defaults.get(), templateDirectory.get());
    }
}
