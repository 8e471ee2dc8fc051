package io.pgsvc.watch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Everything that hangs on a watcher.
 *
 * @param events     the log
 * @param listeners  get each new status: status file, metrics, systemd…
 * @param supervisor systemd
 * @param revision   tells what an inventory path holds; absent where that cannot be told
 */
public record WatchOutputs(WatchEvents events, List<StatusListener> listeners, Supervisor supervisor,
                           Function<Path, Optional<WatchStatus.Revision>> revision) {
    public WatchOutputs {
        listeners = List.copyOf(listeners);
    }
}
