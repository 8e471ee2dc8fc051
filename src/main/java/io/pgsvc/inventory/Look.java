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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One look at a source on disk: remembers what each file and directory was like when it was read, so that a source
 * that changed meanwhile (a pull under way, a symlink swapped) can be told from one that held still.
 */
final class Look {
    private record Stamp(Object key, long size, long modified) {
        static Stamp of(BasicFileAttributes attributes) {
            return new Stamp(attributes.fileKey(), attributes.isDirectory() ? 0 : attributes.size(),
                    attributes.lastModifiedTime().toMillis());
        }
    }

    private final Path source;
    private final Map<Path, Optional<Stamp>> seen = new LinkedHashMap<>();

    Look(Path source) {
        this.source = source;
    }

    /** How users see a path: as the source was given, and what lies below. */
    String name(Path path) {
        return path.toString();
    }

    Path source() {
        return source;
    }

    /** What a path leads to; empty if nothing is there. Links are followed, one that leads nowhere is an error. */
    Optional<BasicFileAttributes> attributes(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            seen.putIfAbsent(path, Optional.of(Stamp.of(attributes)));
            return Optional.of(attributes);
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(path)) {
                throw failed(path, "is a link that leads nowhere", e);
            }
            seen.putIfAbsent(path, Optional.empty());
            return Optional.empty();
        } catch (IOException e) {
            throw failed(path, e);
        }
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
        names.sort(GroupGraph::byCodePoint);
        return names;
    }

    /** The real place of a directory, by which a loop of links is told. */
    Path real(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    /** Whether everything that was looked at is still as it was. */
    boolean heldStill() {
        for (Map.Entry<Path, Optional<Stamp>> entry : seen.entrySet()) {
            Optional<Stamp> now;
            try {
                now = Optional.of(Stamp.of(Files.readAttributes(entry.getKey(), BasicFileAttributes.class)));
            } catch (IOException e) {
                now = Optional.empty();
            }
            if (!now.equals(entry.getValue())) {
                return false;
            }
        }
        return true;
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
