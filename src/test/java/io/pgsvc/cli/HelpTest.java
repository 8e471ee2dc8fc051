package io.pgsvc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every command explains itself: description, examples that are real command lines, a man page, completions. */
class HelpTest {
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|'[^']*'|\\S+");

    @TempDir
    Path directory;

    private static CommandLine pgsvc() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return Program.commandLine(new Terminal(nowhere, nowhere, Map.of(), false, false));
    }

    /** All commands that help shows, the program itself first. */
    static Stream<List<String>> commands() {
        List<List<String>> names = new ArrayList<>(List.of(List.of()));
        for (CommandLine command : Texts.commands(pgsvc())) {
            names.add(List.of(command.getCommandName()));
            Texts.commands(command).forEach(inner -> names.add(List.of(command.getCommandName(), inner.getCommandName())));
        }
        return names.stream();
    }

    private static CommandLine command(List<String> path) {
        CommandLine command = pgsvc();
        for (String name : path) {
            command = command.getSubcommands().get(name);
        }
        return command;
    }

    /** The command lines under {@code Examples:}, without what is said of them and where their output goes. */
    private static List<String> examples(CommandLine command) {
        List<String> footer = Texts.plain(command.getCommandSpec().usageMessage().footer());
        assertTrue(footer.contains("Examples:"), () -> command.getCommandSpec().qualifiedName() + " --help has no examples");
        return footer.subList(footer.indexOf("Examples:") + 1, footer.size()).stream().filter(line -> line.startsWith("  pgsvc"))
                .map(line -> line.strip().split(" {2,}| [>|&]")[0]).toList();
    }

    @ParameterizedTest(name = "pgsvc {0}")
    @MethodSource("commands")
    void hasADescriptionAndExamplesThatCanBeTyped(List<String> path) {
        CommandLine command = command(path);
        assertFalse(Texts.summary(command).isBlank() || Texts.summary(command).equals(command.getCommandName()), "no description");
        List<String> examples = examples(command);
        assertFalse(examples.isEmpty(), "no example of " + path);
        for (String example : examples) {
            List<String> words = WORD.matcher(example).results().map(word -> word.group().replaceAll("[\"']", "")).toList();
            try {
                pgsvc().parseArgs(words.subList(1, words.size()).toArray(String[]::new));
            } catch (CommandLine.ParameterException e) {
                throw new AssertionError("this example cannot be typed: " + example, e);
            }
        }
    }

    @ParameterizedTest(name = "pgsvc {0}")
    @MethodSource("commands")
    void saysWhatEveryOptionDoes(List<String> path) {
        Texts.options(command(path)).forEach(option -> assertFalse(Texts.hint(option.description()).isBlank(), option.longestName()));
    }

    @Test
    void manPagesHaveExamplesAndTheFirstOneListsAllCommands() throws IOException {
        CommandLine pgsvc = pgsvc();
        new ManPages("1.2.3", "2026-01-01").writeCommand(pgsvc, directory);
        String first = Files.readString(directory.resolve("pgsvc.1"));
        for (CommandLine command : Texts.commands(pgsvc)) {
            String name = "pgsvc-" + command.getCommandName();
            assertTrue(first.contains(".B " + name.replace("-", "\\-") + "(1)"), () -> name + " is not in pgsvc(1)");
            String page = Files.readString(directory.resolve(name + ".1"));
            assertTrue(page.contains(".SH EXAMPLES\n.nf\n") && page.contains("\n  pgsvc " + command.getCommandName()), page);
        }
        try (Stream<Path> pages = Files.list(directory)) {
            assertEquals(commands().count(), pages.count());
        }
    }

    @ParameterizedTest(name = "pgsvc {0}")
    @MethodSource("commands")
    void everyShellCompletesItsOptions(List<String> path) {
        CommandLine pgsvc = pgsvc();
        for (CompletionCommand.Shell shell : CompletionCommand.Shell.values()) {
            String script = CompletionCommand.script(shell, pgsvc);
            path.forEach(name -> assertTrue(script.contains(name), shell + " does not complete " + name));
            Texts.options(command(path)).forEach(option -> assertTrue(script.contains(option.longestName().replaceFirst("^-+", "")),
                    shell + " does not complete " + option.longestName()));
        }
    }
}
