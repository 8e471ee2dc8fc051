package io.pgsvc.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code status.json} in the runtime directory: what the watcher knows of itself, for {@code pgsvc status} and for any
 * tool. It holds no values of the inventory but names, so everybody may read it. systemd removes it with the runtime
 * directory when the watcher stops; where nobody does, its {@code pid} tells whether somebody still writes it.
 */
public final class StatusFile implements StatusListener {
    public static final String NAME = "status.json";
    private static final int MOST = 16 << 20;

    private final ObjectMapper mapper = new ObjectMapper();
    private final Path file;
    private final FailureNote note;
    private boolean written;

    /** @param note is told when the file cannot be written, and when it can again */
    public StatusFile(Path runtimeDir, FailureNote note) {
        this.file = runtimeDir.resolve(NAME);
        this.note = note;
    }

    @Override
    public void changed(WatchStatus status) {
        note.attempt("the status file " + file + " cannot be written", () -> {
            Files.createDirectories(file.toAbsolutePath().getParent());
            PublicFile.write(file, bytes(status));
            written = true;
        });
    }

    /** Removes what it wrote: nobody watches any more. A watcher that never came to write leaves another's alone. */
    public void remove() {
        if (!written) {
            return;
        }
        note.attempt("the status file " + file + " cannot be removed", () -> Files.deleteIfExists(file));
    }

    private byte[] bytes(WatchStatus status) {
        return (text(status) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The document as text. */
    String text(WatchStatus status) {
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(StatusDocument.of(status));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a tree of plain nodes can always be printed
        }
    }

    /**
     * What a watcher wrote there; empty if there is no such file.
     *
     * @throws StatusException if it cannot be read or understood
     */
    public static Optional<WatchStatus> read(Path runtimeDir) {
        Path file = runtimeDir.resolve(NAME);
        JsonNode document;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST + 1);
            if (bytes.length > MOST) {
                throw StatusException.of(file, "the status file is larger than " + MOST + " bytes", "is it of a watcher?");
            }
            document = new ObjectMapper().readTree(bytes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw StatusException.of(file, "the status file is no JSON document", "the watcher writes it again with its next pass");
        } catch (IOException e) {
            throw StatusException.of(file, "the status file cannot be read: " + e.getMessage(), "may you read it?");
        }
        String schema = document.path("schema").asText();
        if (!schema.equals(StatusDocument.SCHEMA)) {
            throw StatusException.of(file, "the status file has the format \"" + schema + "\", and this pgsvc knows "
                    + StatusDocument.SCHEMA, "is the running watcher of another release? Restart it");
        }
        try {
            return Optional.of(StatusDocument.parse(document));
        } catch (IllegalArgumentException e) {
            throw StatusException.of(file, "the status file is damaged: `" + e.getMessage() + "` is missing or wrong",
                    "the watcher writes it again with its next pass");
        }
    }
}
