package io.pgsvc.cli;

import io.pgsvc.model.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an inventory stands in its repository, for tools that show findings on its lines.
 *
 * @param source the inventory as it was given
 * @param folder what belongs to it: the directory, or the one that the file stands in
 * @param root   the repository's top directory; the working directory where there is none
 */
record InventoryPlace(Path source, Path folder, Path root) {

    static InventoryPlace of(Path source) {
        Path absolute = source.toAbsolutePath().normalize();
        Path folder = Files.isDirectory(absolute) ? absolute : absolute.getParent();
        for (Path above = folder; above != null; above = above.getParent()) {
            if (Files.exists(above.resolve(".git"))) { // a file in a work tree or submodule
                return new InventoryPlace(absolute, folder, above);
            }
        }
        Path working = Path.of("").toAbsolutePath();
        return new InventoryPlace(absolute, folder, folder.startsWith(working) ? working : folder);
    }

    /** A place's path from the root, with slashes; empty if it is not in the inventory. */
    Optional<String> relative(Position at) {
        Path file = Path.of(at.file()).toAbsolutePath().normalize();
        return file.startsWith(folder) && !file.equals(folder) ? Optional.of(root.relativize(file).toString()) : Optional.empty();
    }
}
