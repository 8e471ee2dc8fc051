package io.pgsvc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Man pages in roff (man(7)): one for each command, and pgsvc.properties(5) from all long options. */
final class ManPages {
    private final String version;
    private final String date;

    ManPages(String version, String date) {
        this.version = version;
        this.date = date;
    }

    /** Writes the page of a command and of every command below it. */
    void writeCommand(CommandLine command, Path directory) throws IOException {
        String name = command.getCommandSpec().qualifiedName("-");
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        StringBuilder page = head(name, 1, Texts.summary(command));
        section(page, "SYNOPSIS");
        Help help = new Help(command.getCommandSpec(), Help.defaultColorScheme(Help.Ansi.OFF));
        page.append(".B ").append(escape(help.synopsis(0).strip().replaceAll("\\s+", " "))).append('\n');
        section(page, "DESCRIPTION");
        paragraphs(page, Texts.plain(usage.description().length > 0 ? usage.description() : usage.header()));

        List<PositionalParamSpec> positionals = command.getCommandSpec().positionalParameters();
        if (positionals.stream().anyMatch(p -> !p.hidden())) {
            section(page, "ARGUMENTS");
            for (PositionalParamSpec positional : positionals) {
                if (!positional.hidden()) {
                    entry(page, positional.paramLabel(), Texts.plain(positional.description()));
                }
            }
        }
        section(page, "OPTIONS");
        for (OptionSpec option : Texts.options(command)) {
            entry(page, String.join(", ", option.names()) + label(option), Texts.plain(option.description()));
        }
        List<CommandLine> commands = Texts.commands(command);
        if (!commands.isEmpty()) {
            section(page, "COMMANDS");
            for (CommandLine sub : commands) {
                entry(page, sub.getCommandSpec().qualifiedName("-") + "(1)", List.of(Texts.summary(sub)));
            }
        }
        if (!usage.exitCodeList().isEmpty()) {
            section(page, "EXIT STATUS");
            usage.exitCodeList().forEach((code, text) -> entry(page, code.strip(), Texts.plain(new String[] {text})));
        }
        List<String> footer = Texts.plain(usage.footer());
        int examples = footer.indexOf("Examples:");
        verbatim(page, "NOTES", examples < 0 ? footer : footer.subList(0, examples));
        verbatim(page, "EXAMPLES", examples < 0 ? List.of() : footer.subList(examples + 1, footer.size()));
        section(page, "SEE ALSO");
        page.append(commands.isEmpty() ? ".BR pgsvc (1),\n" : "").append(".BR pgsvc.properties (5)\n");
        Files.writeString(directory.resolve(name + ".1"), page);
        for (CommandLine sub : commands) {
            writeCommand(sub, directory);
        }
    }

    /** Writes pgsvc.properties(5): its keys are the long options of all commands. */
    void writeProperties(CommandLine root, Path directory) throws IOException {
        Map<String, OptionSpec> keys = new TreeMap<>();
        collect(root, keys);
        StringBuilder page = head("pgsvc.properties", 5, "settings of pgsvc on a node");
        section(page, "SYNOPSIS");
        page.append(".I /etc/pgsvc/pgsvc.properties\n");
        section(page, "DESCRIPTION");
        paragraphs(page, List.of("Lines of the form key=value; lines that start with # are remarks."
                + " The keys are the long options of the commands without their dashes."
                + " The command line wins over the environment, which wins over this file.",
                "", "In the environment a key is written in capitals with PGSVC_ in front and _ for -:"
                + " conf-dir is PGSVC_CONF_DIR.", "", "Nothing is read from the working directory."));
        section(page, "KEYS");
        keys.forEach((key, option) -> entry(page, key + (Texts.takesValue(option) ? "=" + value(option) : "=true"),
                Texts.plain(option.description())));
        section(page, "FILES");
        entry(page, "/etc/pgsvc/pgsvc.properties", List.of("This file; kept when the package is upgraded."));
        entry(page, "/etc/default/pgsvc, /etc/sysconfig/pgsvc", List.of("Environment of the systemd service."));
        section(page, "SEE ALSO");
        page.append(".BR pgsvc (1)\n");
        Files.writeString(directory.resolve("pgsvc.properties.5"), page);
    }

    private static void collect(CommandLine command, Map<String, OptionSpec> keys) {
        for (OptionSpec option : Texts.options(command)) {
            String name = option.longestName();
            if (name.startsWith("--") && !option.usageHelp() && !option.versionHelp()) {
                keys.putIfAbsent(name.substring(2), option);
            }
        }
        Texts.commands(command).forEach(sub -> collect(sub, keys));
    }

    private static String value(OptionSpec option) {
        return option.paramLabel().replaceAll("[<>]", "").toUpperCase(Locale.ROOT);
    }

    private static String label(OptionSpec option) {
        return Texts.takesValue(option) ? " " + value(option) : "";
    }

    private StringBuilder head(String name, int section, String summary) {
        return new StringBuilder(".TH ").append(escape(name.toUpperCase(Locale.ROOT))).append(' ').append(section)
                .append(" \"").append(date).append("\" \"pgsvc ").append(version).append("\"\n.SH NAME\n")
                .append(escape(name)).append(" \\- ").append(escape(summary)).append('\n');
    }

    private static void section(StringBuilder page, String title) {
        page.append(".SH ").append(title).append('\n');
    }

    private static void verbatim(StringBuilder page, String title, List<String> lines) {
        if (lines.stream().anyMatch(line -> !line.isBlank())) {
            section(page, title);
            page.append(".nf\n");
            lines.forEach(line -> page.append(escape(line)).append('\n'));
            page.append(".fi\n");
        }
    }

    private static void entry(StringBuilder page, String term, List<String> text) {
        page.append(".TP\n.B ").append(escape(term)).append('\n');
        page.append(text.isEmpty() ? "\\&\n" : "");
        paragraphs(page, text);
    }

    private static void paragraphs(StringBuilder page, List<String> lines) {
        for (String line : lines) {
            page.append(line.isBlank() ? ".sp" : escape(line.strip())).append('\n');
        }
    }

    /** Text as roff reads it: ASCII, no control lines, real hyphens, no escapes of its own. */
    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                default -> escaped.append(c < 128 ? Character.toString(c) : "\\[u%04X]".formatted(c));
            }
        });
        return text.startsWith(".") || text.startsWith("'") ? "\\&" + escaped : escaped.toString();
    }
}
