package io.pgsvc.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.pass.FileChange;
import io.pgsvc.pass.PassResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Shows what a pass did. */
final class PassReport {
    private final Terminal terminal;
    private final Messages messages;
    private final OutputFormat format;
    private final boolean diff;
    private final boolean colors;
    private final boolean detailedExitCode;

    PassReport(Terminal terminal, Messages messages, OutputFormat format, boolean diff, boolean colors, boolean detailedExitCode) {
        this.terminal = terminal;
        this.messages = messages;
        this.format = format;
        this.diff = diff;
        this.colors = colors;
        this.detailedExitCode = detailedExitCode;
    }

    /** Prints it and gives the exit code. */
    int print(PassResult result) {
        if (format == OutputFormat.json) {
            printJson(result);
        } else {
            messages.findings(result.findings());
            boolean undone = result.status() == PassResult.Status.REJECTED || result.status() == PassResult.Status.RELOAD_FAILED;
            result.files().stream().filter(change -> !change.action().equals("unchanged") && (diff || !undone)).forEach(this::show);
            terminal.out().flush();
            messages.line("pgsvc: " + result.message());
        }
        return exitCode(result, detailedExitCode);
    }

    /** How the program ends after a pass. */
    static int exitCode(PassResult result, boolean detailedExitCode) {
        return switch (result.status()) {
            case DONE -> detailedExitCode && result.changed() ? ExitCode.CHANGES : ExitCode.OK;
            case INVALID -> ExitCode.INVALID;
            case REJECTED -> ExitCode.REJECTED;
            case RELOAD_FAILED -> ExitCode.RELOAD_FAILED;
            case HELD -> ExitCode.HELD;
            case FAILED -> ExitCode.FAILURE;
        };
    }

    /** A pass that could not be made: as a document too, so that whoever reads it need not look at the exit code first. */
    int print(PgsvcException failure) {
        if (format != OutputFormat.json) {
            throw failure;
        }
        int exit = ExitCode.of(failure);
        PassResult.Status status = exit == ExitCode.INVALID ? PassResult.Status.INVALID : PassResult.Status.FAILED;
        printJson(new PassResult(status, false, failure.findings().getFirst().toString(), List.of(), failure.findings(),
                OptionalLong.empty(), Optional.empty()));
        return exit;
    }

    private void printJson(PassResult result) {
        try {
            terminal.out().println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(PassDocument.of(result)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void show(FileChange change) {
        terminal.out().println(String.format("%-9s %s%s", change.action(), change.path(),
                change.reason().isEmpty() ? "" : "  (" + change.reason() + ")"));
        if (diff) {
            List<String> lines = UnifiedDiff.of(change);
            (colors ? UnifiedDiff.colored(lines) : lines).forEach(terminal.out()::println);
        }
    }
}
