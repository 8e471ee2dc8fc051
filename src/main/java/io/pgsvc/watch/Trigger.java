package io.pgsvc.watch;

import java.util.Locale;

/** Why a pass is made. */
public enum Trigger {
    START,
    /** The inventory, a template or the defaults changed. */
    FILES,
    /** The configuration file changed, or SIGHUP came: it was read again. */
    CONFIGURATION,
    /** Something in HAProxy's directory, or its main file, is not as the last pass left it. */
    DRIFT,
    /** SIGUSR1. */
    SIGNAL,
    /** A pass failed in a way that time may heal. */
    RETRY,
    /** Nothing happened for a while: finds what no event told. */
    RESYNC;

    /** The word in logs, status and metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
