package io.pgsvc.publish;

/** How a reload ended: {@code method} is the way it was done, {@code detail} one sentence or HAProxy's own words. */
public sealed interface ReloadResult {

    String method();

    String detail();

    /** The new worker is up and has the changed sections. */
    record Confirmed(String method, String detail) implements ReloadResult {}

    /** No HAProxy runs, and the method was left to us: the files are published, with a warning. */
    record NotRunning(String method, String detail) implements ReloadResult {}

    /** Nobody wanted a reload ({@code --reload none}). */
    record Skipped(String method, String detail) implements ReloadResult {}

    /** HAProxy did not take the files. */
    record Failed(String method, String detail) implements ReloadResult {}
}
