package io.pgsvc.publish;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import io.pgsvc.render.RenderedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A plain directory of rendered files ({@code --output-dir}): no HAProxy, no manifest, nothing is deleted. */
public final class OutputDirectory {
    private final Path directory;

    public OutputDirectory(Path directory) {
        this.directory = directory;
    }

    /** The directory cannot be written. */
    public static final class OutputException extends PgsvcException {
        private static final long serialVersionUID = 1L;

        OutputException(Finding finding, Throwable cause) {
            super(finding, cause);
        }
    }

    /** What was written, and what stood there before. */
    public record Written(Path path, Optional<String> before, String after) {
        public boolean changed() {
            return !before.equals(Optional.of(after));
        }
    }

    /**
     * Writes a file, if it differs from what is there.
     *
     * @param subdirectory a host's name in a fleet; empty for the directory itself
     */
    public Written write(String subdirectory, RenderedFile file, boolean dryRun) {
        Path target = subdirectory.isEmpty() ? directory.resolve(file.fileName())
                : directory.resolve(subdirectory).resolve(file.fileName());
        if (!target.normalize().startsWith(directory.normalize())) {
            throw new IllegalArgumentException("outside the output directory: " + target);
        }
        try {
            requireOwnFolder(target.getParent());
            // A link is replaced, not followed: neither its bytes nor its place are ours.
            Optional<String> before = Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(new String(Files.readAllBytes(target), StandardCharsets.UTF_8)) : Optional.empty();
            Written written = new Written(target, before, file.content());
            if (written.changed() && !dryRun) {
                Files.createDirectories(target.getParent());
                Path staged = target.resolveSibling("." + file.fileName() + ".tmp");
                Files.deleteIfExists(staged);
                Files.writeString(staged, file.content(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
            }
            return written;
        } catch (IOException e) {
            throw new OutputException(Finding.error("output", "the file cannot be written: " + e.getClass().getSimpleName()
                    + (e.getMessage() == null ? "" : " " + e.getMessage()), Position.of(target.toString())), e);
        }
    }

    /** The folder of a host must be one: a link that somebody put there first would lead us anywhere. */
    private void requireOwnFolder(Path folder) throws IOException {
        if (!folder.equals(directory) && Files.isSymbolicLink(folder)) {
            throw new NotDirectoryException(folder + " is a symbolic link");
        }
    }
}
