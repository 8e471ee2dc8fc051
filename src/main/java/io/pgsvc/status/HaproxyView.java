package io.pgsvc.status;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * HAProxy, as it says of itself.
 *
 * @param worker     the one that serves; empty where HAProxy could not be asked
 * @param oldWorkers those that wait for their last session to end; empty where only the master could tell
 * @param unknown    what cannot be known and why, in sentences
 */
public record HaproxyView(Optional<Worker> worker, Optional<List<OldWorker>> oldWorkers, List<ServiceView> services,
                          List<String> unknown) {
    public HaproxyView {
        services = List.copyOf(services);
        unknown = List.copyOf(unknown);
    }

    /** @param uptime seconds */
    public record Worker(long pid, String version, long uptime, long sessions) {}

    /**
     * A worker of before a reload.
     *
     * @param uptime   as HAProxy writes it: {@code 0d00h12m33s}
     * @param sessions of clients that it still has; empty where it does not answer
     */
    public record OldWorker(long pid, String uptime, int reloads, OptionalLong sessions) {}
}
