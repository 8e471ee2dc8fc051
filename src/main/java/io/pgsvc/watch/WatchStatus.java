package io.pgsvc.watch;

import io.pgsvc.pass.Work;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * What the watcher knows of itself after each pass, for status.json, metrics and systemd. A value; one instant's truth.
 *
 * @param node            the inventory's name of this node, once known
 * @param pid             of the watcher
 * @param attempted       the revision of the last pass, whatever became of it
 * @param applied         the revision of the last pass that did all that it should
 * @param last            the last pass
 * @param lastSuccess     when a pass last did all that it should
 * @param passes          passes by how they ended (the words of {@code PassResult.Status}, lower case, dashes)
 * @param reloadFailures  since the start
 * @param managed         service files that are ours on disk
 * @param drift           file names of ours that somebody edited or removed
 * @param held            what a guard, an adoption or a pause holds, with the reason
 * @param paused          what the pause of this node says of itself, while it holds
 * @param degraded        services that lost their last server at a reload
 * @param failing         why the last pass failed, in one sentence, if it did
 * @param nextAttempt     when a failed pass is tried again, if a time is set
 * @param hosts           of the inventory last read
 */
public record WatchStatus(String version, long pid, Instant started, Path inventory, Optional<String> node,
                          OptionalLong generation, Optional<Revision> attempted, Optional<Revision> applied,
                          Optional<PassEntry> last, Optional<Instant> lastSuccess, Map<String, Long> passes,
                          long reloads, long reloadFailures, int managed, List<String> drift, List<Held> held,
                          Optional<String> paused, List<String> degraded, Optional<String> failing, Optional<Instant> nextAttempt, int hosts,
                          int clusters, WorkTotals work) {

    public WatchStatus {
        passes = Map.copyOf(passes);
        drift = List.copyOf(drift);
        held = List.copyOf(held);
        degraded = List.copyOf(degraded);
    }

    /** How the node is, in a word: the worst that can be said of it. */
    public enum State {
        /** No pass has ended yet. */
        STARTING,
        /** The last pass did all that it should. */
        OK,
        /** A service lost its last server. */
        DEGRADED,
        /** Something waits for a decision of a person. */
        HELD,
        /** Somebody paused this node. */
        PAUSED,
        /** The last pass failed; what it should have changed is as it was. */
        FAILING;

        /** The word in documents and metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** See {@link State}. */
    public State state() {
        if (last.isEmpty()) {
            return State.STARTING;
        }
        if (paused.isPresent()) {
            return State.PAUSED;
        }
        if (failing.isPresent() && !last.get().result().equals("held")) {
            return State.FAILING;
        }
        return !held.isEmpty() || failing.isPresent() ? State.HELD : degraded.isEmpty() ? State.OK : State.DEGRADED;
    }

    /**
     * What an inventory directory held: a git commit, as its files name it, whether or not somebody edited the work tree
     * since. An inventory that is no work tree has no revision.
     */
    public record Revision(String commit) {
        /** As people and git shorten it: the first 12 digits. */
        public String shortened() {
            return commit.length() > SHORT ? commit.substring(0, SHORT) : commit;
        }

        private static final int SHORT = 12;
    }

    /**
     * One pass.
     *
     * @param trigger  why it was made: start, files, resync, retry, signal, drift…
     * @param revision what it read, where that is known
     * @param result   a word as in {@link WatchStatus#passes()}
     * @param stages   durations by stage, in the order of the stages
     * @param changes  what it changed and why, a line each service
     * @param errors   findings of severity error, as they were printed
     */
    public record PassEntry(long id, String trigger, Optional<Revision> revision, Instant began, Duration took, String result,
                            boolean changed, String message, SequencedMap<String, Duration> stages, List<String> changes,
                            List<String> errors) {
        public PassEntry {
            stages = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(stages));
            changes = List.copyOf(changes);
            errors = List.copyOf(errors);
        }
    }

    /** Something that is not done until somebody says so. */
    public record Held(String what, String why) {}

    /** How much was really done, since the start: files parsed, clusters planned, services selected, rendered, files written. */
    public record WorkTotals(long loaded, long planned, long selected, long rendered, long written) {
        public static final WorkTotals NONE = new WorkTotals(0, 0, 0, 0, 0);

        WorkTotals plus(Work work) {
            return new WorkTotals(loaded + work.loaded(), planned + work.planned(), selected + work.selected(),
                    rendered + work.rendered(), written + work.written());
        }
    }
}
