package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import java.util.Optional;

/**
 * Findings as workflow commands of GitHub Actions, which shows them on the lines of a pull request
 * (docs.github.com, Workflow commands: setting an error message).
 */
final class GithubAnnotations {
    private final InventoryPlace place;

    GithubAnnotations(InventoryPlace place) {
        this.place = place;
    }

    String line(Finding finding) {
        StringBuilder text = new StringBuilder("::").append(command(finding.severity())).append(' ');
        Optional<String> file = finding.at().flatMap(place::relative);
        file.ifPresent(f -> {
            Position at = finding.at().orElseThrow();
            text.append("file=").append(property(f)).append(',');
            if (at.line() > 0) {
                text.append("line=").append(at.line()).append(',');
            }
            if (at.line() > 0 && at.column() > 0) {
                text.append("col=").append(at.column()).append(',');
            }
        });
        text.append("title=").append(property("pgsvc " + finding.rule())).append("::");
        String elsewhere = file.isEmpty() ? finding.at().map(p -> p + ": ").orElse("") : "";
        text.append(data(elsewhere + finding.message()));
        finding.hint().ifPresent(hint -> text.append(data("\nhint: " + hint)));
        finding.related().forEach(at -> text.append(data("\nsee also " + place.relative(at).map(f -> new Position(f, at.line(), at.column()))
                .orElse(at))));
        return text.toString();
    }

    private static String command(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "notice";
        };
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
