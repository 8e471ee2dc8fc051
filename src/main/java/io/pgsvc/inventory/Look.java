package io.pgsvc.inventory;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One look at a source on disk: remembers what each file and directory was like when it was read, so that a source
 * that changed meanwhile (a pull under way, a symlink swapped) can be told from one that held still.
 */
final class Look {
    /** From so many files on, more than one thread looks at them. */
    private static final int MANY = 500;
    private static final String PRECISELY = "unix:fileKey,size,lastModifiedTime,ctime,isDirectory";

    /** What tells one state of a file or directory from another; times in nanoseconds. */
    record Stamp(boolean isDirectory, Object key, long size, long modified, long changed) {
        static Stamp of(BasicFileAttributes a) {
            return new Stamp(a.isDirectory(), Optional.ofNullable(a.fileKey()).orElse(""), a.isDirectory() ? 0 : a.size(),
                    a.lastModifiedTime().to(TimeUnit.NANOSECONDS), 0);
        }

        /** With the time of change, which no user can set: a file put back by its name, or with its old time, shows. */
        static Stamp precise(Map<String, Object> a) {
            boolean directory = (Boolean) a.get("isDirectory");
            return new Stamp(directory, Optional.ofNullable(a.get("fileKey")).orElse(""), directory ? 0 : (Long) a.get("size"),
                    nanos(a.get("lastModifiedTime")), directory ? 0 : nanos(a.get("ctime")));
        }

        /** The same but for the time of change. */
        boolean looksLike(Stamp other) {
            return isDirectory == other.isDirectory && size == other.size && modified == other.modified && key.equals(other.key);
        }

        private static long nanos(Object time) {
            return ((FileTime) time).to(TimeUnit.NANOSECONDS);
        }

        /** When it was last changed in any way, as far as the stamp knows. */
        long changedMillis() {
            return Math.max(modified, changed) / 1_000_000;
        }
    }

    private final boolean precise;
    private final Map<Path, Optional<Stamp>> seen = new LinkedHashMap<>();

    /** @param precise whether stamps are to be compared with those of other looks, not only with each other */
    Look(boolean precise) {
        this.precise = precise;
    }

    /** How users see a path: as the source was given, and what lies below. */
    String name(Path path) {
        return path.toString();
    }

    /**
     * What a path leads to, as it was when first looked at; empty if nothing is there. Links are followed, one that
     * leads nowhere is an error.
     */
    Optional<Stamp> find(Path path) {
        Optional<Stamp> known = seen.get(path);
        if (known != null) {
            return known;
        }
        Optional<Stamp> found;
        try {
            found = Optional.of(read(path));
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(path)) {
                throw failed(path, "is a link that leads nowhere", e);
            }
            found = Optional.empty();
        } catch (IOException e) {
            throw failed(path, e);
        }
        seen.put(path, found);
        return found;
    }

    /** Looks at many paths at once, so that {@link #find} knows them; what goes wrong is left for it to say. */
    void findAll(List<Path> paths) {
        if (paths.size() < MANY) {
            return;
        }
        List<Optional<Stamp>> found = paths.parallelStream().map(path -> {
            try {
                return Optional.of(read(path));
            } catch (IOException e) {
                return Optional.<Stamp>empty();
            }
        }).toList();
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).isPresent()) {
                seen.putIfAbsent(paths.get(i), found.get(i));
            }
        }
    }

    /** The stamp of something that must be there. */
    Stamp stamp(Path path) {
        return find(path).orElseThrow(() -> failed(path, new NoSuchFileException(path.toString())));
    }

    private Stamp read(Path path) throws IOException {
        return precise ? Stamp.precise(Files.readAttributes(path, PRECISELY))
                : Stamp.of(Files.readAttributes(path, BasicFileAttributes.class));
    }

    /** The names in a directory, in the order of their bytes. */
    List<String> list(Path directory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw failed(directory, e.getCause());
        } catch (IOException e) {
            throw failed(directory, e);
        }
        // Java's own order is the same where no character needs two chars, and much faster.
        names.sort(names.stream().noneMatch(Look::hasSurrogate) ? Comparator.naturalOrder() : GroupGraph::byCodePoint);
        return names;
    }

    private static boolean hasSurrogate(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isSurrogate(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** The real place of a directory, by which a loop of links is told. */
    Path real(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    /**
     * Whether everything that was looked at is still as it was. The time of change is left out, which costs twice as much
     * as all the rest: it is for comparing looks that are hours apart.
     */
    boolean heldStill() {
        List<Map.Entry<Path, Optional<Stamp>>> all = List.copyOf(seen.entrySet());
        return (all.size() < MANY ? all.stream() : all.parallelStream()).allMatch(entry -> heldStill(entry.getKey(), entry.getValue()));
    }

    private static boolean heldStill(Path path, Optional<Stamp> before) {
        try {
            Stamp now = Stamp.of(Files.readAttributes(path, BasicFileAttributes.class));
            return before.isPresent() && before.get().looksLike(now);
        } catch (IOException e) {
            return before.isEmpty();
        }
    }

    InventoryException failed(Path path, IOException cause) {
        String what = switch (cause) {
            case NoSuchFileException e -> "does not exist";
            case AccessDeniedException e -> "cannot be read: permission denied";
            case java.nio.file.FileSystemLoopException e -> "is a link in a circle";
            default -> "cannot be read: " + Optional.ofNullable(cause.getMessage()).orElse("input or output error");
        };
        return failed(path, what, cause);
    }

    private InventoryException failed(Path path, String what, IOException cause) {
        return new InventoryException(Finding.error("file-unreadable", "`" + path.getFileName() + "` " + what,
                Position.of(name(path))), cause);
    }
}
