package io.pgsvc.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** What each kept generation changed; computed from manifests alone. */
public final class History {
    private History() {}

    /** What became of a service file. */
    public enum Kind {
        ADDED("+"), CHANGED("~"), REMOVED("-");

        private final String sign;

        Kind(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }
    }

    /**
     * One file of one generation.
     *
     * @param before hash of what stood there before, for {@link Generations#text}; empty too where that is not known
     * @param after  hash of what stands there since
     */
    public record Change(Kind kind, String stem, Optional<String> cluster, String service, Optional<String> before,
                         Optional<String> after) {}

    /**
     * One generation.
     *
     * @param changes  against the generation before
     * @param complete false for the oldest one that is kept, unless it is the very first: what it removed, and whether a
     *                 file is new in it, is not known any more
     */
    public record Entry(Generations.Generation generation, List<Change> changes, boolean complete) {}

    /** All that are kept, the newest first. */
    public static List<Entry> of(Generations generations) {
        List<Entry> entries = new ArrayList<>();
        Optional<Manifest> before = Optional.empty();
        for (long number : generations.numbers()) {
            Optional<Generations.Generation> generation = generations.generation(number);
            if (generation.isPresent()) { // else another pgsvc has just pruned it
                boolean complete = before.isPresent() || number == 1;
                entries.add(new Entry(generation.get(), changes(before, generation.get().manifest(), complete), complete));
                before = Optional.of(generation.get().manifest());
            }
        }
        return entries.reversed();
    }

    /** One generation against the one before it. */
    public static Optional<Entry> of(Generations generations, long number) {
        OptionalLong earlier = generations.before(number);
        Optional<Manifest> before = earlier.isPresent()
                ? generations.generation(earlier.getAsLong()).map(Generations.Generation::manifest) : Optional.empty();
        boolean complete = before.isPresent() || number == 1;
        return generations.generation(number).map(g -> new Entry(g, changes(before, g.manifest(), complete), complete));
    }

    private static List<Change> changes(Optional<Manifest> before, Manifest after, boolean complete) {
        Set<String> stems = new TreeSet<>(after.files().keySet());
        before.ifPresent(m -> stems.addAll(m.files().keySet()));
        List<Change> changes = new ArrayList<>();
        for (String stem : stems) {
            Optional<Manifest.Owned> old = before.flatMap(m -> m.file(stem));
            Optional<Manifest.Owned> now = after.file(stem);
            if (now.isEmpty()) {
                changes.add(change(Kind.REMOVED, old, now));
            } else if (old.isPresent() && !old.get().sha256().equals(now.get().sha256())) {
                changes.add(change(Kind.CHANGED, old, now));
            } else if (old.isEmpty() && complete) {
                changes.add(change(Kind.ADDED, old, now));
            } else if (old.isEmpty() && now.get().generation() == after.generation()) {
                changes.add(change(Kind.CHANGED, old, now));
            }
        }
        return changes;
    }

    private static Change change(Kind kind, Optional<Manifest.Owned> old, Optional<Manifest.Owned> now) {
        Manifest.Owned file = now.or(() -> old).orElseThrow();
        return new Change(kind, file.stem(), file.cluster(), file.service(), old.map(Manifest.Owned::sha256),
                now.map(Manifest.Owned::sha256));
    }
}
