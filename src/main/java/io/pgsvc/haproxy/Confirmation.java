package io.pgsvc.haproxy;

import io.pgsvc.haproxy.WorkerCli.View;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Sees whether a reload did what it should (design, contract 11): a worker that was not there before is up, and its
 * {@code show stat} lists the expected sections with exactly the expected servers, and none of those that are gone.
 */
final class Confirmation {
    private static final long FIRST_PAUSE_MS = 5;
    private static final long LONGEST_PAUSE_MS = 250;

    private final WorkerCli cli;
    private final Supplier<List<Long>> children;
    private final Optional<ShowProc> procBefore;
    private final Set<Long> pidsBefore = new HashSet<>();

    /** How it ended. */
    sealed interface Verdict {
        /** @param seen whether the sections could be read */
        record Up(long pid, boolean seen) implements Verdict {}

        /** HAProxy could not load what is on disk; the old worker goes on. */
        record NotLoaded() implements Verdict {}

        /** A new worker runs, with something else. */
        record Differs(String how) implements Verdict {}

        /** No new worker within the time. */
        record TooLate(String last) implements Verdict {}
    }

    /**
     * Looks at what runs now, before the reload.
     *
     * @param children the master's processes by the kernel's word, for a HAProxy without any socket
     */
    Confirmation(WorkerCli cli, Supplier<List<Long>> children) {
        this.cli = cli;
        this.children = children;
        this.procBefore = processes();
        procBefore.ifPresent(p -> {
            p.workers().forEach(w -> pidsBefore.add(w.pid()));
            p.oldWorkers().forEach(w -> pidsBefore.add(w.pid()));
        });
        pidsBefore.addAll(children.get());
        if (procBefore.isEmpty() && cli.canAsk()) {
            try {
                pidsBefore.add(cli.view().pid());
            } catch (CliException e) {
                // nobody answers before the reload: any worker after it is a new one
            }
        }
    }

    /** Waits for the verdict until {@code deadline} (of {@code System.nanoTime}). */
    Verdict await(Map<String, List<String>> expected, Set<String> gone, long deadline) {
        long pause = FIRST_PAUSE_MS;
        String last = "no new worker was seen";
        while (true) {
            try {
                Optional<Verdict> verdict = cli.canAsk() ? look(expected, gone) : newChild();
                if (verdict.isPresent()) {
                    return verdict.get();
                }
            } catch (CliException e) {
                last = e.words();
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return new Verdict.TooLate(last);
            }
            if (!sleep(Math.min(pause, left))) {
                return new Verdict.TooLate("interrupted while waiting for HAProxy");
            }
            pause = Math.min(LONGEST_PAUSE_MS, pause + pause / 2);
        }
    }

    /** Whether the master says that the reload is over and failed (also where a reload was told synchronously). */
    private Optional<Verdict> look(Map<String, List<String>> expected, Set<String> gone) {
        Optional<ShowProc> now = processes();
        if (now.isPresent()) {
            ShowProc.Master master = now.get().master();
            boolean told = procBefore.isEmpty() || procBefore.get().master().pid() == master.pid()
                    && master.reloads() > procBefore.get().master().reloads();
            if (procBefore.isPresent() && told && master.failed() > 0) {
                return Optional.of(new Verdict.NotLoaded());
            }
            for (ShowProc.Worker worker : now.get().workers()) {
                if (!pidsBefore.contains(worker.pid())) {
                    return Optional.of(judge(cli.viewOf(worker.pid()), expected, gone));
                }
            }
            return Optional.empty();
        }
        View view = cli.view();
        return pidsBefore.contains(view.pid()) ? Optional.empty() : Optional.of(judge(view, expected, gone));
    }

    /** Without any socket: a new process of the master's that is still there at a second look. */
    private Optional<Verdict> newChild() {
        for (long pid : children.get()) {
            if (!pidsBefore.contains(pid) && sleep(LONGEST_PAUSE_MS) && children.get().contains(pid)) {
                return Optional.of(new Verdict.Up(pid, false));
            }
        }
        return Optional.empty();
    }

    private static Verdict judge(View view, Map<String, List<String>> expected, Set<String> gone) {
        Map<String, List<String>> sections = view.stat().servers();
        for (Map.Entry<String, List<String>> entry : expected.entrySet()) {
            List<String> servers = sections.get(entry.getKey());
            if (servers == null) {
                return new Verdict.Differs("the new worker (process " + view.pid() + ") has no section " + entry.getKey());
            }
            if (!servers.equals(entry.getValue())) {
                return new Verdict.Differs("section " + entry.getKey() + " of the new worker (process " + view.pid()
                        + ") has the servers " + servers + " instead of " + entry.getValue());
            }
        }
        for (String name : gone) {
            if (sections.containsKey(name)) {
                return new Verdict.Differs("the new worker (process " + view.pid() + ") still has section " + name);
            }
        }
        return new Verdict.Up(view.pid(), true);
    }

    private Optional<ShowProc> processes() {
        try {
            return cli.processes();
        } catch (CliException e) {
            return Optional.empty();
        }
    }

    private static boolean sleep(long ms) {
        try {
            Thread.sleep(ms);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
