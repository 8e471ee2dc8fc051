package io.pgsvc.publish;

import io.pgsvc.publish.DiskState.Entry;
import io.pgsvc.publish.FileChange.Cause;
import io.pgsvc.publish.Manifest.Owned;
import io.pgsvc.render.RenderedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Decides file by file, before the guards of the whole pass. */
final class Decisions {
    private final Optional<Manifest> manifest;
    private final DiskState disk;
    private final Desired desired;
    private final PublishOptions options;
    private final Map<String, Content> stored;

    Decisions(Optional<Manifest> manifest, DiskState disk, Desired desired, PublishOptions options,
              Map<String, Content> stored) {
        this.manifest = manifest;
        this.disk = disk;
        this.desired = desired;
        this.options = options;
        this.stored = stored;
    }

    /** What makes a file change: the inventory, or the generation that is brought back. */
    private String because(String inventory, String rollback) {
        return options.origin().rollback().isPresent()
                ? rollback + " generation " + options.origin().rollback().getAsLong() : inventory;
    }

    List<FileChange> all() {
        SortedMap<String, RenderedFile> wanted = new TreeMap<>();
        desired.files().forEach(file -> wanted.put(file.stem(), file));
        Set<String> stems = new TreeSet<>(wanted.keySet());
        manifest.ifPresent(m -> stems.addAll(m.files().keySet()));
        stems.addAll(disk.entries().keySet());
        List<FileChange> changes = new ArrayList<>();
        for (String stem : stems) {
            decide(stem, Optional.ofNullable(wanted.get(stem)), manifest.flatMap(m -> m.file(stem)), disk.entry(stem))
                    .ifPresent(changes::add);
        }
        return changes;
    }

    /** Empty for what is out of scope or nobody's service file. */
    private Optional<FileChange> decide(String stem, Optional<RenderedFile> file, Optional<Owned> owned, Optional<Entry> entry) {
        Scope scope = options.scope();
        if (file.isPresent()) {
            RenderedFile f = file.get();
            return scope.contains(f.cluster(), f.service(), stem) ? Optional.of(wanted(f, owned, entry)) : Optional.empty();
        }
        if (owned.isPresent()) {
            Owned o = owned.get();
            return scope.contains(o.cluster(), o.service(), stem) ? Optional.of(unwanted(o, entry)) : Optional.empty();
        }
        return entry.filter(e -> e.kind() == DiskState.Kind.REGULAR)
                .filter(e -> e.fragment().filter(f -> f.isService(stem)).isPresent())
                .filter(e -> scope.containsUnknown(stem, knownClusters())).map(this::orphan);
    }

    private Set<String> knownClusters() {
        Set<String> known = new TreeSet<>(desired.knownClusters());
        desired.files().forEach(file -> file.cluster().ifPresent(known::add));
        manifest.ifPresent(m -> m.files().values().forEach(owned -> owned.cluster().ifPresent(known::add)));
        return known;
    }

    private FileChange wanted(RenderedFile file, Optional<Owned> owned, Optional<Entry> entry) {
        Content after = Content.of(file.content());
        if (desired.failedStems().contains(file.stem())) {
            return change(file, owned, entry, Action.SKIPPED, Cause.FAILED, "its service has errors in the inventory");
        }
        if (entry.isEmpty() && owned.isPresent() && options.leftMissing().contains(file.stem()) && !options.force()) {
            return change(file, owned, entry, Action.SKIPPED, Cause.MISSING, "somebody removed it; it is restored if it stays away");
        }
        if (entry.isEmpty()) {
            return owned.isPresent()
                    ? change(file, owned, entry, Action.RESTORE, Cause.MISSING, "somebody removed it")
                    : change(file, owned, entry, Action.CREATE, Cause.NONE, because("new service", "it is in"));
        }
        if (entry.get().kind() != DiskState.Kind.REGULAR) {
            return change(file, owned, entry, Action.FOREIGN, Cause.FOREIGN, "in its place stands "
                    + entry.get().kind().words() + ", which only you can remove");
        }
        Content before = entry.get().content().orElseThrow();
        Fragment now = Fragment.parse(before.text());
        Fragment then = Fragment.parse(file.content());
        boolean sameBytes = before.equals(after);
        boolean sameDirectives = sameBytes || now.sameDirectives(then);
        if (owned.isEmpty()) {
            return notYetOurs(file, entry, now, then, sameDirectives);
        }
        if (before.sha256().equals(owned.get().sha256())) {
            if (sameBytes || sameDirectives && owned.get().adopted()) {
                return change(file, owned, entry, Action.UNCHANGED, Cause.NONE, "up to date");
            }
            return sameDirectives
                    ? change(file, owned, entry, Action.UPDATE, Cause.NONE, "only comments change")
                    : guarded(file, owned, entry, Action.UPDATE, Cause.NONE, because("the inventory changed", "it differs in"), now, then);
        }
        if (sameDirectives) {
            // Ansible wrote it again, or somebody did by hand what the inventory now says.
            return change(file, owned, entry, Action.ADOPT, Cause.NONE, "written by somebody else, with equal directives");
        }
        if (onlyCommentsEdited(owned.get(), now)) {
            return guarded(file, owned, entry, Action.UPDATE, Cause.NONE, because("the inventory changed", "it differs in"), now, then);
        }
        return edited(file, owned, entry, now, then);
    }

