package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The command line as a whole: puts the commands together and turns what goes wrong into messages and exit codes. */
public final class Program {
    /** Columns of help texts. */
    private static final int WIDTH = 100;

    private final Terminal terminal;

    Program(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The program on this process' standard streams. */
    public static Program onStandardStreams() {
        boolean tty = System.console() != null && System.console().isTerminal();
        return new Program(new Terminal(new java.io.PrintWriter(System.out, false, java.nio.charset.StandardCharsets.UTF_8),
                new java.io.PrintWriter(System.err, true, java.nio.charset.StandardCharsets.UTF_8), System.getenv(), tty, tty));
    }

    /** Runs one command line and gives its exit code. */
    public int run(String... args) {
        CommandLine command = commandLineFor(terminal, List.of(args));
        try {
            command.setDefaultValueProvider(defaults(terminal, command));
        } catch (UsageException e) {
            return failed(e, false, Terminal.Color.auto);
        }
        int exit = command.execute(args);
        if (terminal.out().checkError()) { // it flushes
            terminal.err().println("pgsvc: standard output cannot be written");
            exit = exit == ExitCode.OK ? ExitCode.FAILURE : exit;
        }
        terminal.err().flush();
        return exit;
    }

    /** All commands, wired but not run: also what man pages and completions are made from. */
    public static CommandLine commandLine(Terminal terminal) {
        return commandLine(terminal, name -> true);
    }

    /** Those that the arguments can mean. To make the others takes longer than a pass over a small inventory. */
    static CommandLine commandLineFor(Terminal terminal, List<String> args) {
        if (args.equals(List.of("--version")) || args.equals(List.of("-V"))) {
            return commandLine(terminal, name -> false);
        }
        Set<String> names = commands(terminal).keySet();
        return args.stream().filter(arg -> !arg.startsWith("-")).findFirst().filter(names::contains)
                .map(named -> commandLine(terminal, named::equals)).orElseGet(() -> commandLine(terminal));
    }

    /** What options are when the command line does not give them; the configuration file may set those of other commands. */
    static OptionDefaults defaults(Terminal terminal, CommandLine command) {
        return OptionDefaults.read(terminal.environment(), OptionDefaults.names(command),
                () -> OptionDefaults.names(commandLine(terminal)));
    }

    private static LinkedHashMap<String, Supplier<Object>> commands(Terminal terminal) {
        LinkedHashMap<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("render", () -> new RenderCommand(terminal));
        commands.put("check", () -> new CheckCommand(terminal));
        commands.put("diff", () -> new DiffCommand(terminal));
        commands.put("list", () -> new ListCommand(terminal));
        commands.put("explain", () -> new ExplainCommand(terminal));
        commands.put("url", () -> new UrlCommand(terminal));
        commands.put("watch", () -> new WatchCommand(terminal));
        commands.put("pause", () -> new PauseCommand(terminal, Clock.systemUTC()));
        commands.put("resume", () -> new ResumeCommand(terminal, Clock.systemUTC()));
        commands.put("rollback", () -> new RollbackCommand(terminal, Clock.systemUTC()));
        commands.put("history", () -> new HistoryCommand(terminal, Clock.systemUTC()));
        commands.put("status", () -> new StatusCommand(terminal, Clock.systemUTC()));
        commands.put("export", () -> new ExportCommand(terminal));
        commands.put("completion", () -> new CompletionCommand(terminal));
        return commands;
    }

    private static CommandLine commandLine(Terminal terminal, Predicate<String> wanted) {
        CommandLine command = new CommandLine(new Main());
        commands(terminal).forEach((name, make) -> {
            if (wanted.test(name)) {
                command.addSubcommand(name, make.get());
            }
        });
        command.setOut(terminal.out());
        command.setErr(terminal.err());
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setUsageHelpWidth(WIDTH);
        configure(command, terminal);
        return command;
    }

    private static void configure(CommandLine command, Terminal terminal) {
        Program program = new Program(terminal);
        command.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE).exitCodeOnExecutionException(ExitCode.FAILURE);
        command.setColorScheme(CommandLine.Help.defaultColorScheme(
                terminal.colorsOnOut(Terminal.Color.auto) ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        command.setParameterExceptionHandler((e, args) -> program.badUsage(e));
        command.setExecutionExceptionHandler((e, line, parsed) -> program.unexpected(e, List.of(parsed.originalArgs().toArray(String[]::new))));
        command.getSubcommands().values().forEach(sub -> configure(sub, terminal));
    }

    private int badUsage(CommandLine.ParameterException e) {
        terminal.err().println(Finding.printable(place(e).map(place -> place + ": error: " + e.getMessage() + " [configuration]")
                .orElse("pgsvc: " + e.getMessage())));
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, terminal.err())) {
            terminal.err().println("See `" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help`.");
        }
        terminal.err().flush();
        return ExitCode.USAGE;
    }

    /** Where a bad value stands that is not from the command line. */
    private static Optional<String> place(CommandLine.ParameterException e) {
        CommandLine command = e.getCommandLine();
        if (!(e.getArgSpec() instanceof CommandLine.Model.OptionSpec option)
                || !(command.getDefaultValueProvider() instanceof OptionDefaults defaults)
                || e.getValue() == null || !e.getValue().equals(defaults.defaultValue(option))) {
            return Optional.empty();
        }
        return defaults.place(option);
    }

    private int unexpected(Exception e, List<String> args) {
        boolean debug = args.contains("--debug");
        if (e instanceof PgsvcException known) {
            return failed(known, debug, Terminal.Color.auto);
        }
        terminal.err().println("pgsvc: internal error: " + e + (debug ? "" : " (run with --debug for the stack trace)"));
        if (debug) {
            e.printStackTrace(terminal.err());
        }
        terminal.err().flush();
        return ExitCode.FAILURE;
    }

    private int failed(PgsvcException e, boolean debug, Terminal.Color color) {
        new Messages(terminal.err(), terminal.colorsOnErr(color)).findings(e.findings());
        if (debug) {
            e.printStackTrace(terminal.err());
        }
        terminal.err().flush();
        return ExitCode.of(e);
    }
}
