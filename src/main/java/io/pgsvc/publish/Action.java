package io.pgsvc.publish;

import java.util.Locale;

/** What a pass does with one file. */
public enum Action {
    CREATE, UPDATE, DELETE, UNCHANGED,
    /** Only the manifest learns of it; the file stays as it is. */
    ADOPT,
    /** The file was edited or removed by somebody and is written again. */
    RESTORE,
    /** Should change, but does not; the reason says why. */
    HELD,
    /** Not ours, and left alone. */
    FOREIGN,
    /** Ours, no longer wanted, and gone already: only the manifest learns of it. */
    FORGET,
    /** Its service or cluster has errors in the inventory: left as it is. */
    SKIPPED;

    /** Whether the file on disk changes. */
    public boolean writes() {
        return this == CREATE || this == UPDATE || this == DELETE || this == RESTORE;
    }

    /** The word that users see. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
