package io.pgsvc.lint;

import io.pgsvc.model.Severity;

/**
 * A rule that findings name.
 *
 * @param id       stable: what users search for, switch off, and find a page of in {@code docs/rules}
 * @param severity of its findings; the graver one where it has two
 * @param summary  what is wrong, in a few words
 */
public record Rule(String id, Kind kind, Severity severity, String summary) {

    /** Where findings of a rule come from, and whether a user can switch it. */
    public enum Kind {
        /** The reading of an inventory ends there: nothing behind it can be judged, so it cannot be switched off. */
        READING,
        /** About the inventory, said by every command that reads it. {@code check} alone can be told otherwise. */
        INVENTORY,
        /** About the inventory, said by {@code check} only. */
        ADVICE,
        /** About a node, its files or its HAProxy, or about the command line: nothing for {@code check}. */
        NODE
    }

    /** Whether {@code check} can be told to look at it otherwise. */
    public boolean switchable() {
        return kind == Kind.INVENTORY || kind == Kind.ADVICE;
    }
}
