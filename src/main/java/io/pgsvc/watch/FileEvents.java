package io.pgsvc.watch;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import io.pgsvc.watch.Message.Role;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The kernel's events (inotify, through the JDK) for a set of directories. Not thread-safe: one thread plans, waits and
 * reads.
 */
final class FileEvents implements AutoCloseable {
    private static final WatchEvent.Kind<?>[] NAMES = {ENTRY_CREATE, ENTRY_DELETE};
    private static final WatchEvent.Kind<?>[] CONTENT = {ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY};
    private static final int ROUNDS = 8;

    private final Targets targets;
    private final WatchService service;
    private Map<Path, WatchKey> keys = new HashMap<>();
    private final Map<WatchKey, Path> places = new HashMap<>();
    private WatchPlan plan = new WatchPlan();

    /** The kernel lets us watch no more; the message names the limit. */
    static final class LimitException extends Exception {
        private static final long serialVersionUID = 1L;

        LimitException(String sysctl) {
            super(sysctl);
        }
    }

    FileEvents(Targets targets) throws LimitException {
        this.targets = targets;
        try {
            this.service = targets.inventory().getFileSystem().newWatchService();
        } catch (IOException e) {
            throw limit(e);
        }
    }

    /** Java tells the two limits apart in words only. */
    static LimitException limit(IOException e) {
        boolean watches = String.valueOf(e.getMessage()).contains("watches");
        return new LimitException(watches ? "fs.inotify.max_user_watches" : "fs.inotify.max_user_instances");
    }

    /**
     * Watches what the targets lead to now. What comes while it looks is not missed: it looks again until nothing is new.
     */
    void plan() throws LimitException {
        for (int round = 0; round < ROUNDS; round++) {
            WatchPlan next = targets.plan();
            if (!register(next)) {
                return;
            }
        }
    }

    /** Whether a directory was new. */
    private boolean register(WatchPlan next) throws LimitException {
        Map<Path, WatchKey> now = new HashMap<>();
        boolean fresh = false;
        for (Path directory : next.directories()) {
            try {
                WatchKey key = directory.register(service, next.content(directory) ? CONTENT : NAMES);
                now.put(directory, key);
                fresh |= key != keys.get(directory);
            } catch (IOException e) {
                if (Files.isReadable(directory) && Files.isDirectory(directory)) {
                    throw limit(e);
                }
                // Gone meanwhile, or not ours to read: the directory above tells, or the next resync.
            }
        }
        places.clear();
        now.forEach((directory, key) -> places.put(key, directory));
        keys.values().stream().filter(key -> !places.containsKey(key)).forEach(WatchKey::cancel);
        keys = now;
        plan = next;
        return fresh;
    }

    /**
     * Waits for events, and plans anew where they move things about, or when none came for a while.
     *
     * @return whose files changed; often nobody's
     */
    Set<Role> await(Duration most) throws InterruptedException, LimitException, ClosedWatchServiceException {
        Set<Role> changed = EnumSet.noneOf(Role.class);
        WatchKey first = service.poll(most.toMillis(), TimeUnit.MILLISECONDS);
        boolean moved = first == null;
        for (WatchKey key = first; key != null; key = service.poll()) {
            Path directory = places.get(key);
            for (WatchEvent<?> event : key.pollEvents()) {
                if (event.kind() == OVERFLOW) {
                    // Names are lost: of this directory only, or, as each one says so, of all.
                    changed.addAll(directory == null ? EnumSet.allOf(Role.class) : plan.roles(directory));
                    moved = true;
                } else if (directory != null) {
                    String name = event.context().toString();
                    Set<Role> roles = plan.roles(directory, name);
                    changed.addAll(roles);
                    moved |= !roles.isEmpty() && event.kind() != ENTRY_MODIFY && leadsOn(directory, name);
                }
            }
            moved |= !key.reset() && directory != null;
        }
        if (moved) {
            plan();
        }
        return changed;
    }

    private boolean leadsOn(Path directory, String name) {
        Path path = directory.resolve(name);
        return plan.isWay(directory, name) || Files.isDirectory(path) || Files.isSymbolicLink(path);
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            // Its descriptors go with the process at the latest.
        }
    }
}
