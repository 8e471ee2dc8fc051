package io.pgsvc.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Git's own sign that it is at work in the tree: {@code index.lock}. An old one was left by a git that was killed. */
final class GitIndexLock {
    private static final Duration OLD = Duration.ofSeconds(60);
    private static final int LONGEST_LINK = 4096;

    private final Path inventory;
    private final Clock clock;

    GitIndexLock(Path inventory, Clock clock) {
        this.inventory = inventory;
        this.clock = clock;
    }

    /** A lock that is there. */
    record Held(Path file, Instant since, boolean old) {}

    /** Looks; empty if git does nothing here, or there is no git. */
    Optional<Held> look() {
        return directory().map(git -> git.resolve("index.lock")).flatMap(file -> {
            try {
                Instant since = Files.getLastModifiedTime(file).toInstant();
                return Optional.of(new Held(file, since, since.plus(OLD).isBefore(clock.instant())));
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    /** The git directory of the work tree that the inventory is in. */
    private Optional<Path> directory() {
        try {
            for (Path at = inventory.toRealPath(); at != null; at = at.getParent()) {
                Path git = at.resolve(".git");
                if (Files.isDirectory(git)) {
                    return Optional.of(git);
                }
                if (Files.isRegularFile(git) && Files.size(git) < LONGEST_LINK) {
                    String text = Files.readString(git).strip(); // a worktree or a submodule
                    return text.startsWith("gitdir:") ? Optional.of(at.resolve(text.substring(7).strip())) : Optional.empty();
                }
            }
        } catch (IOException | java.nio.file.InvalidPathException e) {
            // No inventory at the moment, or nothing that could be read: no lock.
        }
        return Optional.empty();
    }
}
