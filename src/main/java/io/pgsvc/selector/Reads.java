package io.pgsvc.selector;

import java.util.Set;
import java.util.TreeSet;

/**
 * What a selector can read of the members, whatever they hold.
 *
 * @param keys     the members' variables that it names, sorted
 * @param anything whether it can also depend on variables that it does not name: {@code keys(@)}, {@code *},
 *                 {@code @ == …}, {@code to_string(@)}
 */
public record Reads(Set<String> keys, boolean anything) {
    public Reads {
        keys = java.util.Collections.unmodifiableSet(new TreeSet<>(keys));
    }
}
