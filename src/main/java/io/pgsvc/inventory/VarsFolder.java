package io.pgsvc.inventory;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A {@code group_vars} or {@code host_vars} folder: which files hold the variables of a name. */
final class VarsFolder {
    private static final List<String> LOOKUP = List.of("", ".yml", ".yaml", ".json");

    private final Path folder;
    private final Look look;
    private final Problems problems;
    private final Set<String> entries = new HashSet<>();
    /** The names that the entries may be of: with their endings, and without. */
    private final Set<String> named = new HashSet<>();

    VarsFolder(Path folder, Look look, Problems problems) {
        this.folder = folder;
        this.look = look;
        this.problems = problems;
        Optional<Look.Stamp> found = look.find(folder);
        if (found.isPresent() && found.get().isDirectory()) {
            look.list(folder).forEach(this::add);
        } else if (found.isPresent()) {
            problems.warning(Finding.warning("inventory-type", "`" + folder.getFileName()
                    + "` is not a directory and is ignored", Position.of(look.name(folder))));
        }
    }

    private void add(String entry) {
        entries.add(entry);
        named.add(entry);
        String extension = SourceFiles.extension(entry);
        if (LOOKUP.contains(extension)) {
            named.add(entry.substring(0, entry.length() - extension.length()));
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The files of a group or host, in the order in which they apply. */
    List<Path> files(String name) {
        // A name never leads out of the folder.
        if (!named.contains(name) || name.indexOf('/') >= 0 || name.equals(".") || name.equals("..")) {
            return List.of();
        }
        for (String ending : LOOKUP) {
            if (entries.contains(name + ending)) {
                Path path = folder.resolve(name + ending);
                try {
                    Optional<Look.Stamp> found = look.find(path);
                    if (found.isPresent()) {
                        List<Path> files = new ArrayList<>();
                        if (found.get().isDirectory()) {
                            walk(path, new LinkedHashSet<>(), files);
                        } else {
                            files.add(path);
                        }
                        return files;
                    }
                } catch (InventoryException e) {
                    problems.errors(e);
                }
            }
        }
        return List.of();
    }

    private void walk(Path directory, Set<Path> above, List<Path> files) {
        Path real = look.real(directory);
        if (!above.add(real)) {
            throw new InventoryException(Finding.error("directory-loop", "`" + directory.getFileName()
                    + "` is a link to a directory above it", Position.of(look.name(directory))));
        }
        for (String name : look.list(directory)) {
            if (name.startsWith(".") || name.endsWith("~")) {
                continue;
            }
            Path path = directory.resolve(name);
            String extension = SourceFiles.extension(name);
            if (!LOOKUP.contains(extension)) {
                continue;
            }
            Optional<Look.Stamp> found = look.find(path);
            if (found.isEmpty()) {
                continue;
            }
            if (!found.get().isDirectory()) {
                files.add(path);
            } else if (extension.isEmpty()) {
                walk(path, above, files);
            }
        }
        above.remove(real);
    }
}
