package io.pgsvc.publish;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.pgsvc.publish.Effects.Attributes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Makes a file anew in a directory in which others may write as well. Neither a symbolic nor a hard link in its place is
 * followed: the file must not be there, and what comes after its birth is done to the open file, not to its name. A JDK
 * of today (25) has no other way: its NOFOLLOW_LINKS does not keep a change of mode from following a link.
 */
public final class NewFile {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final int PERMISSIONS = 0777;

    private NewFile() {}

    /**
     * Writes it, with this mode whatever the umask says, and this owner as far as we may.
     *
     * @throws java.nio.file.FileAlreadyExistsException if something has this name
     */
    public static void write(Path file, byte[] bytes, Attributes wanted) throws IOException {
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(permissions(wanted.mode() & PERMISSIONS)))) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            Attributes now = FileSystemEffects.attributes(file);
            boolean otherOwner = wanted.uid() >= 0 && now.uid() != wanted.uid() || wanted.gid() >= 0 && now.gid() != wanted.gid();
            if (otherOwner || now.mode() != wanted.mode()) {
                Path open = open(file);
                if (otherOwner) {
                    own(open, wanted);
                }
                Files.setAttribute(open, "unix:mode", wanted.mode()); // last: a change of owner may take bits away
            }
        }
    }

    /** Only root may give files away. Best effort: the content matters, and HAProxy reads it as root. */
    private static void own(Path open, Attributes wanted) {
        try {
            if (wanted.uid() >= 0) {
                Files.setAttribute(open, "unix:uid", wanted.uid());
            }
            if (wanted.gid() >= 0) {
                Files.setAttribute(open, "unix:gid", wanted.gid());
            }
        } catch (IOException e) {
            // theirs stays ours
        }
    }

    /** The link of the kernel's that leads to the file that we have open under this name. */
    private static Path open(Path file) throws IOException {
        Path name = file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        try (DirectoryStream<Path> links = Files.newDirectoryStream(OPEN_FILES)) {
            for (Path link : links) {
                try {
                    if (Files.readSymbolicLink(link).equals(name)) {
                        return link;
                    }
                } catch (NoSuchFileException e) {
                    // closed by now
                }
            }
        }
        throw new FileSystemException(file.toString(), null, "somebody else has replaced the file while it was written");
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        StringBuilder text = new StringBuilder("rwxrwxrwx");
        for (int i = 0; i < 9; i++) {
            if ((mode & (0400 >> i)) == 0) {
                text.setCharAt(i, '-');
            }
        }
        return PosixFilePermissions.fromString(text.toString());
    }
}
