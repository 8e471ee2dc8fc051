package io.pgsvc.watch;

import io.pgsvc.model.Severity;
import java.util.Locale;

/** How much a log line matters, with its number in syslog and journald. */
public enum LogLevel {
    ERROR(3), WARNING(4), INFO(6), DEBUG(7);

    private final int priority;

    LogLevel(int priority) {
        this.priority = priority;
    }

    /** sd-daemon(3): a line that starts with it gets this priority in the journal. */
    String prefix() {
        return "<" + priority + ">";
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static LogLevel of(Severity severity) {
        return switch (severity) {
            case ERROR -> ERROR;
            case WARNING -> WARNING;
            case INFO -> INFO;
        };
    }
}
