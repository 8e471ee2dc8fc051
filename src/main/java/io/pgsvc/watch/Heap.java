package io.pgsvc.watch;

/**
 * The memory of a watcher, tidied when nobody waits. The native image's collector lets garbage grow to a tenth of the
 * largest heap before it does anything, and gives what is free back to the system when it does. Collected after each pass,
 * the next one finds room and waits for no collection, the process stays small, and the programs that it starts start
 * sooner: a native image can start them by {@code fork} only, which copies the tables of all its pages.
 */
final class Heap {
    private final boolean isNative = "runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"));

    /** Collects now. The JVM's collectors know better by themselves. */
    void collect() {
        if (isNative) {
            System.gc();
        }
    }
}
