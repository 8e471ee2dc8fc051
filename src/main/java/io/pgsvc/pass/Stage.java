package io.pgsvc.pass;

import java.util.Locale;

/** The stages of a pass whose durations are measured, in their order; a pass may end before any of them. */
public enum Stage {
    /** The journal of an interrupted pass, if there is one. */
    RECOVER,
    /** Inventory, defaults and templates are read. */
    LOAD,
    /** Manifest, service files and what else HAProxy loads are read. */
    LOOK,
    PLAN,
    LINT,
    /** Selectors are evaluated and fingerprints made. */
    SELECT,
    RENDER,
    /** The lock is waited for; change set and guards; the candidate is staged. */
    DECIDE,
    /** HAProxy's own check. */
    CHECK,
    /** Contents and journal are stored and synced, the files swapped. */
    SWAP,
    /** HAProxy's state is handed over and it is told to reload; from 2.7 on it answers when it has. */
    RELOAD,
    /** The new worker is waited for and looked at. */
    CONFIRM,
    /** Manifest and generation. */
    RECORD,
    /** Services are watched for {@code --degraded-wait}. */
    HEALTH;

    /** The word in documents, logs and metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
