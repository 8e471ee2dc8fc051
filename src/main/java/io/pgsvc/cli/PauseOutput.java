package io.pgsvc.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.publish.Pause;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** What {@code pause} and {@code resume} print (docs/schema/pause.json). */
final class PauseOutput {
    static final String SCHEMA = "pgsvc/pause/1";

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "text",
            description = "Format of the result: text, json or yaml (default: text).")
    OutputFormat format;

    /** @param paused the pause that stands now */
    record Outcome(boolean changed, String message, Optional<Pause> paused) {}

    /** Does it, prints what came of it, and gives the exit code. */
    int print(Terminal terminal, Supplier<Outcome> work) {
        Outcome outcome;
        try {
            outcome = work.get();
        } catch (PgsvcException e) {
            return Documents.failure(terminal, format, SCHEMA, e, document -> document.putNull("paused"));
        }
        if (format == OutputFormat.text) {
            terminal.out().println("pgsvc: " + outcome.message());
        } else {
            ObjectNode document = Documents.start(SCHEMA, outcome.changed(), false, outcome.message());
            document.putArray("findings");
            document.set("paused", outcome.paused().map(PauseOutput::document).orElse(null));
            Documents.print(terminal, format, document);
        }
        return ExitCode.OK;
    }

    /** A pause as part of a document. */
    static ObjectNode document(Pause pause) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("since", pause.since().toString());
        pause.until().ifPresentOrElse(end -> node.put("until", end.toString()), () -> node.putNull("until"));
        return node.put("by", pause.by()).put("reason", pause.reason()).put("damaged", pause.damaged());
    }
}
