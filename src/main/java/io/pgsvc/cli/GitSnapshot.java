package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * An inventory as it stood in a revision: its files in a directory that only we may read, gone when this is closed or the
 * process ends.
 */
final class GitSnapshot implements AutoCloseable {
    private static final String LINK = "120000";
    private static final String FILE = "100";

    private final Path directory;
    private final Path inventory;
    private final Thread hook;

    private GitSnapshot(Path directory, Path inventory) {
        this.directory = directory;
        this.inventory = inventory;
        this.hook = new Thread(() -> delete(directory));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Takes an inventory out of the repository in which it stands.
     *
     * @param inventory file or directory in a work tree
     * @throws Git.GitException if that is in no repository, or the revision does not have it
     */
    static GitSnapshot of(Path inventory, String revision) {
        Path real = real(inventory);
        Path folder = Files.isDirectory(real) ? real : real.getParent();
        Git git = Git.in(folder);
        Path top = Path.of(git.text("rev-parse", "--show-toplevel").strip());
        String commit = git.commit(revision);
        Path inside = top.relativize(real);
        List<String> paths = Files.isDirectory(real) ? (inside.toString().isEmpty() ? List.of() : List.of(inside.toString()))
                : List.of(inside.toString(), inside.resolveSibling("group_vars").toString(), inside.resolveSibling("host_vars").toString());
        List<Git.Entry> entries = git.files(commit, paths);
        if (entries.isEmpty()) {
            throw new Git.GitException(Finding.error("git", "revision " + revision + " has no " + inside,
                    Position.of(inventory.toString())));
        }
        if (entries.stream().anyMatch(entry -> entry.mode().equals(LINK))) {
            entries = git.files(commit, List.of()); // links may lead anywhere in the tree
        }
        try {
            Path directory = Files.createTempDirectory("pgsvc-diff-").toRealPath();
            GitSnapshot snapshot = new GitSnapshot(directory, directory.resolve(inside.toString()));
            try {
                List<Git.Entry> wanted = entries.stream().filter(e -> e.mode().startsWith(FILE) || e.mode().equals(LINK)).toList();
                git.contents(wanted, snapshot::write);
                return snapshot;
            } catch (RuntimeException e) {
                snapshot.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path real(Path inventory) {
        try {
            return inventory.toRealPath();
        } catch (IOException e) {
            throw new Git.GitException(Finding.error("git", "the inventory does not exist, so nobody can tell its repository",
                    Position.of(inventory.toString())).withHint("name its place in the work tree with -i"));
        }
    }

    private void write(Git.Entry entry, byte[] content) throws IOException {
        Path file = directory.resolve(entry.path()).normalize();
        if (!file.startsWith(directory) || file.equals(directory)) {
            return;
        }
        Files.createDirectories(file.getParent());
        // A broken tree can have a link and a folder of one name: nothing is written through the link.
        if (!file.getParent().toRealPath().equals(file.getParent())) {
            return;
        }
        if (!entry.mode().equals(LINK)) {
            Files.write(file, content);
            return;
        }
        Path target = Path.of(new String(content, StandardCharsets.UTF_8));
        // A revision must not make us read what is not in it: neither directly, nor by `..` behind another link.
        if (!target.isAbsolute() && target.equals(target.normalize()) && file.resolveSibling(target).normalize().startsWith(directory)) {
            Files.createSymbolicLink(file, target);
        }
    }

    /** The inventory in the directory. */
    Path inventory() {
        return inventory;
    }

    /** What all its paths begin with. */
    String prefix() {
        return directory + "/";
    }

    @Override
    public void close() {
        delete(directory);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending, and the hook runs
        }
    }

    private static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
                    Files.deleteIfExists(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // gone already, or being deleted by the hook
        }
    }
}
