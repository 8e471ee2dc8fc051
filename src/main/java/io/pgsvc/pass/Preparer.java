package io.pgsvc.pass;

import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.inventory.Templates;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.service.Defaults;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Prepares pass after pass from one inventory path, and does again only what depends on what changed (docs/how-a-pass-works.md,
 * What a watcher skips). One for the life of a watcher; not thread-safe.
 */
public final class Preparer {
    private final InventoryReader reader;
    private final Templates templates = new JinjaTemplates();
    private final PassMemory memory = PassMemory.keeping();
    private final Path inventory;
    private final Supplier<Defaults> defaults;
    private final Supplier<Optional<Path>> templateDirectory;

    /** @param defaults asked anew for each pass, as is {@code templateDirectory}: both may change under a watcher */
    public Preparer(Path inventory, Supplier<Defaults> defaults, Supplier<Optional<Path>> templateDirectory) {
        this(inventory, defaults, templateDirectory, Clock.systemUTC());
    }

    /** @param clock of the file system's times */
    Preparer(Path inventory, Supplier<Defaults> defaults, Supplier<Optional<Path>> templateDirectory, Clock clock) {
        this.reader = InventoryReader.keeping(clock);
        this.inventory = inventory;
        this.defaults = defaults;
        this.templateDirectory = templateDirectory;
    }

    /** Reads what stands on disk now; the preparation before is not used any more. */
    public Preparation prepare() {
        Inventory read = reader.read(inventory);
        memory.next(templateDirectory.get(), reader.parsed());
        return new Preparation(read, templates, defaults.get(), memory);
    }
}
