package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
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
    /** Names of options that ask for something to be shown; a default for them makes no sense. */
    private static final Set<String> NOT_CONFIGURABLE = Set.of("help", "version");

    private final Map<String, String> environment;
    private final Map<String, String> file;

    private OptionDefaults(Map<String, String> environment, Map<String, String> file) {
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
        Map<String, String> values = new HashMap<>();
        try {
            int number = 0;
            for (String line : Files.readAllLines(path)) {
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
                values.put(key, text.substring(equals + 1).strip());
            }
        } catch (NoSuchFileException e) {
            if (!named.isEmpty()) {
                throw UsageException.of("PGSVC_CONFIG names " + named + ", which is not there");
            }
        } catch (IOException e) {
            throw UsageException.of("the configuration file " + path + " cannot be read: " + e.getMessage());
        }
        return new OptionDefaults(environment, values);
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
        String variable = environment.get("PGSVC_" + key.replace('-', '_').toUpperCase(Locale.ROOT));
        return variable != null && !variable.isEmpty() ? variable : file.get(key);
    }
}
