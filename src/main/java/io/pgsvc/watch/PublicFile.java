package io.pgsvc.watch;

import io.pgsvc.publish.Effects.Attributes;
import io.pgsvc.publish.NewFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that others read at any time, and that need not outlive a crash of the machine: written beside its place, then
 * renamed, never synced. Mode 0644 whatever the umask says; a link in its place is replaced, not followed.
 */
final class PublicFile {
    private static final Attributes MODE = new Attributes(0644, -1, -1);

    private PublicFile() {}

    /** Its readers see the old or the new bytes. The temporary name starts with a dot, so that no collector takes it. */
    static void write(Path file, byte[] bytes) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        NewFile.write(temporary, bytes, MODE);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
