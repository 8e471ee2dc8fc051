package io.pgsvc.cli;

import io.pgsvc.publish.Pause;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pgsvc resume}: the end of a pause. */
@Command(name = "resume", sortOptions = false, abbreviateSynopsis = true,
        description = {"End the pause of this node. The next pass brings the files in step with the inventory again:",
            "the watcher makes it within its resync time, `pgsvc render` at once."},
        footer = {"", "Examples:", "  pgsvc resume", "  pgsvc resume && pgsvc render"})
final class ResumeCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Clock clock;

    @Mixin
    GlobalOptions global;

    @Mixin
    NodeStateFlags state;

    @Mixin
    PauseOutput output;

    ResumeCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        return output.print(terminal, () -> {
            Optional<Pause> ended = state.node(state.stateDir, clock).resume(state.lockTimeout);
            return new PauseOutput.Outcome(ended.isPresent(), ended.map(pause -> "the pause " + pause.words() + " is over")
                    .orElse("nothing to do: this node is not paused"), Optional.empty());
        });
    }
}
