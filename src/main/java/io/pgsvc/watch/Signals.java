package io.pgsvc.watch;

import java.util.List;
import java.util.function.Consumer;
import sun.misc.Signal;

/**
 * Signals from outside. {@code sun.misc.Signal} is the JDK's only way to them (module jdk.unsupported, JEP 260); it works
 * on the JVM and in a native image. HotSpot itself uses SIGUSR2 and SIGQUIT, and none of these.
 */
final class Signals {
    /** End; the same from a terminal; read the configuration again; a pass now. */
    static final List<String> NAMES = List.of("TERM", "INT", "HUP", "USR1");

    private Signals() {}

    /** From now on these signals go to {@code handler}, by name, on a thread of their own. One that is ignored stays so. */
    static void handle(Consumer<String> handler) {
        for (String name : NAMES) {
            Signal.handle(new Signal(name), signal -> handler.accept(signal.getName()));
        }
    }
}
