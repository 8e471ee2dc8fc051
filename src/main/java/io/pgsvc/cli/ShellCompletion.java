package io.pgsvc.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Completions for zsh and fish; bash's is picocli's own. */
final class ShellCompletion {
    private ShellCompletion() {
    }

    static String zsh(CommandLine root) {
        StringBuilder script = new StringBuilder("#compdef pgsvc\n\n_pgsvc() {\n"
                + "  local curcontext=\"$curcontext\" state line\n  typeset -A opt_args\n");
        List<CommandLine> commands = Texts.commands(root);
        script.append("  local -a commands=(\n");
        for (CommandLine command : commands) {
            script.append("    ").append(quote(command.getCommandName() + ":" + Texts.summary(command))).append('\n');
        }
        script.append("  )\n  _arguments -C \\\n");
        Texts.options(root).forEach(option -> zshOption(script, option));
        script.append("    '1: :->command' '*:: :->arguments'\n  case $state in\n"
                + "    command) _describe command commands ;;\n    arguments)\n      case $line[1] in\n");
        for (CommandLine command : commands) {
            script.append("        ").append(command.getCommandName()).append(")\n          _arguments \\\n");
            Texts.options(command).forEach(option -> zshOption(script, option));
            List<String> words = Texts.words(command);
            script.append(words.isEmpty() ? "            '*:file:_files' ;;\n"
                    : "            '1:" + command.getCommandName() + ":(" + String.join(" ", words) + ")' ;;\n");
        }
        return script.append("      esac ;;\n  esac\n}\n\n_pgsvc \"$@\"\n").toString();
    }

    private static void zshOption(StringBuilder script, OptionSpec option) {
        for (String name : option.names()) {
            String hint = Texts.hint(option.description()).replace("[", "\\[").replace("]", "\\]");
            String spec = (option.isMultiValue() ? "*" : "") + name + "[" + hint + "]";
            if (Texts.takesValue(option)) {
                List<String> values = Texts.candidates(option);
                spec += ":value:" + (Texts.takesPath(option) ? "_files"
                        : values.isEmpty() ? "" : "(" + String.join(" ", values) + ")");
            }
            script.append("    ").append(quote(spec)).append(" \\\n");
        }
    }

    static String fish(CommandLine root) {
        StringBuilder script = new StringBuilder();
        Texts.options(root).forEach(option -> fishOption(script, "__fish_use_subcommand", option));
        for (CommandLine command : Texts.commands(root)) {
            String name = command.getCommandName();
            script.append("complete -c pgsvc -f -n __fish_use_subcommand -a ").append(name).append(" -d ")
                    .append(quote(Texts.summary(command))).append('\n');
            List<String> words = Texts.words(command);
            if (!words.isEmpty()) {
                script.append("complete -c pgsvc -f -n '__fish_seen_subcommand_from ").append(name).append("' -a ")
                        .append(quote(String.join(" ", words))).append('\n');
            }
            Texts.options(command).forEach(
                    option -> fishOption(script, "'__fish_seen_subcommand_from " + name + "'", option));
        }
        return script.toString();
    }

    private static void fishOption(StringBuilder script, String condition, OptionSpec option) {
        script.append("complete -c pgsvc -n ").append(condition);
        for (String name : option.names()) {
            script.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (Texts.takesValue(option)) {
            List<String> values = Texts.candidates(option);
            script.append(Texts.takesPath(option) ? " -r -F" : " -x");
            script.append(values.isEmpty() ? "" : " -a " + quote(String.join(" ", values)));
        }
        script.append(" -d ").append(quote(Texts.hint(option.description()))).append('\n');
    }

    private static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
