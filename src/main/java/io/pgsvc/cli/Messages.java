package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Prints findings and messages for people, on standard error. */
final class Messages {
    private final PrintWriter err;
    private final boolean colors;

    Messages(PrintWriter err, boolean colors) {
        this.err = err;
        this.colors = colors;
    }

    /** Findings, the errors last so that they stay in sight; what concerns several services alike is said once. */
    void findings(List<Finding> findings) {
        Set<String> said = new HashSet<>();
        findings.stream().filter(f -> f.severity() != Severity.ERROR).filter(f -> said.add(f.toString())).forEach(this::finding);
        findings.stream().filter(Finding::isError).filter(f -> said.add(f.toString())).forEach(this::finding);
        err.flush();
    }

    private void finding(Finding finding) {
        String place = finding.at().map(p -> p + ": ").orElse("pgsvc: ");
        err.println(place + paint(finding.severity()) + ": " + finding.message() + " [" + finding.rule() + "]");
        finding.hint().ifPresent(hint -> err.println("    hint: " + hint));
        for (Position other : finding.related()) {
            err.println("    see also " + other);
        }
    }

    private String paint(Severity severity) {
        if (!colors) {
            return severity.word();
        }
        String code = switch (severity) {
            case ERROR -> "31;1";
            case WARNING -> "33";
            case INFO -> "36";
        };
        return "\u001b[" + code + "m" + severity.word() + "\u001b[0m";
    }

    /** One line. */
    void line(String text) {
        err.println(text);
        err.flush();
    }
}
