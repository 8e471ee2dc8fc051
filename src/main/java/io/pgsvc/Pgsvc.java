package io.pgsvc;

import io.pgsvc.cli.Main;
import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;

/**
 * The program's entry point.
 *
 * <p>It runs the commands directly and never boots the Quarkus application: booting reads {@code .env} and
 * {@code config/application.properties} from the working directory, which an inventory repository can ship
 * and which may name log files that root would then write. It also costs start-up time. The image, the
 * reflection data of the commands and the packaging are Quarkus' work at build time.
 */
@QuarkusMain
public final class Pgsvc {
    /** Exit code of a command line that is wrong (EX_USAGE of sysexits.h). */
    private static final int USAGE = 64;

    private Pgsvc() {
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        CommandLine command = new CommandLine(new Main());
        command.getCommandSpec().exitCodeOnInvalidInput(USAGE);
        System.exit(command.execute(args));
    }
}
