package io.pgsvc.watch;

/** Is told of every new status: the status file, the metrics, the HTTP endpoint, systemd. */
public interface StatusListener {
    /** Called on the loop's thread after each pass and each change of state; must be quick and must not throw. */
    void changed(WatchStatus status);
}
