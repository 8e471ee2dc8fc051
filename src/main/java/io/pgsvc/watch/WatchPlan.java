package io.pgsvc.watch;

import io.pgsvc.watch.Message.Role;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Which directories are watched, and which names in them matter to whom. Directories are real ones, without links. */
final class WatchPlan {
    /** What editors and tools leave beside the files that matter; inventories and templates are never read from these. */
    private static boolean isNoise(String name) {
        return name.startsWith(".") || name.endsWith("~") || name.endsWith(".swp") || name.endsWith(".swx");
    }

    /** What is known of one directory. */
    private static final class Interest {
        private final Map<String, Set<Role>> names = new HashMap<>();
        private final Set<Role> all = EnumSet.noneOf(Role.class);
        private final Set<String> ways = new HashSet<>();
        private boolean content;
    }

    private final Map<Path, Interest> directories = new LinkedHashMap<>();

    private Interest at(Path directory) {
        return directories.computeIfAbsent(directory, d -> new Interest());
    }

    /** A name on the way to something: only its coming and going matters. It leads elsewhere when it is replaced. */
    void way(Path directory, String name, Role role) {
        Interest interest = at(directory);
        interest.names.computeIfAbsent(name, n -> EnumSet.noneOf(Role.class)).add(role);
        interest.ways.add(name);
    }

    /** A file: its content matters, too. */
    void file(Path directory, String name, Role role) {
        Interest interest = at(directory);
        interest.names.computeIfAbsent(name, n -> EnumSet.noneOf(Role.class)).add(role);
        interest.content = true;
    }

    /** All that is in a directory, but noise; for {@code NODE}, what HAProxy loads. */
    void all(Path directory, Role role) {
        Interest interest = at(directory);
        interest.all.add(role);
        interest.content = true;
    }

    /** The directories to watch. */
    Set<Path> directories() {
        return directories.keySet();
    }

    /** Whether writes into its files matter, or only names that come and go. */
    boolean content(Path directory) {
        return directories.get(directory).content;
    }

    /** Whether all of a directory's names matter to somebody. */
    boolean isWhole(Path directory) {
        return !directories.get(directory).all.isEmpty();
    }

    /** The names that matter in a directory of which not all do. */
    Set<String> names(Path directory) {
        return directories.get(directory).names.keySet();
    }

    /** Whether a name leads on to something else that is watched. */
    boolean isWay(Path directory, String name) {
        Interest interest = directories.get(directory);
        return interest != null && interest.ways.contains(name);
    }

    /** Whom an event concerns; nobody, mostly. */
    Set<Role> roles(Path directory, String name) {
        Interest interest = directories.get(directory);
        if (interest == null) {
            return Set.of();
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        roles.addAll(interest.names.getOrDefault(name, Set.of()));
        if (!isNoise(name)) {
            interest.all.stream().filter(role -> role != Role.NODE || name.endsWith(".cfg")).forEach(roles::add);
        }
        return roles;
    }

    /** Everybody whom a directory concerns. */
    Set<Role> roles(Path directory) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Interest interest = directories.getOrDefault(directory, new Interest());
        roles.addAll(interest.all);
        interest.names.values().forEach(roles::addAll);
        return roles;
    }

    /** Whether the walk goes into a directory of this name. */
    static boolean entered(String name) {
        return !isNoise(name);
    }
}
