package io.pgsvc.cli;

import io.pgsvc.build.BuildInfo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program itself, without a command. */
@Command(name = "pgsvc", versionProvider = Main.Version.class, synopsisSubcommandLabel = "COMMAND",
        description = "Keeps the HAProxy service files of PostgreSQL clusters in step with their inventory.",
        footer = {"",
            "Options can also be set in the environment (PGSVC_CONF_DIR=…) and in",
            "/etc/pgsvc/pgsvc.properties (conf-dir=…).",
            "",
            "Exit codes: 0 done or nothing to do, 1 failure, 2 changes (with --detailed-exitcode),",
            "3 inventory invalid, 4 HAProxy rejected the configuration, 5 reload failed and was rolled back,",
            "6 held or paused, 7 another pgsvc is at work, 64 usage.",
            "", "Examples:",
            "  pgsvc render --dry-run --diff     what a pass on this node would change",
            "  pgsvc render                      make that pass",
            "  pgsvc render --help               more of one command"})
public final class Main implements Runnable {
    @Spec
    CommandSpec spec;

    @Mixin
    GlobalOptions global;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version and exit.")
    boolean version;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    /** The version that the build left in the program. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {BuildInfo.read().line()};
        }
    }
}
