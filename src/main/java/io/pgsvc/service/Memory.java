package io.pgsvc.service;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Results by name, each with what it was made of: good as long as that is equal, and, where {@code groups} was asked
 * for, as long as all groups have the same hosts. Not thread-safe.
 */
final class Memory<T> {
    private record Kept<T>(Object key, boolean asksGroups, Object structure, T result) {}

    private Map<String, Kept<T>> before = new HashMap<>();
    private Map<String, Kept<T>> now = new HashMap<>();

    /** Begins a pass: what the last one did not use is forgotten. */
    void next() {
        if (!now.isEmpty()) {
            before = now;
            now = new HashMap<>();
        }
    }

    /** What is known is no longer true. */
    void forget() {
        before = new HashMap<>();
        now = new HashMap<>();
    }

    /**
     * The result of this name.
     *
     * @param key  everything that {@code work} looks at, {@code groups} excepted
     * @param done is told when the work had to be done
     */
    T get(String name, Object key, MagicVariables magic, Supplier<T> work, Runnable done) {
        Kept<T> kept = now.getOrDefault(name, before.get(name));
        if (kept == null || !kept.key().equals(key) || kept.asksGroups() && !kept.structure().equals(magic.structure())) {
            long asked = magic.groupsAsked();
            T result = work.get();
            kept = new Kept<>(key, magic.groupsAsked() != asked, magic.structure(), result);
            done.run();
        } else if (kept.asksGroups()) {
            magic.noteGroupsAsked(); // who asks for this result asks for the groups, too
        }
        now.put(name, kept);
        return kept.result();
    }
}
