package io.pgsvc.export;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The directory of an export. The hidden file {@code .pgsvc-export} lists what is ours: nothing else is overwritten or
 * removed, and a directory with files that Ansible would read beside ours is refused. Files are replaced one by one by
 * rename, those that are as they should be stay untouched.
 */
public final class ExportDirectory {
    /** The list of our files. */
    static final String LIST = ".pgsvc-export";
    private static final String LIST_HEADER = "# Files that pgsvc export wrote here and may replace or remove.\n";
    private static final List<String> FOLDERS = List.of("clusters", "groups", "nodes");

    private final Path directory;

    public ExportDirectory(Path directory) {
        this.directory = directory;
    }

    /** The directory is somebody else's, or cannot be written. */
    public static final class DirectoryException extends PgsvcException {
        private static final long serialVersionUID = 1L;

        DirectoryException(Finding finding, Throwable cause) {
            super(finding, cause);
        }
    }

    /** What is done with one file. */
    public record Change(String path, Optional<String> before, Optional<String> after) {
        /** create, update, delete or unchanged. */
        public String action() {
            return before.equals(after) ? "unchanged" : before.isEmpty() ? "create" : after.isEmpty() ? "delete" : "update";
        }
    }

    /**
     * What has to be done, in the order of paths.
     *
     * @throws DirectoryException if the directory is somebody else's
     */
    public List<Change> plan(SortedMap<String, String> files) {
        try {
            SortedSet<String> ours = ours();
            refuseForeign(ours);
            SortedMap<String, Change> changes = new TreeMap<>();
            for (var file : files.entrySet()) {
                changes.put(file.getKey(), new Change(file.getKey(), content(file.getKey()), Optional.of(file.getValue())));
            }
            for (String path : ours) {
                if (!files.containsKey(path)) {
                    content(path).ifPresent(before -> changes.put(path, new Change(path, Optional.of(before), Optional.empty())));
                }
            }
            return List.copyOf(changes.values());
        } catch (IOException e) {
            throw failed("cannot be read", e);
        }
    }

    /** Does what was planned. Until the end the list names the files of before and after, so that none is ever a stranger. */
    public void apply(List<Change> changes) {
        try {
            Files.createDirectories(directory);
            SortedSet<String> all = new TreeSet<>();
            SortedSet<String> kept = new TreeSet<>();
            for (Change change : changes) {
                all.add(change.path());
                change.after().ifPresent(after -> kept.add(change.path()));
            }
            all.addAll(ours());
            write(LIST, list(all));
            for (Change change : changes) {
                if (change.action().equals("create") || change.action().equals("update")) {
                    write(change.path(), change.after().orElseThrow());
                }
            }
            for (Change change : changes) {
                if (change.action().equals("delete")) {
                    Files.deleteIfExists(directory.resolve(change.path()));
                }
            }
            for (String folder : FOLDERS) {
                removeIfEmpty(directory.resolve(folder));
            }
            write(LIST, list(kept));
        } catch (IOException e) {
            throw failed("cannot be written", e);
        }
    }

    private static String list(SortedSet<String> paths) {
        return LIST_HEADER + String.join("\n", paths) + "\n";
    }

    /** The paths of the list; lines that no export can have written do not count. */
    private SortedSet<String> ours() throws IOException {
        SortedSet<String> paths = new TreeSet<>();
        content(LIST).ifPresent(text -> text.lines().filter(line -> FileNames.PATH.matcher(line).matches()).forEach(paths::add));
        return paths;
    }

    private void refuseForeign(SortedSet<String> ours) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw foreign(directory, "is no directory");
        }
        for (Path entry : entries(directory)) {
            String name = entry.getFileName().toString();
            if (FOLDERS.contains(name) && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                for (Path inner : entries(entry)) {
                    refuseForeign(inner, name + "/" + inner.getFileName(), ours);
                }
            } else {
                refuseForeign(entry, name, ours);
            }
        }
    }

    private void refuseForeign(Path entry, String path, SortedSet<String> ours) {
        String name = entry.getFileName().toString();
        boolean unread = name.startsWith(".") || name.endsWith(".md") || name.endsWith(".txt");
        if (!unread && !(ours.contains(path) && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS))) {
            throw foreign(entry, "is not of an export");
        }
    }

    private static DirectoryException foreign(Path path, String what) {
        return new DirectoryException(Finding.error("export-directory", "this " + what, Position.of(path.toString()))
                .withHint("export into a directory of its own; hidden files, .md and .txt may stand beside"), null);
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return new ArrayList<>(entries.sorted().toList());
        }
    }

    private Optional<String> content(String path) throws IOException {
        try {
            return Optional.of(new String(Files.readAllBytes(directory.resolve(path)), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void write(String path, String text) throws IOException {
        if (content(path).equals(Optional.of(text))) {
            return;
        }
        Path target = directory.resolve(path);
        Files.createDirectories(target.getParent());
        Path staged = target.resolveSibling("." + target.getFileName() + ".tmp");
        Files.deleteIfExists(staged);
        Files.writeString(staged, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void removeIfEmpty(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && entries(folder).isEmpty()) {
            Files.delete(folder);
        }
    }

    private DirectoryException failed(String what, IOException cause) {
        return new DirectoryException(Finding.error("export-directory", "the directory " + what + ": "
                + cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : " " + cause.getMessage()),
                Position.of(directory.toString())), cause);
    }
}
