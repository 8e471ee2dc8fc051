package io.pgsvc;

import io.pgsvc.cli.Program;
import io.quarkus.runtime.annotations.QuarkusMain;

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
    private Pgsvc() {
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(Program.onStandardStreams().run(args));
    }
}