    /**
     * Somebody edited a file of ours. An operator who edits during an incident wants the edit to last until somebody
     * decides; so under {@code report} nothing is overwritten without {@code --force}, even when the inventory changed
     * as well: that change may be about something else, and the edit would be lost without a word.
     */
    private FileChange edited(RenderedFile file, Optional<Owned> owned, Optional<Entry> entry, Fragment now, Fragment then) {
        if (options.force() || options.drift() == Drift.RESTORE) {
            return guarded(file, owned, entry, Action.RESTORE, Cause.DRIFT, "it was edited on disk", now, then);
        }
        boolean inventoryToo = !Optional.ofNullable(stored.get(owned.orElseThrow().sha256()))
                .map(content -> Fragment.parse(content.text()).sameDirectives(then))
                .orElse(owned.get().fingerprint().equals(file.fingerprint()));
        return change(file, owned, entry, Action.HELD, Cause.DRIFT, inventoryToo && options.origin().rollback().isEmpty()
                ? "it was edited on disk, and the inventory changed too" : "it was edited on disk");
    }

    private FileChange notYetOurs(RenderedFile file, Optional<Entry> entry, Fragment now, Fragment then, boolean same) {
        boolean pigstys = now.isService(file.stem());
        Optional<Owned> none = Optional.empty();
        if (same && (pigstys || options.adopt())) {
            return change(file, none, entry, Action.ADOPT, Cause.NONE, "its directives are what we would write");
        }
        if (options.adopt()) {
            return guarded(file, none, entry, Action.UPDATE, Cause.NONE, "taken over, as --adopt asks", now, then);
        }
        if (!pigstys) {
            return change(file, none, entry, Action.FOREIGN, Cause.FOREIGN, "a file that is not ours has its name");
        }
        return change(file, none, entry, Action.HELD, Cause.ADOPTION_DIFFERENT, now.differsOnlyInDefaultServer(then)
                ? "it is there, but its default-server line differs from what we would write"
                : "it is there, but differs from what we would write");
    }

    private FileChange unwanted(Owned owned, Optional<Entry> entry) {
        boolean failed = desired.failedStems().contains(owned.stem())
                || desired.failedClusters().contains(owned.cluster().orElse(Desired.NO_CLUSTER));
        if (failed) {
            return unwanted(owned, entry, Action.SKIPPED, Cause.FAILED, "its cluster has errors in the inventory");
        }
        if (entry.isEmpty()) {
            return unwanted(owned, entry, Action.FORGET, Cause.NONE, because("no longer in the inventory", "it is not in") + ", and gone already");
        }
        if (entry.get().kind() != DiskState.Kind.REGULAR) {
            return unwanted(owned, entry, Action.FORGET, Cause.NONE, because("no longer in the inventory", "it is not in") + "; in its place stands "
                    + entry.get().kind().words() + ", which is not ours");
        }
        Content now = entry.get().content().orElseThrow();
        boolean edited = !now.sha256().equals(owned.sha256()) && !onlyCommentsEdited(owned, Fragment.parse(now.text()));
        if (edited && !options.force() && options.drift() == Drift.REPORT) {
            return unwanted(owned, entry, Action.HELD, Cause.DRIFT, because("no longer in the inventory", "it is not in") + ", but it was edited on disk");
        }
        return unwanted(owned, entry, Action.DELETE, Cause.NONE, because("no longer in the inventory", "it is not in"));
    }

    private FileChange orphan(Entry entry) {
        String stem = entry.stem();
        boolean failed = desired.failedStems().contains(stem)
                || desired.failedClusters().stream().anyMatch(cluster -> stem.startsWith(cluster + "-"));
        boolean goes = options.adopt() && !failed;
        return new FileChange(stem, goes ? Action.DELETE : Action.FOREIGN, Cause.NOT_IN_PLAN,
                "it is a service file, but this node exposes no such service", entry.content(), Optional.empty(), false,
                Optional.empty(), Optional.empty());
    }

    /** The bytes are not what we left, but the directives are. */
    private boolean onlyCommentsEdited(Owned owned, Fragment now) {
        return Optional.ofNullable(stored.get(owned.sha256()))
                .filter(content -> Fragment.parse(content.text()).sameDirectives(now)).isPresent();
    }

    private FileChange guarded(RenderedFile file, Optional<Owned> owned, Optional<Entry> entry, Action action, Cause cause,
                               String reason, Fragment now, Fragment then) {
        // The files of a rollback stood on this node before: they are no other environment's.
        boolean known = options.force() || options.pauseAfter().isPresent();
        Optional<Cause> guard = known ? Optional.empty() : Guards.service(now, then);
        return guard.map(g -> change(file, owned, entry, Action.HELD, g, Guards.sentence(g)))
                .orElseGet(() -> change(file, owned, entry, action, cause, reason));
    }

    private static FileChange change(RenderedFile file, Optional<Owned> owned, Optional<Entry> entry, Action action,
                                     Cause cause, String reason) {
        Optional<Content> before = entry.flatMap(Entry::content);
        boolean commentsOnly = before.isPresent()
                && Fragment.parse(before.get().text()).sameDirectives(Fragment.parse(file.content()));
        return new FileChange(file.stem(), action, cause, reason, before, Optional.of(Content.of(file.content())),
                commentsOnly, Optional.of(file), owned);
    }

    private static FileChange unwanted(Owned owned, Optional<Entry> entry, Action action, Cause cause, String reason) {
        return new FileChange(owned.stem(), action, cause, reason, entry.flatMap(Entry::content), Optional.empty(), false,
                Optional.empty(), Optional.of(owned));
    }
}
