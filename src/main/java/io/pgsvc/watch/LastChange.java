package io.pgsvc.watch;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;

/**
 * Tells when an inventory was last changed, by what the kernel noted of its files and directories (ctime), which no tool
 * sets back. A watcher that starts saw no events; this tells it whether it starts amid an update.
 */
final class LastChange {
    private static final int DEEPEST = 64;

    private LastChange() {}

    /** The time of the last change of a file or directory with all that is in it, or 1970 where there is none. */
    static Instant of(Path inventory) {
        Newest newest = new Newest(inventory);
        try {
            Files.walkFileTree(inventory, Set.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, newest);
        } catch (IOException e) {
            // What cannot be read is the pass's to tell.
        }
        return newest.time;
    }

    private static final class Newest extends SimpleFileVisitor<Path> {
        private final Path root;
        private Instant time = Instant.EPOCH;

        Newest(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            look(directory);
            boolean entered = directory.equals(root) || WatchPlan.entered(directory.getFileName().toString());
            return entered ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            look(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        private void look(Path path) {
            try {
                Instant changed = ((FileTime) Files.getAttribute(path, "unix:ctime")).toInstant();
                time = changed.isAfter(time) ? changed : time;
            } catch (IOException e) {
                time = Instant.now(); // gone meanwhile: a change
            }
        }
    }
}
