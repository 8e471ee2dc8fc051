package io.pgsvc.fuzz;

import io.pgsvc.testing.InMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory in memory for one target: written anew for each input. */
public final class Scratch {
    private Scratch() {}

    public static Path directory() {
        try {
            Path directory = InMemory.directory("pgsvc-fuzz-");
            AtEnd.run(() -> delete(directory));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + directory);
        }
    }
}
