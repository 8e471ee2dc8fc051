package io.pgsvc.watch;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.pgsvc.watch.Message.Role;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Sees changes where the kernel tells none: looks at names, sizes, times and inodes of all that matters. */
final class Polling {
    private final Targets targets;
    private Map<Role, Long> seen;

    Polling(Targets targets) {
        this.targets = targets;
        this.seen = look();
    }

    /** Whose files are not as they were at the last look. */
    Set<Role> changed() {
        Map<Role, Long> now = look();
        Set<Role> changed = EnumSet.noneOf(Role.class);
        for (Role role : Role.values()) {
            if (!now.getOrDefault(role, 0L).equals(seen.getOrDefault(role, 0L))) {
                changed.add(role);
            }
        }
        seen = now;
        return changed;
    }

    private Map<Role, Long> look() {
        WatchPlan plan = targets.plan();
        Map<Role, Long> sums = new EnumMap<>(Role.class);
        for (Path directory : plan.directories()) {
            for (String name : plan.names(directory)) {
                add(sums, plan, directory, name);
            }
            if (plan.isWhole(directory)) {
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                    for (Path entry : entries) {
                        add(sums, plan, directory, entry.getFileName().toString());
                    }
                } catch (IOException | DirectoryIteratorException e) {
                    // gone: its names are missing from the sum
                }
            }
        }
        return sums;
    }

    /** The order of names does not matter, so their hashes are summed up. */
    private static void add(Map<Role, Long> sums, WatchPlan plan, Path directory, String name) {
        Path path = directory.resolve(name);
        long hash;
        try {
            BasicFileAttributes a = Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
            // A directory's own time changes with each temporary file in it.
            long content = a.isDirectory() ? 1 : a.size() * 31 + a.lastModifiedTime().toInstant().hashCode();
            hash = mix(mix(path.hashCode()) + mix(content) * 31 + String.valueOf(a.fileKey()).hashCode());
        } catch (IOException e) {
            return;
        }
        plan.roles(directory, name).forEach(role -> sums.merge(role, hash, Long::sum));
    }

    private static long mix(long bits) {
        long mixed = (bits ^ bits >>> 32) * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 29;
    }
}
