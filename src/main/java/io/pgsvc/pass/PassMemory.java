package io.pgsvc.pass;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.Templates;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.render.Renderer;
import io.pgsvc.render.Server;
import io.pgsvc.selector.Selection;
import io.pgsvc.selector.Selectors;
import io.pgsvc.service.Defaults;
import io.pgsvc.service.PlanMemory;
import io.pgsvc.service.Planner;
import io.pgsvc.service.ServiceSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What one pass hands on to the next of the same process: all of it only saves work, none of it changes a result.
 * Not thread-safe.
 */
final class PassMemory {
    private static final int MOST_SELECTORS = 10_000;

    private final boolean keeps;
    private final PlanMemory plan;
    private Optional<Planned> planned = Optional.empty();
    private final Renderer renderer;
    private Selectors selectors = new Selectors();
    private Map<String, Kept> before = new HashMap<>();
    private Map<String, Kept> now = new HashMap<>();
    private Work done = Work.NONE;
    private int selected;
    private int rendered;

    /**
     * The members that carry a service, as server lines; or why that cannot be told.
     *
     * @param warnings that came up until then
     */
    record Chosen(Optional<Selection> selection, List<Server> servers, List<Finding> warnings, Optional<PgsvcException> failure) {}

    /** A planner, and what it plans from beside the templates, which are always the same. */
    private record Planned(Inventory inventory, Defaults defaults, Planner planner) {}

    private record Kept(ServiceSpec spec, ArrayNode members, Chosen chosen, Optional<Renderer.Draft> draft) {}

    private PassMemory(boolean keeps, Optional<Path> templateDirectory) {
        this.keeps = keeps;
        this.plan = new PlanMemory(keeps);
        this.renderer = new Renderer(templateDirectory);
    }

    /** For a single pass. */
    static PassMemory none(Optional<Path> templateDirectory) {
        return new PassMemory(false, templateDirectory);
    }

    /** For many passes; {@link #next} begins each. */
    static PassMemory keeping() {
        return new PassMemory(true, Optional.empty());
    }

    /**
     * Begins a pass; what the last one did not use is forgotten, and templates are read again.
     *
     * @param soFar what was done for this pass already
     */
    void next(Optional<Path> templateDirectory, Work soFar) {
        renderer.next(templateDirectory);
        if (!now.isEmpty()) {
            before = now;
            now = new HashMap<>();
        }
        if (selectors.size() > MOST_SELECTORS) {
            selectors = new Selectors();
        }
        done = soFar;
        selected = 0;
        rendered = 0;
    }

    /** The planner of the pass before, if nothing has changed since. */
    Planner planner(Inventory inventory, Defaults defaults, Templates templates) {
        Optional<Planner> same = planned.filter(p -> p.inventory() == inventory && p.defaults().equals(defaults)).map(Planned::planner);
        same.ifPresent(planner -> plan.same());
        return same.orElseGet(() -> {
            Planner planner = new Planner(inventory, defaults, templates, plan);
            planned = keeps ? Optional.of(new Planned(inventory, defaults, planner)) : Optional.empty();
            return planner;
        });
    }

    Selectors selectors() {
        return selectors;
    }

    /** Who carries a service: worked out again only where its definition or a member changed. */
    Chosen chosen(ServiceSpec.Postgres spec, ArrayNode members, Supplier<Chosen> work) {
        Kept kept = now.getOrDefault(spec.stem(), before.get(spec.stem()));
        if (kept == null || kept.members != members || !kept.spec.equals(spec)) {
            selected++;
            kept = new Kept(spec, members, work.get(), Optional.empty());
        }
        keep(kept);
        return kept.chosen;
    }

    /** The draft of what {@link #chosen} gave. */
    Renderer.Draft draft(ServiceSpec.Postgres spec, Chosen chosen) {
        Kept kept = now.get(spec.stem());
        if (kept == null || kept.chosen != chosen || kept.draft.isEmpty() || !renderer.isCurrent(kept.draft.get())) {
            Renderer.Draft draft = renderer.draft(spec, chosen.selection().orElseThrow(), chosen.servers());
            if (kept != null && kept.chosen == chosen) {
                keep(new Kept(kept.spec, kept.members, chosen, Optional.of(draft)));
            }
            return draft;
        }
        return kept.draft.get();
    }

    Renderer.Draft draft(ServiceSpec.Component spec) {
        return renderer.draft(spec);
    }

    private void keep(Kept kept) {
        if (keeps) {
            now.put(kept.spec.stem(), kept);
        }
    }

    /** A service is rendered. */
    void countRendered() {
        rendered++;
    }

    /** What was done since the pass began. */
    Work work() {
        return done.plus(new Work(0, plan.planned(), selected, rendered, 0));
    }
}
