package io.pgsvc.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;

/** How log entries become lines. */
public interface LogSink {
    /**
     * Writes one entry; whole, whatever other threads write.
     *
     * @param more   lines that belong to it, for people
     * @param fields the same for programs
     */
    void write(LogLevel level, String text, List<String> more, ObjectNode fields);

    /** Lines for people, with time and level before each. */
    static LogSink text(Consumer<String> out, Clock clock, boolean colors) {
        return (level, text, more, fields) -> {
            String word = !colors || level == LogLevel.DEBUG ? level.word() : "\u001b[" + switch (level) {
                case ERROR -> "31;1";
                case WARNING -> "33";
                default -> "36";
            } + "m" + level.word() + "\u001b[0m";
            StringBuilder lines = new StringBuilder(time(clock)).append(' ').append(word).append(": ").append(indented(text));
            more.forEach(line -> lines.append("\n    ").append(indented(line)));
            out.accept(lines.toString());
        };
    }

    /** Lines for the journal, which has the time itself and learns each line's priority from its prefix. */
    static LogSink journal(Consumer<String> out) {
        return (level, text, more, fields) -> {
            StringBuilder lines = new StringBuilder(level.prefix()).append(indented(text));
            more.forEach(line -> lines.append("\n    ").append(indented(line)));
            out.accept(lines.toString().replace("\n", "\n" + level.prefix()));
        };
    }

    /** One JSON object a line. */
    static LogSink json(Consumer<String> out, Clock clock) {
        return (level, text, more, fields) -> {
            ObjectNode line = fields.objectNode().put("time", time(clock)).put("level", level.word()).put("message", text);
            line.setAll(fields);
            out.accept(line.toString());
        };
    }

    private static String time(Clock clock) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String text = now.toString();
        return text.length() == "2026-01-02T03:04:05Z".length() ? text.replace("Z", ".000Z") : text;
    }

    /** What HAProxy says may have several lines; none of them may look like an entry of its own. */
    private static String indented(String text) {
        return text.strip().replaceAll("\\R", "\n    ");
    }
}
