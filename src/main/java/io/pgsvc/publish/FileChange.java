package io.pgsvc.publish;

import io.pgsvc.render.RenderedFile;
import java.util.List;
import java.util.Optional;

/**
 * What a pass does with one file, and why.
 *
 * @param stem         file name without {@code .cfg}; name of the section
 * @param cause        what made it so; {@link Cause#NONE} for the ordinary ways of a file
 * @param reason       one sentence for people, no full stop
 * @param before       what stands on disk now
 * @param after        what would stand there if nothing held it; empty for a deletion
 * @param commentsOnly the directives stay as they are: HAProxy need not reload
 * @param desired      the service, where the inventory has it
 * @param entry        what the manifest says of it
 */
public record FileChange(String stem, Action action, Cause cause, String reason, Optional<Content> before,
                         Optional<Content> after, boolean commentsOnly, Optional<RenderedFile> desired,
                         Optional<Manifest.Owned> entry) {

    /** Why a file is not treated in the ordinary way; stable ids of findings in {@link #rule}. */
    public enum Cause {
        NONE(""), DRIFT("drift"), MISSING("missing-file"), ADOPTION_DIFFERENT("adoption-different"),
        FOREIGN("foreign-file"), NOT_IN_PLAN("not-in-plan"), LAST_SERVER("guard-last-server"),
        NO_COMMON_SERVER("guard-no-common-server"), MASS_DELETION("guard-mass-deletion"),
        NODE_ABSENT("guard-node-absent"), NODE_CHANGED("guard-node-changed"), PAUSED("paused"), FAILED("inventory-errors");

        private final String rule;

        Cause(String rule) {
            this.rule = rule;
        }

        public String rule() {
            return rule;
        }
    }

    public String fileName() {
        return stem + ".cfg";
    }

    public Optional<String> cluster() {
        return desired.map(RenderedFile::cluster).orElseGet(() -> entry.flatMap(Manifest.Owned::cluster));
    }

    /** The service's own name; the stem where nobody knows better. */
    public String service() {
        return desired.map(RenderedFile::service).orElseGet(() -> entry.map(Manifest.Owned::service).orElse(stem));
    }

    /** Server names of the section after the change. */
    public List<String> servers() {
        return desired.map(RenderedFile::servers).orElse(List.of());
    }

    /** Something that should change does not: the pass ends "held". A file that is merely not in the plan is not. */
    public boolean isHeld() {
        return action == Action.HELD || action == Action.FOREIGN && cause != Cause.NOT_IN_PLAN;
    }

    /** Whether HAProxy must reload for it. */
    public boolean needsReload() {
        return action.writes() && !commentsOnly;
    }

    FileChange held(Cause why, String text) {
        return new FileChange(stem, Action.HELD, why, text, before, after, commentsOnly, desired, entry);
    }
}
