package io.pgsvc.cli;

import picocli.CommandLine.Option;

/** Options that every command has. */
final class GlobalOptions {
    @Option(names = "--debug", description = "Show stack traces of failures.")
    boolean debug;

    @Option(names = "--color", paramLabel = "WHEN", defaultValue = "auto",
            description = "Use colours: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}: on a terminal, unless NO_COLOR is set).")
    Terminal.Color color;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
    boolean help;
}
