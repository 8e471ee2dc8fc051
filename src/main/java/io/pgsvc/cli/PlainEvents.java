package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Severity;
import io.pgsvc.pass.PassResult;
import io.pgsvc.watch.WatchEvents;
import io.pgsvc.watch.WatchStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The watcher's log in its simplest form: lines on standard error; what lasts is said once. */
final class PlainEvents implements WatchEvents {
    private final Messages messages;
    private final boolean debug;
    private Set<String> said = Set.of();
    private String lastMessage = "";

    PlainEvents(Messages messages, boolean debug) {
        this.messages = messages;
        this.debug = debug;
    }

    @Override
    public void passed(WatchStatus.PassEntry entry, Optional<PassResult> result, List<Finding> findings) {
        messages.findings(findings.stream().filter(f -> !said.contains(f.toString())).toList());
        said = findings.stream().map(Finding::toString).collect(Collectors.toSet());
        String line = "pass " + entry.id() + " (" + entry.trigger() + ", " + entry.took().toMillis() + " ms): " + entry.result() + ": "
                + entry.message();
        boolean good = entry.result().equals("done");
        String message = good ? "done" : entry.result() + entry.message();
        boolean same = lastMessage.equals(message);
        lastMessage = message;
        if (entry.changed() || !same) {
            messages.line("pgsvc: " + line);
        } else {
            debug(line);
        }
    }

    @Override
    public void said(Severity severity, String text) {
        messages.line("pgsvc: " + (severity == Severity.INFO ? "" : severity.word() + ": ") + text);
    }

    @Override
    public void debug(String text) {
        if (debug) {
            messages.line("pgsvc: debug: " + text);
        }
    }
}
