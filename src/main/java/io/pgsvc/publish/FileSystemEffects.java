package io.pgsvc.publish;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The real disk of a POSIX system. */
public class FileSystemEffects implements Effects {
    private static final Attributes OWNERS_ONLY = new Attributes(0600, -1, -1);

    @Override
    public void createDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    @Override
    public void write(Path file, byte[] bytes, Optional<Attributes> attributes) throws IOException {
        NewFile.write(file, bytes, attributes.orElse(OWNERS_ONLY));
    }

    /** Mode and owner of a file, of the link itself if it is one. */
    static Attributes attributes(Path file) throws IOException {
        var all = Files.readAttributes(file, "unix:mode,uid,gid", NOFOLLOW_LINKS);
        return new Attributes((Integer) all.get("mode") & 07777, (Integer) all.get("uid"), (Integer) all.get("gid"));
    }

    @Override
    public void copy(Path from, Path to) throws IOException {
        try {
            Files.copy(from, to);
        } catch (NoSuchFileException e) {
            if (!Files.isSymbolicLink(from)) {
                throw e;
            }
            Files.createSymbolicLink(to, from.resolveSibling(Files.readSymbolicLink(from)).toAbsolutePath());
        }
    }

    @Override
    public void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.WRITE, NOFOLLOW_LINKS))) {
            channel.force(true);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
