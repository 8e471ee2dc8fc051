package io.pgsvc.render;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The text of a template and where it comes from.
 *
 * @param origin for messages: a file, or a name for the built-in one
 */
record TemplateSource(String origin, String text) {
    private static final int MAX_BYTES = 1 << 20;

    /** The user's template of this name if there is one in the directory, else the built-in one. */
    static TemplateSource find(String name, Optional<Path> directory) {
        Optional<Path> file = directory.map(d -> d.resolve(name)).filter(Files::exists);
        return file.isPresent() ? read(file.get()) : builtIn(name);
    }

    private static TemplateSource read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                throw new RenderException(Finding.error("template", "the template is no regular file of at most 1 MiB",
                        Position.of(file.toString())));
            }
            return new TemplateSource(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new RenderException(Finding.error("template", "the template cannot be read as UTF-8 text: " + e.getMessage(),
                    Position.of(file.toString())));
        }
    }

    private static TemplateSource builtIn(String name) {
        try (InputStream in = TemplateSource.class.getResourceAsStream("/templates/" + name)) {
            if (in == null) {
                throw new IllegalStateException("missing resource /templates/" + name);
            }
            return new TemplateSource("built-in template " + name, new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
