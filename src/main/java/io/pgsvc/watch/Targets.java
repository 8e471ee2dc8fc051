package io.pgsvc.watch;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.pgsvc.watch.Message.Role;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The paths that a watcher cares for, as they were given. {@link #plan} follows them as they lead now: through every
 * directory and symbolic link on the way, each of which may be swapped, and into what they lead to.
 *
 * @param inventory file (then {@code group_vars} and {@code host_vars} beside it count too) or directory
 * @param excluded  directories that the watcher itself writes to; never part of an inventory
 */
record Targets(Path inventory, List<Path> inputs, List<Path> configuration, Path confDir, List<Path> node, List<Path> excluded) {
    /** As the kernel (ELOOP). */
    private static final int LINKS = 40;
    private static final int DEEPEST = 64;

    /** What is to be watched as things stand now. What is not there yet is waited for in the directory above it. */
    WatchPlan plan() {
        Walk walk = new Walk();
        walk.tree(inventory, Role.INPUTS);
        if (!Files.isDirectory(inventory)) {
            walk.tree(inventory.resolveSibling("group_vars"), Role.INPUTS);
            walk.tree(inventory.resolveSibling("host_vars"), Role.INPUTS);
        }
        inputs.forEach(path -> walk.tree(path, Role.INPUTS));
        configuration.forEach(path -> walk.tree(path, Role.CONFIGURATION));
        walk.follow(confDir, Role.NODE).filter(Files::isDirectory).ifPresent(real -> walk.plan.all(real, Role.NODE));
        node.forEach(path -> walk.follow(path, Role.NODE));
        return walk.plan;
    }

    private final class Walk {
        private final WatchPlan plan = new WatchPlan();
        private final Set<Path> walked = new HashSet<>();

        /** A file, or a directory with all that is in it. */
        void tree(Path path, Role role) {
            follow(path, role).filter(Files::isDirectory).ifPresent(real -> directory(real, role, 0));
        }

        Optional<Path> follow(Path path, Role role) {
            return follow(Path.of("/"), path.toAbsolutePath(), role);
        }

        /** Where a path leads, name by name, or nothing if it leads nowhere yet. */
        private Optional<Path> follow(Path from, Path path, Role role) {
            Deque<Path> names = new ArrayDeque<>();
            path.forEach(names::add);
            Path at = path.isAbsolute() ? Path.of("/") : from;
            int links = 0;
            while (!names.isEmpty()) {
                String name = names.pop().toString();
                if (name.equals(".") || name.isEmpty()) {
                    continue;
                }
                if (name.equals("..")) {
                    at = Optional.ofNullable(at.getParent()).orElse(at);
                    continue;
                }
                Path next = at.resolve(name);
                try {
                    BasicFileAttributes attributes = Files.readAttributes(next, BasicFileAttributes.class, NOFOLLOW_LINKS);
                    if (attributes.isSymbolicLink()) {
                        plan.way(at, name, role);
                        Path target = Files.readSymbolicLink(next);
                        for (int i = target.getNameCount() - 1; i >= 0; i--) {
                            names.push(target.getName(i));
                        }
                        at = target.isAbsolute() ? Path.of("/") : at;
                        if (++links > LINKS) {
                            return Optional.empty();
                        }
                        continue;
                    }
                    if (attributes.isDirectory()) {
                        plan.way(at, name, role);
                    } else {
                        plan.file(at, name, role);
                        return names.isEmpty() ? Optional.of(next) : Optional.empty();
                    }
                } catch (IOException e) {
                    plan.file(at, name, role);
                    plan.way(at, name, role);
                    return Optional.empty();
                }
                at = next;
            }
            return Optional.of(at);
        }

        private void directory(Path real, Role role, int depth) {
            if (depth > DEEPEST || excluded.contains(real) || !walked.add(real)) {
                return;
            }
            plan.all(real, role);
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(real)) {
                for (Path entry : entries) {
                    if (WatchPlan.entered(entry.getFileName().toString())) {
                        entry(real, entry, role, depth);
                    }
                }
            } catch (IOException | DirectoryIteratorException e) {
                // It is going away, or may not be read: the events around it, or the next pass, tell more.
            }
        }

        private void entry(Path directory, Path entry, Role role, int depth) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class, NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                plan.way(directory, entry.getFileName().toString(), role);
                directory(entry, role, depth + 1);
            } else if (attributes.isSymbolicLink()) {
                follow(directory, entry.getFileName(), role).filter(Files::isDirectory)
                        .ifPresent(real -> directory(real, role, depth + 1));
            }
        }
    }
}
