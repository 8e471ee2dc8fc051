package io.pgsvc.inventory.yaml;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Reads one YAML or JSON file as Ansible does (PyYAML's safe loader with Ansible's tags; whatever is valid JSON is
 * read as JSON first), keeping the position of every value. Safe for use by several threads.
 */
public final class YamlReader {
    private final Limits limits;

    public YamlReader(Limits limits) {
        this.limits = limits;
    }

    /** The one document of a file ({@link Value.Null} if the file is empty), and what is odd about it. */
    public record Document(Value root, List<Finding> warnings) {
        public Document {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Reads a file's content.
     *
     * @param content  its bytes: UTF-8, or UTF-16 with a byte order mark
     * @param fileName the name as positions show it; one that ends in {@code .json} makes JSON's own errors count
     * @throws YamlException if it is not YAML, or too much of it
     */
    public Document read(byte[] content, String fileName) {
        if (content.length > limits.maxBytes()) {
            throw tooLarge(content.length, fileName);
        }
        String text = SourceText.decode(content, fileName);
        boolean json = fileName.endsWith(".json");
        if (!json && !startsLikeJson(text)) {
            return PlainYaml.read(text, fileName, limits).orElseGet(() -> new TreeBuilder(text, fileName, limits).read());
        }
        try {
            return new JsonReader(text, fileName, limits).read();
        } catch (YamlException notJson) {
            if (!notJson.rule().equals(JsonReader.SYNTAX)) {
                throw notJson;
            }
            return readAfterJson(text, fileName, json ? notJson : null);
        }
    }

    /**
     * Reads a file.
     *
     * @param fileName the name as positions show it
     * @throws YamlException if it cannot be read (missing, forbidden, no regular file, too large), or is not YAML
     */
    public Document read(Path file, String fileName) {
        return read(bytes(file, fileName), fileName);
    }

    /**
     * A file's bytes, for {@link #read(byte[], String)}.
     *
     * @throws YamlException if it cannot be read (missing, forbidden, no regular file, too large)
     */
    public byte[] bytes(Path file, String fileName) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                throw unreadable("is a directory, not a file", fileName, null);
            }
            // A pipe would block for ever, a device may never end.
            if (!attributes.isRegularFile()) {
                throw unreadable("is not a regular file (a pipe, a socket or a device)", fileName, null);
            }
            if (attributes.size() > limits.maxBytes()) {
                throw tooLarge(attributes.size(), fileName);
            }
            try (InputStream in = Files.newInputStream(file)) {
                return in.readNBytes((int) limits.maxBytes() + 1);
            }
        } catch (NoSuchFileException e) {
            throw unreadable("does not exist", fileName, e);
        } catch (AccessDeniedException e) {
            throw unreadable("cannot be read: permission denied", fileName, e);
        } catch (IOException e) {
            throw unreadable("cannot be read: " + reason(e), fileName, e);
        }
    }

    /** Most broken JSON is fine YAML (a trailing comma, a comment), for Ansible too. */
    private Document readAfterJson(String text, String fileName, YamlException jsonError) {
        try {
            return new TreeBuilder(text, fileName, limits).read();
        } catch (YamlException e) {
            throw jsonError != null && e.rule().equals(SyntaxMessages.RULE) ? jsonError : e;
        }
    }

    private static boolean startsLikeJson(String text) {
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case ' ', '\t', '\n', '\r' -> { }
                case '{', '[' -> {
                    return true;
                }
                default -> {
                    return false;
                }
            }
        }
        return false;
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? "input or output error" : message;
    }

    private static YamlException unreadable(String what, String fileName, Throwable cause) {
        return new YamlException(Finding.error("file-unreadable", "the file " + what, Position.of(fileName)), cause);
    }

    private YamlException tooLarge(long size, String fileName) {
        return YamlException.of("yaml-limit",
                "the file is too large: " + size + " bytes, at most " + limits.maxBytes() + " are read",
                Position.of(fileName));
    }
}
