package io.pgsvc.publish;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a generation comes from. Generations that were recorded before this was kept have {@link #UNKNOWN}.
 *
 * @param trigger  what asked for the pass: {@code render}, {@code rollback}, {@code watch}…; empty where nobody knows
 * @param revision of the inventory, where it has one
 * @param rollback the generation whose files were brought back, where it was a rollback
 */
public record Origin(String trigger, Optional<String> revision, OptionalLong rollback) {
    public static final Origin UNKNOWN = of("");

    public static Origin of(String trigger) {
        return new Origin(trigger, Optional.empty(), OptionalLong.empty());
    }

    /** The bringing back of a generation. */
    public static Origin rollbackTo(long generation) {
        return new Origin("rollback", Optional.empty(), OptionalLong.of(generation));
    }

    public Origin withRevision(String id) {
        return new Origin(trigger, Optional.of(id), rollback);
    }
}
