package io.pgsvc.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.render.RenderedFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The last applied changes, each as a whole: a manifest per generation, and every content that they name in a store of
 * files named by their hashes. A rollback is a pass whose wanted files are {@link #files} of an older generation.
 */
public final class Generations {
    private static final String HINT = "other generations may be whole: see `pgsvc history`";

    private final PublishPaths paths;
    private final Effects effects;
    private final StateFiles json;

    Generations(PublishPaths paths, Effects effects, StateFiles json) {
        this.paths = paths;
        this.effects = effects;
        this.json = json;
    }

    /** A generation as it was recorded; {@code at} in UTC. */
    public record Generation(long number, Instant at, Manifest manifest) {}

    /** Numbers of the generations that are kept, the oldest first. */
    public List<Long> numbers() {
        TreeSet<Long> numbers = new TreeSet<>();
        for (String name : names(paths.generations())) {
            if (name.matches("[0-9]{1,18}\\.json")) {
                numbers.add(Long.parseLong(name.substring(0, name.length() - 5)));
            }
        }
        return List.copyOf(numbers);
    }

    /** One generation; empty if it is not kept (any more). */
    public Optional<Generation> generation(long number) {
        Path file = file(number);
        try {
            return json.read(file, HINT).map(root -> {
                try {
                    return new Generation(number, Instant.parse(root.text("at")), json.manifest(root));
                } catch (java.time.format.DateTimeParseException e) {
                    throw root.damaged("at");
                }
            });
        } catch (IOException e) {
            throw PublishException.io("read a generation", file, e);
        }
    }

    /** The last generation before this one that is kept. */
    public OptionalLong before(long number) {
        return numbers().stream().mapToLong(Long::longValue).filter(n -> n < number).max();
    }

    /**
     * Where a rollback goes that names no generation: to the one before that whose files stand now. After a rollback
     * that is the one before its goal, so that rolling back again does not go forward.
     */
    public OptionalLong beforeCurrent(Manifest current) {
        return before(current.origin().rollback().orElse(current.generation()));
    }

    /**
     * The files of a generation with their bytes, as input for a pass that brings them back.
     *
     * @throws StateException where a content is lost or damaged
     */
    public List<RenderedFile> files(Generation generation) {
        List<RenderedFile> files = new ArrayList<>();
        for (Manifest.Owned owned : generation.manifest().files().values()) {
            Content content = content(owned.sha256()).orElseThrow(() -> StateException.of(
                    paths.objects().resolve(owned.sha256()), "the content of " + owned.stem() + ".cfg is lost", HINT));
            files.add(rendered(owned, content));
        }
        return List.copyOf(files);
    }

    static RenderedFile rendered(Manifest.Owned owned, Content content) {
        return new RenderedFile(owned.stem(), owned.cluster(), owned.service(), content.text(), owned.servers(),
                owned.fingerprint(), Optional.empty());
    }

    /** A stored content; empty if it is not there or damaged. */
    Optional<Content> content(String sha256) {
        try {
            return DiskState.readEntry(paths.objects().resolve(sha256), sha256).flatMap(DiskState.Entry::content)
                    .filter(content -> content.sha256().equals(sha256));
        } catch (IOException e) {
            throw PublishException.io("read a stored file", paths.objects(), e);
        }
    }

    /** The text of a stored content; empty if it is not there or damaged. */
    public Optional<String> text(String sha256) {
        return content(sha256).map(Content::text);
    }

    boolean has(String sha256) {
        return Files.exists(paths.objects().resolve(sha256));
    }

    /** Stores contents; on disk for good when it returns. */
    void store(Iterable<Content> contents) throws IOException {
        boolean any = false;
        for (Content content : contents) {
            if (content(content.sha256()).isEmpty()) {
                Path file = paths.objects().resolve(content.sha256());
                Path temporary = Effects.temporary(file);
                effects.delete(temporary);
                effects.write(temporary, content.bytes(), Optional.empty());
                effects.sync(temporary);
                effects.rename(temporary, file);
                any = true;
            }
        }
        if (any) {
            effects.syncDirectory(paths.objects());
        }
    }

    void record(Manifest manifest, Instant at) throws IOException {
        ObjectNode root = json.document().put("at", at.toString());
        json.put(root, manifest);
        effects.replace(file(manifest.generation()), json.bytes(root));
    }

    /** Forgets all but the last {@code keep} generations, and every content that nobody names any more. */
    void prune(int keep, Manifest current) throws IOException {
        List<Long> numbers = numbers();
        Set<String> needed = new HashSet<>();
        current.files().values().forEach(owned -> needed.add(owned.sha256()));
        for (int i = 0; i < numbers.size(); i++) {
            if (i < numbers.size() - keep) {
                effects.delete(file(numbers.get(i)));
                continue;
            }
            generation(numbers.get(i)).ifPresent(g ->
                    g.manifest().files().values().forEach(owned -> needed.add(owned.sha256())));
        }
        for (String name : names(paths.objects())) {
            if (!needed.contains(name)) {
                effects.delete(paths.objects().resolve(name));
            }
        }
    }

    private Path file(long number) {
        return paths.generations().resolve(number + ".json");
    }

    private static List<String> names(Path directory) {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                files.forEach(file -> names.add(file.getFileName().toString()));
            } catch (IOException e) {
                throw PublishException.io("read the state directory", directory, e);
            }
        }
        return names;
    }
}
