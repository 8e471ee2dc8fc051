package io.pgsvc.cli;

import io.pgsvc.publish.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pgsvc pause}: the files of this node stay as they are. */
@Command(name = "pause", sortOptions = false, abbreviateSynopsis = true,
        description = {"Hold every pass of this node: render and watch change nothing and end with, or report, \"held\" (6).",
            "A pass at work is waited for. What an interrupted pass began is still brought to its end."},
        footer = {"", "Examples:",
            "  pgsvc pause --for 2h --reason \"kernel upgrade\"",
            "  pgsvc pause                     until `pgsvc resume`, reboots included",
            "  pgsvc render --dry-run --diff   what would be done meanwhile",
            "  pgsvc render --force            one pass all the same"})
final class PauseCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Clock clock;

    @Mixin
    GlobalOptions global;

    @Option(names = "--for", paramLabel = "TIME", converter = Durations.class,
            description = "The pause ends by itself after this time, such as 30m or 2h (default: only with `pgsvc resume`).")
    Optional<Duration> duration = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; shown to everybody whose pass is held.")
    Optional<String> reason = Optional.empty();

    @Mixin
    NodeStateFlags state;

    @Mixin
    PauseOutput output;

    PauseCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        return output.print(terminal, () -> {
            Pause pause = pause(duration, reason.orElse(""), terminal, clock);
            Optional<Pause> before = state.node(state.stateDir, clock).pause(pause, state.lockTimeout);
            return new PauseOutput.Outcome(true, "this node is paused " + pause.words()
                    + before.map(b -> "; the pause " + b.words() + " is replaced").orElse(""), Optional.of(pause));
        });
    }

    /** A pause that begins now. */
    static Pause pause(Optional<Duration> duration, String reason, Terminal terminal, Clock clock) {
        if (duration.filter(Duration::isZero).isPresent()) {
            throw UsageException.of("--for 0 is no pause", "leave it out for a pause without end");
        }
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        return new Pause(now, duration.map(now::plus), Who.runs(terminal), reason.strip().replaceAll("\\p{Cntrl}+", " "));
    }
}
