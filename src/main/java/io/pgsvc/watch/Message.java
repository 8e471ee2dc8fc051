package io.pgsvc.watch;

/** What reaches the loop from other threads. */
sealed interface Message {

    /** Whose files changed. */
    enum Role {
        /** Inventory, templates, defaults. */
        INPUTS,
        /** Files that hold settings. */
        CONFIGURATION,
        /** HAProxy's directory and main file. */
        NODE
    }

    /** Something happened to files. */
    record Changed(Role role) implements Message {}

    /** What the thread that watches files has to say. */
    record Said(io.pgsvc.model.Severity severity, String text) implements Message {}

    /** A signal, by its name without SIG. */
    record Signalled(String name) implements Message {}

    /** A pass, or a look at the node, has ended. */
    record Ended(Runnable handle) implements Message {}
}
