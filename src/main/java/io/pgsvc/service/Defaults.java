package io.pgsvc.service;

import io.pgsvc.inventory.yaml.Limits;
import io.pgsvc.inventory.yaml.YamlReader;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Role defaults: below everything in the inventory, and never seen by selectors (design, Commands, {@code --defaults}).
 *
 * @param name what they are called in messages: a profile or a file
 */
public record Defaults(String name, Value.Dict values) {
    public static final String CLASSIC = "classic";
    /** The built-in profiles. */
    public static final List<String> PROFILES = List.of(CLASSIC, "pigsty-4.5");

    /** The default of a variable. */
    public Optional<Value> get(String variable) {
        return values.get(variable);
    }

    /**
     * Defaults by the name of a built-in profile or from a YAML file.
     *
     * @throws DefaultsException if it is neither, or not a mapping
     */
    public static Defaults load(String profileOrFile) {
        if (PROFILES.contains(profileOrFile)) {
            return profile(profileOrFile);
        }
        Path file = Path.of(profileOrFile);
        if (!Files.exists(file)) {
            throw new DefaultsException(Finding.error("defaults",
                    "there is no defaults file and no built-in profile of this name", Position.of(profileOrFile))
                    .withHint("built-in profiles: " + String.join(", ", PROFILES)));
        }
        return of(profileOrFile, new YamlReader(Limits.DEFAULT).read(file, profileOrFile).root());
    }

    private static Defaults profile(String name) {
        String resource = "/defaults/" + name + ".yml";
        try (InputStream in = Defaults.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + resource);
            }
            String shown = "defaults " + name;
            return of(shown, new YamlReader(Limits.DEFAULT).read(in.readAllBytes(), shown).root());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Defaults of(String name, Value root) {
        if (root instanceof Value.Dict dict) {
            return new Defaults(name, dict);
        }
        throw new DefaultsException(Finding.error("defaults", "role defaults must be a mapping of variables", root.at()));
    }
}
