package io.pgsvc.fuzz;

import java.util.ArrayDeque;
import java.util.Deque;

/** What is done when Jazzer ends this process: the last thing that was asked for comes first. */
final class AtEnd {
    private static final Deque<Runnable> ACTIONS = new ArrayDeque<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ACTIONS.forEach(Runnable::run)));
    }

    private AtEnd() {}

    static void run(Runnable action) {
        ACTIONS.addFirst(action);
    }
}
