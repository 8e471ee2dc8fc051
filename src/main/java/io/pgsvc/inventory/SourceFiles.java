package io.pgsvc.inventory;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which files of a directory Ansible reads as inventories, and in which order. */
final class SourceFiles {
    private static final Set<String> IGNORED_NAMES = Set.of("group_vars", "host_vars", "vars_plugins");
    private static final List<String> IGNORED_ENDINGS = List.of("~", ".orig", ".bak", ".ini", ".cfg", ".retry",
            ".txt", ".md", ".rst", ".swp", ".rpm", ".pyc", ".pyo");
    private static final Set<String> EXTENSIONS = Set.of("", ".yml", ".yaml", ".json");

    private final Look look;
    private final Problems problems;
    private final List<Path> files = new ArrayList<>();

    private SourceFiles(Look look, Problems problems) {
        this.look = look;
        this.problems = problems;
    }

    /** The inventory files below a directory. */
    static List<Path> in(Path directory, Look look, Problems problems) {
        SourceFiles found = new SourceFiles(look, problems);
        found.walk(directory, new LinkedHashSet<>());
        return found.files;
    }

    private void walk(Path directory, Set<Path> above) {
        Path real = look.real(directory);
        if (!above.add(real)) {
            problems.error(Finding.error("directory-loop", "`" + directory.getFileName()
                    + "` is a link to a directory above it", Position.of(look.name(directory))));
            return;
        }
        List<Path> paths = look.list(directory).stream().filter(name -> !isIgnored(name)).map(directory::resolve).toList();
        look.findAll(paths);
        paths.forEach(path -> entry(path, above));
        above.remove(real);
    }

    private void entry(Path path, Set<Path> above) {
        try {
            Optional<Look.Stamp> found = look.find(path);
            if (found.isPresent() && found.get().isDirectory()) {
                walk(path, above);
            } else if (found.isPresent()) {
                checkName(path, look, problems);
                files.add(path);
            }
        } catch (InventoryException e) {
            problems.errors(e);
        }
    }

    /** Finds fault with a file that Ansible would not read as YAML. */
    static void checkName(Path file, Look look, Problems problems) {
        String extension = extension(file.getFileName().toString());
        if (!EXTENSIONS.contains(extension)) {
            problems.error(Finding.error("inventory-format", "a file that ends in `" + extension
                    + "` is no YAML inventory", Position.of(look.name(file)))
                    .withHint("inventories end in .yml, .yaml, .json or have no extension; convert others with "
                            + "`ansible-inventory --list --yaml`"));
        }
    }

    static boolean isIgnored(String name) {
        if (name.startsWith(".") || IGNORED_NAMES.contains(name)) {
            return true;
        }
        for (String ending : IGNORED_ENDINGS) {
            if (name.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }

    /** The extension with its dot, empty if there is none; leading dots begin a name, not an extension. */
    static String extension(String name) {
        int from = 0;
        while (from < name.length() && name.charAt(from) == '.') {
            from++;
        }
        int dot = name.lastIndexOf('.');
        return dot > from ? name.substring(dot) : "";
    }
}
