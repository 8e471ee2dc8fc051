package io.pgsvc.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsvc.pass.FileChange;
import io.pgsvc.pass.PassResult;

/** Shows what a pass did. */
final class PassReport {
    private final Terminal terminal;
    private final Messages messages;
    private final OutputFormat format;

    PassReport(Terminal terminal, Messages messages, OutputFormat format) {
        this.terminal = terminal;
        this.messages = messages;
        this.format = format;
    }

    /** Prints it and gives the exit code. */
    int print(PassResult result) {
        if (format == OutputFormat.json) {
            try {
                terminal.out().println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(PassDocument.of(result)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        } else {
            messages.findings(result.findings());
            for (FileChange change : result.files()) {
                if (!change.action().equals("unchanged")) {
                    terminal.out().println(String.format("%-9s %s%s", change.action(), change.path(),
                            change.reason().isEmpty() ? "" : "  (" + change.reason() + ")"));
                }
            }
            terminal.out().flush();
            messages.line("pgsvc: " + result.message());
        }
        return switch (result.status()) {
            case DONE -> ExitCode.OK;
            case INVALID -> ExitCode.INVALID;
            case REJECTED -> ExitCode.REJECTED;
            case RELOAD_FAILED -> ExitCode.RELOAD_FAILED;
            case HELD -> ExitCode.HELD;
            case FAILED -> ExitCode.FAILURE;
        };
    }
}
