package io.pgsvc.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * The pause on disk. An ended one stays there until the next replaces it: a clock that jumps must not lose a pause for
 * good.
 */
final class PauseFile {
    private final PublishPaths paths;
    private final Effects effects;
    private final StateFiles json;

    PauseFile(PublishPaths paths, Effects effects, StateFiles json) {
        this.paths = paths;
        this.effects = effects;
        this.json = json;
    }

    /** The pause that holds the node at this moment. A file that cannot be understood is one without end. */
    Optional<Pause> read(Instant now) {
        return stored().filter(pause -> pause.holdsAt(now));
    }

    private Optional<Pause> stored() {
        Path file = paths.pause();
        try {
            return json.read(file, "").map(PauseFile::parse);
        } catch (StateException e) {
            return Optional.of(Pause.ofDamagedFile(changed(file), e.findings().getFirst().message()));
        } catch (IOException e) {
            return Optional.of(Pause.ofDamagedFile(changed(file), "the file cannot be read: " + e.getMessage()));
        }
    }

    private static Pause parse(StateFiles.Reader root) {
        return new Pause(time(root, "since", root.text("since")),
                root.optionalText("until").map(text -> time(root, "until", text)), root.text("by"), root.text("reason"));
    }

    private static Instant time(StateFiles.Reader root, String field, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw root.damaged(field);
        }
    }

    private static Instant changed(Path file) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }

    void write(Pause pause) throws IOException {
        ObjectNode root = json.document().put("since", pause.since().toString()).put("by", pause.by()).put("reason", pause.reason());
        pause.until().ifPresent(end -> root.put("until", end.toString()));
        effects.replace(paths.pause(), json.bytes(root));
    }

    /** Its bytes as they are, to be brought back with {@link #restore}; empty where there is no file or no reading it. */
    Optional<byte[]> raw() {
        try {
            return Files.isRegularFile(paths.pause(), LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(Files.readAllBytes(paths.pause())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void restore(Optional<byte[]> raw) throws IOException {
        if (raw.isPresent()) {
            effects.replace(paths.pause(), raw.get());
        } else {
            clear();
        }
    }

    /** Removes it, if it is there, whatever it holds. */
    void clear() throws IOException {
        if (Files.exists(paths.pause(), LinkOption.NOFOLLOW_LINKS)) {
            effects.delete(paths.pause());
            effects.syncDirectory(paths.stateDir());
        }
    }
}
