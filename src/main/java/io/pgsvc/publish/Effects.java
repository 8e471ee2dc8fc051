package io.pgsvc.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything that publishing does to a disk, one system call or little more each: so that tests can stop the world
 * between any two of them.
 */
public interface Effects {

    /** Mode ({@code 0644}) and owner of a file; a negative id: whoever writes it. */
    record Attributes(int mode, int uid, int gid) {
        /** Those of a new service file. */
        public static final Attributes NEW_FILE = new Attributes(0644, -1, -1);
    }

    /** Makes a directory for its owner only; its parents must exist. */
    void createDirectory(Path directory) throws IOException;

    /**
     * Writes a file that must not exist yet, never through a symbolic link. The owner is kept as far as we may; without
     * attributes the file is its owner's only.
     */
    void write(Path file, byte[] bytes, Optional<Attributes> attributes) throws IOException;

    /** Copies what {@code from} leads to, symbolic links followed; a dangling link is made again. */
    void copy(Path from, Path to) throws IOException;

    /** Brings a file's bytes to the disk. */
    void sync(Path file) throws IOException;

    /** Replaces {@code to} by {@code from}, atomically, in one directory. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file or an empty directory, if it is there; a symbolic link itself, not what it leads to. */
    void delete(Path file) throws IOException;

    /** Brings the names in a directory to the disk. */
    void syncDirectory(Path directory) throws IOException;

    /** Where a new version of a file waits for its turn: a name that HAProxy's directory loader ignores. */
    static Path temporary(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".tmp");
    }

    /** Makes a directory and its parents, as far as they are not there. */
    default void createDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            if (directory.getParent() != null) {
                createDirectories(directory.getParent());
            }
            createDirectory(directory);
        }
    }

    /** Replaces a file at once and for good: the old or the new bytes, whatever happens. */
    default void replace(Path file, byte[] bytes) throws IOException {
        Path temporary = temporary(file);
        delete(temporary);
        write(temporary, bytes, Optional.empty());
        sync(temporary);
        rename(temporary, file);
        syncDirectory(file.getParent());
    }
}
