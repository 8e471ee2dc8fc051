package io.pgsvc.publish;

import io.pgsvc.model.Severity;
import java.util.List;
import java.util.Optional;

/**
 * What HAProxy says of a configuration.
 *
 * @param output everything that it printed, as it is
 */
public record CheckResult(boolean accepted, List<Message> messages, String output) {

    public CheckResult {
        messages = List.copyOf(messages);
    }

    /**
     * One of HAProxy's sentences.
     *
     * @param fileName name of a fragment inside the conf-dir; absent for the main file and for no file at all
     * @param line     counts from 1; 0 where HAProxy names none
     */
    public record Message(Severity severity, Optional<String> fileName, int line, String text) {}
}
