package io.pgsvc.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What the pages and the completions read off the commands. */
final class Texts {
    private Texts() {
    }

    /** Lines of a description as plain text: no colours, no format signs. */
    static List<String> plain(String[] lines) {
        List<String> plain = new ArrayList<>();
        for (String line : lines) {
            plain.addAll(Ansi.OFF.string(line.replace("%n", "\n").replace("%%", "%")).lines().toList());
        }
        return plain;
    }

    /** The first sentence of a description, for a completion's hint. */
    static String hint(String[] lines) {
        String text = String.join(" ", plain(lines)).strip();
        int end = text.indexOf(". ");
        text = end < 0 ? text : text.substring(0, end);
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    /** Options that help shows, in the order of their long names. */
    static Collection<OptionSpec> options(CommandLine command) {
        Map<String, OptionSpec> sorted = new TreeMap<>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.hidden()) {
                sorted.put(option.longestName(), option);
            }
        }
        return sorted.values();
    }

    /** Commands that help shows, each once, under its own name. */
    static List<CommandLine> commands(CommandLine parent) {
        List<CommandLine> commands = new ArrayList<>();
        for (CommandLine command : parent.getSubcommands().values()) {
            if (!command.getCommandSpec().usageMessage().hidden() && !commands.contains(command)) {
                commands.add(command);
            }
        }
        return commands;
    }

    /** One line on what a command does. */
    static String summary(CommandLine command) {
        var usage = command.getCommandSpec().usageMessage();
        String summary = hint(usage.header().length > 0 ? usage.header() : usage.description());
        return summary.isEmpty() ? command.getCommandName() : summary;
    }

    static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    /** The words that can stand as a command's arguments, empty where they are not a closed list. */
    static List<String> words(CommandLine command) {
        return command.getCommandSpec().positionalParameters().stream().flatMap(argument -> candidates(argument).stream()).toList();
    }

    static boolean takesPath(OptionSpec option) {
        return option.type() == Path.class;
    }

    /** The values that an option or an argument can have, empty where they are not a closed list. */
    static List<String> candidates(ArgSpec option) {
        List<String> values = new ArrayList<>();
        if (option.completionCandidates() != null) {
            option.completionCandidates().forEach(values::add);
        } else if (option.type().isEnum()) {
            for (Object constant : option.type().getEnumConstants()) {
                values.add(constant.toString());
            }
        }
        return values;
    }
}
