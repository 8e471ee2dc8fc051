package io.pgsvc.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pgsvc completion}: the completion of a shell, made from the commands themselves. */
@Command(name = "completion", sortOptions = false,
        description = {"Print the completion of commands and options for a shell.", "",
            "The packages install them for all three shells; this is for a program that was copied by hand."},
        footer = {"", "Examples:",
            "  source <(pgsvc completion bash)                          this shell, at once",
            "  pgsvc completion bash > /etc/bash_completion.d/pgsvc     all shells of all users",
            "  pgsvc completion zsh > /usr/local/share/zsh/site-functions/_pgsvc",
            "  pgsvc completion fish > ~/.config/fish/completions/pgsvc.fish"})
final class CompletionCommand implements Callable<Integer> {
    /** Shells for which there is a completion. */
    enum Shell { bash, zsh, fish }

    private final Terminal terminal;

    @Mixin
    GlobalOptions global;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    Shell shell;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().print(script(shell, Program.commandLine(terminal)));
        return ExitCode.OK;
    }

    /** The completion of all commands. */
    static String script(Shell shell, CommandLine root) {
        return switch (shell) {
            case bash -> AutoComplete.bash("pgsvc", root);
            case zsh -> ShellCompletion.zsh(root);
            case fish -> ShellCompletion.fish(root);
        };
    }
}
