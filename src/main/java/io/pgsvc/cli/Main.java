package io.pgsvc.cli;

import io.quarkus.picocli.runtime.annotations.TopCommand;
import picocli.CommandLine.Command;

@TopCommand
@Command(name = "pgsvc", mixinStandardHelpOptions = true, version = "pgsvc 0.1.0")
public class Main implements Runnable {
    @Override
    public void run() {
    }
}
