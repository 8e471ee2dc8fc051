package io.pgsvc.watch;

import io.pgsvc.model.Severity;
import io.pgsvc.watch.Message.Role;
import java.nio.file.ClosedWatchServiceException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A thread that tells the loop of changed files: by the kernel's events, or by polling where the kernel gives no more of
 * them. It tries for events again every now and then.
 */
final class FileWatch implements AutoCloseable {
    /** Between two looks without events; after a change it looks faster, so that a burst is seen to its end. */
    private static final Duration POLL = Duration.ofSeconds(2);

    private final Targets targets;
    private final Duration quiet;
    private final Duration renew;
    private final Consumer<Message> loop;
    private final Thread thread;
    private volatile Optional<FileEvents> events = Optional.empty();
    private volatile boolean closed;
    private boolean polling;

    /** @param renew how often all is looked through anew, whatever the events say */
    FileWatch(Targets targets, Duration quiet, Duration renew, Consumer<Message> loop) {
        this.targets = targets;
        this.quiet = quiet;
        this.renew = renew;
        this.loop = loop;
        this.thread = Thread.ofPlatform().daemon().name("files").unstarted(this::run);
    }

    /** When it returns, no change is missed any more. */
    FileWatch start() {
        open();
        thread.start();
        return this;
    }

    private void open() {
        try {
            FileEvents now = new FileEvents(targets);
            events = Optional.of(now);
            now.plan();
            if (polling) {
                loop.accept(new Message.Said(Severity.INFO, "file events are back, no more polling"));
            }
            polling = false;
        } catch (FileEvents.LimitException e) {
            toPolling(e);
        }
    }

    private void toPolling(FileEvents.LimitException e) {
        events.ifPresent(FileEvents::close);
        events = Optional.empty();
        if (!polling) {
            loop.accept(new Message.Said(Severity.WARNING, "the kernel gives no more file events (sysctl " + e.getMessage()
                    + " is used up): looking every " + POLL.toSeconds() + " s instead; raise it with sysctl -w " + e.getMessage() + "=…"));
        }
        polling = true;
    }

    private void run() {
        while (!closed) {
            try {
                if (events.isPresent()) {
                    tell(events.get().await(renew));
                } else {
                    poll();
                    open();
                }
            } catch (FileEvents.LimitException e) {
                toPolling(e);
                tell(EnumSet.allOf(Role.class));
            } catch (InterruptedException | ClosedWatchServiceException e) {
                return;
            } catch (RuntimeException e) {
                loop.accept(new Message.Said(Severity.ERROR, "watching files failed, starting anew: " + e));
                events.ifPresent(FileEvents::close);
                events = Optional.empty();
            }
        }
    }

    private void poll() throws InterruptedException {
        Polling look = new Polling(targets);
        tell(EnumSet.allOf(Role.class)); // what happened before this look was not seen
        long until = System.nanoTime() + renew.toNanos();
        Duration pause = POLL;
        while (!closed && System.nanoTime() < until) {
            Thread.sleep(pause);
            Set<Role> changed = look.changed();
            tell(changed);
            pause = !changed.isEmpty() ? quiet.dividedBy(2).plusMillis(1) : pause.multipliedBy(2).compareTo(POLL) < 0
                    ? pause.multipliedBy(2) : POLL;
        }
    }

    private void tell(Set<Role> roles) {
        roles.forEach(role -> loop.accept(new Message.Changed(role)));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        events.ifPresent(FileEvents::close);
    }
}
