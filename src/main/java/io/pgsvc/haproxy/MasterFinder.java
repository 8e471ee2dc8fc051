package io.pgsvc.haproxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds running HAProxy processes in {@code /proc}. Only processes of root or of our own user count, and only of our
 * own pid namespace: nobody else may make us believe in a HAProxy (or hand us its environment).
 */
final class MasterFinder {
    private static final int MAX_FILE = 1024 * 1024;

    private final Path proc;

    MasterFinder() {
        this(Path.of("/proc"));
    }

    MasterFinder(Path proc) {
        this.proc = proc;
    }

    /** The HAProxy with this process id; empty where that is something else. */
    Optional<Master> byPid(long pid) {
        Path process = proc.resolve(Long.toString(pid));
        List<String> words = strings(process.resolve("cmdline"));
        int name = programName(words);
        if (name < 0 || !trusted(process)) {
            return Optional.empty();
        }
        Map<String, String> environment = new HashMap<>();
        for (String entry : strings(process.resolve("environ"))) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                environment.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return Optional.of(new Master(pid, words.subList(name, words.size()), link(process.resolve("cwd")), environment));
    }

    /** The HAProxy of a pid file, which may hold several process ids. */
    Optional<Master> byPidFile(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > 4096) {
                return Optional.empty();
            }
            for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\\s+")) {
                Optional<Master> master = line.matches("[1-9][0-9]{0,8}") ? byPid(Long.parseLong(line)) : Optional.empty();
                if (master.isPresent()) {
                    return master;
                }
            }
        } catch (IOException e) {
            // unreadable is as good as absent: it tells us nothing
        }
        return Optional.empty();
    }

    /** The HAProxy that loads one of these files or directories; of a master and its workers, the master. */
    Optional<Master> byConfig(Path... files) {
        List<Master> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[1-9]*")) {
            for (Path entry : entries) {
                String pid = entry.getFileName().toString();
                if (pid.matches("[1-9][0-9]{0,8}")) {
                    byPid(Long.parseLong(pid)).ifPresent(all::add);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty();
        }
        List<Master> loading = all.stream().filter(m -> loadsOneOf(m, files)).toList();
        return loading.stream().filter(m -> loading.stream().noneMatch(o -> o.pid() == parent(m.pid()))).findFirst();
    }

    private static boolean loadsOneOf(Master master, Path[] files) {
        for (Path loaded : master.configFiles()) {
            for (Path file : files) {
                if (same(loaded, file)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The worker processes of a master. */
    List<Long> children(long pid) {
        return strings(proc.resolve(pid + "/task/" + pid + "/children")).stream()
                .flatMap(s -> List.of(s.strip().split("\\s+")).stream()).filter(s -> s.matches("[0-9]{1,9}"))
                .map(Long::valueOf).toList();
    }

    /** Whether two paths lead to the same file, links resolved. */
    static boolean same(Path one, Path other) {
        return real(one).equals(real(other));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    /** Where the program's name stands: first, or behind a loader ({@code ld.so --library-path DIR haproxy}). */
    private static int programName(List<String> words) {
        for (int i = 0; i < Math.min(words.size(), 4); i++) {
            String word = words.get(i);
            if (word.substring(word.lastIndexOf('/') + 1).startsWith("haproxy")) {
                return i;
            }
            if (i == 0 && !word.substring(word.lastIndexOf('/') + 1).startsWith("ld-")) {
                return -1;
            }
        }
        return -1;
    }

    private boolean trusted(Path process) {
        try {
            Object owner = Files.getAttribute(process, "unix:uid");
            Object ours = Files.getAttribute(proc.resolve("self"), "unix:uid");
            if (!owner.equals(0) && !owner.equals(ours)) {
                return false;
            }
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
        try {
            return Files.readSymbolicLink(process.resolve("ns/pid"))
                    .equals(Files.readSymbolicLink(proc.resolve("self/ns/pid")));
        } catch (IOException e) {
            return true; // not ours to see: without root a foreign namespace cannot be told
        }
    }

    private long parent(long pid) {
        for (String text : strings(proc.resolve(pid + "/stat"))) {
            // "pid (name) state ppid": the name may hold blanks and brackets
            String[] words = text.substring(text.lastIndexOf(')') + 1).strip().split("\\s+");
            return words.length > 1 && words[1].matches("[0-9]{1,9}") ? Long.parseLong(words[1]) : 0;
        }
        return 0;
    }

    private static Path link(Path file) {
        try {
            return Files.readSymbolicLink(file);
        } catch (IOException | InvalidPathException e) {
            return Path.of("/");
        }
    }

    /** The strings of a file in which each ends with a NUL byte; none where it cannot be read. */
    private static List<String> strings(Path file) {
        try (var in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_FILE), StandardCharsets.UTF_8);
            if (text.isEmpty()) {
                return List.of();
            }
            List<String> parts = new ArrayList<>(List.of(text.split("\0", -1)));
            if (parts.getLast().isEmpty()) {
                parts.removeLast();
            }
            return parts;
        } catch (IOException e) {
            return List.of();
        }
    }
}
