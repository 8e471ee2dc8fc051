package io.pgsvc.publish;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The candidate: a copy of every fragment as HAProxy would load it after the change, ours and foreign. It is built by
 * HAProxy's own rules: names that end in {@code .cfg} and start with no dot, regular files or links to them.
 */
final class Staging implements AutoCloseable {
    private final Effects effects;
    private final Path directory;

    private Staging(Effects effects, Path directory) {
        this.effects = effects;
        this.directory = directory;
    }

    /**
     * Builds it anew in {@code directory}, whose parent exists.
     *
     * @param confDir links resolved
     * @param after   new contents by stem; empty ones are left out
     */
    static Staging build(Effects effects, Path directory, Path confDir, DiskState disk, Map<String, Optional<Content>> after)
            throws IOException {
        remove(effects, directory);
        effects.createDirectory(directory);
        Staging staging = new Staging(effects, directory);
        boolean built = false;
        try {
            for (DiskState.Entry entry : disk.entries().values()) {
                String name = entry.stem() + ".cfg";
                if (!after.containsKey(entry.stem()) && isLoaded(confDir.resolve(name))) {
                    effects.copy(confDir.resolve(name), directory.resolve(name));
                }
            }
            for (Map.Entry<String, Optional<Content>> file : new TreeMap<>(after).entrySet()) {
                if (file.getValue().isPresent()) {
                    effects.write(directory.resolve(file.getKey() + ".cfg"), file.getValue().get().bytes(), Optional.empty());
                }
            }
            built = true;
            return staging;
        } finally {
            if (!built) {
                staging.close();
            }
        }
    }

    /** HAProxy passes over directories and devices, and trips over dangling links: so must the candidate. */
    private static boolean isLoaded(Path file) {
        return Files.isRegularFile(file) || Files.isSymbolicLink(file) && !Files.exists(file);
    }

    Path directory() {
        return directory;
    }

    /** Removes the candidate; what cannot be removed now is removed by the next pass. */
    @Override
    public void close() {
        try {
            remove(effects, directory);
        } catch (IOException e) {
            // Nobody reads it; the next pass starts by removing it.
        }
    }

    static void remove(Effects effects, Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    effects.delete(file);
                }
            }
        }
        effects.delete(directory);
    }

    /** What the steps of a journal make of the files, as {@link #build} wants it. */
    static Map<String, Optional<Content>> after(List<Journal.Step> steps, Generations generations) {
        Map<String, Optional<Content>> after = new TreeMap<>();
        steps.forEach(step -> after.put(step.stem(), step.after().flatMap(generations::content)));
        return after;
    }
}
