package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where options come from when the command line does not give them: the environment ({@code PGSVC_CONF_DIR}), then
 * {@code /etc/pgsvc/pgsvc.properties} ({@code conf-dir=…}), then what is built in (design, Commands). Nothing is read
 * from the working directory.
 */
final class OptionDefaults implements CommandLine.IDefaultValueProvider {
    /** The configuration file; {@code PGSVC_CONFIG} names another one. */
    static final Path FILE = Path.of("/etc/pgsvc/pgsvc.properties");
    /** Bytes of the file: a device that never ends is not one. */
    private static final int MOST = 1 << 20;
    /** Names of options that ask for something to be shown; a default for them makes no sense. */
    private static final Set<String> NOT_CONFIGURABLE = Set.of("help", "version");

    private final Map<String, String> environment;
    private final Map<String, Setting> file;

    /** A line of the configuration file. */
    private record Setting(String value, Position at) {}

    private OptionDefaults(Map<String, String> environment, Map<String, Setting> file) {
        this.environment = environment;
        this.file = file;
    }

    /**
     * Reads the configuration file.
     *
     * @param options    those of the command; the ones of all commands are asked for only if the file names another
     * @throws UsageException if it holds a key that is no option
     */
    static OptionDefaults read(Map<String, String> environment, Set<String> options, Supplier<Set<String>> allOptions) {
        String named = environment.getOrDefault("PGSVC_CONFIG", "");
        Path path = file(environment);
        Map<String, Setting> values = new HashMap<>();
        try {
            int number = 0;
            for (String line : lines(path)) {
                number++;
                String text = line.strip();
                if (text.isEmpty() || text.startsWith("#") || text.startsWith("!")) {
                    continue;
                }
                int equals = text.indexOf('=');
                Position at = new Position(path.toString(), number, 1);
                if (equals < 0) {
                    throw new UsageException(Finding.error("configuration", "expected `option=value`", at));
                }
                String key = text.substring(0, equals).strip();
                if (!options.contains(key) && !allOptions.get().contains(key)) {
                    Finding unknown = Finding.error("configuration", "unknown option `" + key + "`", at);
                    throw new UsageException(Suggestion.among(key, allOptions.get())
                            .map(k -> unknown.withHint("did you mean `" + k + "`?")).orElse(unknown));
                }
                values.put(key, new Setting(text.substring(equals + 1).strip(), at));
            }
        } catch (NoSuchFileException e) {
            if (!named.isEmpty()) {
                throw UsageException.of("PGSVC_CONFIG names " + named + ", which is not there");
            }
        } catch (IOException e) {
            throw unreadable(path, "cannot be read: " + e.getMessage());
        }
        return new OptionDefaults(environment, values);
    }

    private static List<String> lines(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST + 1);
            if (bytes.length > MOST) {
                throw unreadable(path, "is larger than " + MOST + " bytes");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString().lines().toList();
        } catch (CharacterCodingException e) {
            throw unreadable(path, "is no UTF-8 text");
        }
    }

    private static UsageException unreadable(Path path, String why) {
        return new UsageException(Finding.error("configuration", "the configuration file " + why, Position.of(path.toString())));
    }

    /** The configuration file that counts, there or not. */
    static Path file(Map<String, String> environment) {
        String named = environment.getOrDefault("PGSVC_CONFIG", "");
        return named.isEmpty() ? FILE : Path.of(named);
    }

    /** The long names of all options of a command and its subcommands, without dashes. */
    static Set<String> names(CommandLine command) {
        Set<String> names = new TreeSet<>();
        command.getCommandSpec().options().forEach(option -> names.add(key(option)));
        command.getSubcommands().values().forEach(sub -> names.addAll(names(sub)));
        names.removeAll(NOT_CONFIGURABLE);
        return names;
    }

    private static String key(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    @Override
    public String defaultValue(ArgSpec arg) {
        if (!(arg instanceof OptionSpec option) || NOT_CONFIGURABLE.contains(key(option))) {
            return null;
        }
        String key = key(option);
        String variable = environment.getOrDefault(variable(key), "");
        return !variable.isEmpty() ? variable : Optional.ofNullable(file.get(key)).map(Setting::value).orElse(null);
    }

    /** Where an option has its value from that the command line does not give: a variable's name or a line of the file. */
    Optional<String> place(OptionSpec option) {
        String key = key(option);
        return environment.getOrDefault(variable(key), "").isEmpty()
                ? Optional.ofNullable(file.get(key)).map(setting -> setting.at().toString()) : Optional.of(variable(key));
    }

    private static String variable(String key) {
        return "PGSVC_" + key.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
