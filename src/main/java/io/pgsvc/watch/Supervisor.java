package io.pgsvc.watch;

import java.time.Duration;
import java.util.Optional;

/** Whoever started the watcher and wants to know how it is: systemd. Methods must be quick and must not throw. */
public interface Supervisor {
    /** Nobody. */
    Supervisor NONE = new Supervisor() { };

    /** How often {@link #alive} is to be called at least; empty where nobody waits for it. */
    default Optional<Duration> heartbeat() {
        return Optional.empty();
    }

    /** The loop itself is alive. It does not say so any more when a pass has hung for minutes. */
    default void alive() { }

    /** The first pass has ended, or the configuration was read again and its pass has ended. */
    default void ready() { }

    /** The configuration is read again. */
    default void reloading() { }

    /** A signal asked for the end; a pass that is under way comes to its end first. */
    default void stopping() { }
}
