package io.pgsvc.cli;

import io.pgsvc.watch.JournalStream;
import io.pgsvc.watch.LogLevel;
import io.pgsvc.watch.LogSink;
import java.time.Clock;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** How a command that runs on logs. */
final class LogFlags {
    /** How log lines look. */
    enum Format { text, json }

    @Option(names = "--log-format", paramLabel = "FORMAT", defaultValue = "text",
            description = "Format of the log: text or json, one object a line (default: text).")
    Format format;

    @Option(names = "--log-level", paramLabel = "LEVEL", defaultValue = "info",
            description = "The least that is logged: error, warning, info or debug (default: info).")
    LogLevel level;

    /** The log on standard error; the journal gets priorities instead of times. */
    LogSink sink(Terminal terminal, Terminal.Color color) {
        Consumer<String> err = line -> {
            terminal.err().println(line);
            terminal.err().flush();
        };
        Clock clock = Clock.systemUTC();
        return switch (format) {
            case json -> LogSink.json(err, clock);
            case text -> JournalStream.isStandardError(terminal.environment()) ? LogSink.journal(err)
                    : LogSink.text(err, clock, terminal.colorsOnErr(color));
        };
    }
}
