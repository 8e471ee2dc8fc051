package io.pgsvc.publish;

import io.pgsvc.publish.FileChange.Cause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a pass does with every file in its scope; computed from values alone.
 *
 * @param files by name
 * @param guard why the whole pass is held, if it is
 */
public record ChangeSet(List<FileChange> files, Optional<Guard> guard) {

    /** A guard that holds a whole pass. */
    public record Guard(Cause cause, String reason) {}

    public ChangeSet {
        files = List.copyOf(files);
    }

    /**
     * Computes the changes. Without a manifest, files on disk that are Pigsty's count as managed.
     *
     * @param stored contents by hash of files that are ours and stand on disk otherwise; may lack some
     */
    static ChangeSet compute(Optional<Manifest> manifest, DiskState disk, Desired desired, PublishOptions options,
                             java.util.Map<String, Content> stored) {
        List<FileChange> changes = new Decisions(manifest, disk, desired, options, stored).all();
        Optional<Guard> guard = options.force() ? Optional.empty() : guard(manifest, disk, desired, changes, options);
        return new ChangeSet(guard.map(g -> Guards.holdAll(changes, g.cause(), g.reason())).orElse(changes), guard);
    }

    private static Optional<Guard> guard(Optional<Manifest> manifest, DiskState disk, Desired desired,
                                         List<FileChange> changes, PublishOptions options) {
        if (!desired.nodeKnown()) {
            return Optional.of(new Guard(Cause.NODE_ABSENT, "the inventory has no host " + desired.node()));
        }
        if (manifest.isPresent() && !manifest.get().node().equals(desired.node())) {
            return Optional.of(new Guard(Cause.NODE_CHANGED, "this node was " + manifest.get().node()
                    + " so far, and would now be " + desired.node()));
        }
        int deleted = 0;
        int managed = 0;
        for (FileChange change : changes) {
            boolean onDisk = disk.entry(change.stem()).isPresent();
            boolean ours = change.entry().isPresent() || manifest.isEmpty()
                    && disk.entry(change.stem()).flatMap(DiskState.Entry::fragment).filter(f -> f.isService(change.stem())).isPresent();
            boolean goes = change.action() == Action.DELETE;
            deleted += goes ? 1 : 0;
            managed += goes || ours && onDisk ? 1 : 0;
        }
        if (Guards.deletesTooMuch(deleted, managed)) {
            return Optional.of(new Guard(Cause.MASS_DELETION, "the pass would delete " + deleted + " of " + managed
                    + (options.origin().rollback().isPresent() ? " files" : " files: is the inventory complete?")));
        }
        return Optional.empty();
    }

    /** The same with every change held: somebody paused the node. Other guards have their say when the pause is over. */
    ChangeSet paused(Pause pause) {
        Guard paused = new Guard(Cause.PAUSED, "this node is paused " + pause.words());
        return new ChangeSet(Guards.holdAll(files, Cause.PAUSED, "this node is paused"), Optional.of(paused));
    }

    /**
     * The changes on disk, in an order in which HAProxy could start at every instant between two of them (seen with
     * 2.6): it refuses two sections of one name but accepts two that bind the same port, and refuses a reference to a
     * section that is not there. So: first the files taken over from others that hold more sections than their own,
     * because these may be about to be created elsewhere; then new files, which only add; then the changed ones; and
     * deletions last, when nothing refers to them any more. A port that moves from one file to another is bound twice
     * for a moment, never by nobody.
     */
    List<FileChange> inSwapOrder() {
        return files.stream().filter(change -> change.action().writes())
                .sorted(Comparator.comparingInt(ChangeSet::rank).thenComparing(FileChange::stem)).toList();
    }

    private static int rank(FileChange change) {
        if (change.after().isEmpty()) {
            return 3;
        }
        if (change.before().isEmpty()) {
            return 1;
        }
        boolean others = Fragment.parse(change.before().get().text()).sections().stream()
                .anyMatch(section -> !section.name().equals(change.stem()));
        return others ? 0 : 2;
    }

    /** The manifest when the changes are made; equal to {@code before} (generation aside) if nothing changes in it. */
    Manifest manifestAfter(Optional<Manifest> before, String node, long generation) {
        SortedMap<String, Manifest.Owned> owned = new TreeMap<>(before.map(Manifest::files).orElseGet(TreeMap::new));
        Set<String> seen = new HashSet<>();
        for (FileChange change : files) {
            String stem = change.stem();
            seen.add(stem);
            switch (change.action()) {
                case CREATE, UPDATE, RESTORE -> owned.put(stem, Manifest.Owned.of(change.desired().orElseThrow(),
                        change.after().orElseThrow().sha256(), generation, false));
                case ADOPT -> owned.put(stem, Manifest.Owned.of(change.desired().orElseThrow(),
                        change.before().orElseThrow().sha256(), generation, !change.before().equals(change.after())));
                case UNCHANGED -> change.entry().ifPresent(now -> owned.put(stem, Manifest.Owned.of(
                        change.desired().orElseThrow(), now.sha256(), now.generation(), now.adopted())));
                case DELETE, FORGET -> owned.remove(stem);
                case HELD, FOREIGN, SKIPPED -> { }
            }
        }
        // A pass that is held leaves the node's name as it was; a forced one takes the new name.
        String name = guard.isPresent() ? before.map(Manifest::node).orElse(node) : node;
        return new Manifest(name, generation, owned, before.map(Manifest::origin).orElse(Origin.UNKNOWN));
    }

    /** What stands in the way or is worth a word, as it is found. */
    List<FileChange> notable() {
        List<FileChange> notable = new ArrayList<>();
        for (FileChange change : files) {
            if (change.cause() != Cause.NONE) {
                notable.add(change);
            }
        }
        return notable;
    }
}
