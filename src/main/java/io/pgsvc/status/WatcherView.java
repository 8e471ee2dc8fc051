package io.pgsvc.status;

import io.pgsvc.watch.WatchStatus;
import java.util.Optional;

/**
 * The watcher of this node.
 *
 * @param pid     of the process that watches now; empty: nobody does
 * @param report  what it, or one before it, wrote last
 * @param problem why the report cannot be read, if so
 */
public record WatcherView(Optional<Long> pid, Optional<WatchStatus> report, Optional<String> problem) {

    /** Somebody watches. */
    public boolean alive() {
        return pid.isPresent();
    }

    /** The report is by the process that watches now. */
    public boolean current() {
        return pid.isPresent() && report.filter(r -> r.pid() == pid.get()).isPresent();
    }
}
