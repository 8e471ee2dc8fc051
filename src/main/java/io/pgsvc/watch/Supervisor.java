package io.pgsvc.watch;

import java.time.Duration;
import java.util.List;
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

    /** Several who want to know, told one after the other. */
    static Supervisor all(List<? extends Supervisor> several) {
        List<Supervisor> each = List.copyOf(several);
        return new Supervisor() {
            @Override
            public Optional<Duration> heartbeat() {
                return each.stream().flatMap(one -> one.heartbeat().stream()).min(Duration::compareTo);
            }

            @Override
            public void alive() {
                each.forEach(Supervisor::alive);
            }

            @Override
            public void ready() {
                each.forEach(Supervisor::ready);
            }

            @Override
            public void reloading() {
                each.forEach(Supervisor::reloading);
            }

            @Override
            public void stopping() {
                each.forEach(Supervisor::stopping);
            }
        };
    }
}
