package io.pgsvc.pass;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.inventory.Templates;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.service.Defaults;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
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
    /** What was done since the last {@link #prepare}. */
    private Work ahead = Work.NONE;

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
        Work before = ahead;
        ahead = Work.NONE;
        return prepare(before);
    }

    private Preparation prepare(Work before) {
        Inventory read = reader.read(inventory);
        memory.next(templateDirectory.get(), before.plus(new Work(reader.parsed(), 0, 0, 0, 0)));
        return new Preparation(read, templates, defaults.get(), memory);
    }

    /**
     * Does now what the next {@link #prepare} and its plan would have to do. That one looks at the disk all the same, and
     * does again what has changed since; so this changes no result, and what goes wrong here is left for it to say.
     *
     * @param which the host of the inventory to plan for
     * @return whether anything had to be done
     */
    public boolean readAhead(Function<Inventory, Host> which) {
        Work before = ahead;
        try {
            Preparation preparation = prepare(before);
            preparation.plan(which.apply(preparation.inventory()));
            ahead = preparation.work();
        } catch (PgsvcException e) {
            ahead = before.plus(new Work(reader.parsed(), 0, 0, 0, 0));
        }
        return !ahead.equals(before);
    }
}
