package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Severity;
import io.pgsvc.pass.GroupedChange;
import io.pgsvc.pass.ServiceChange.Detail;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A difference as a comment on a pull request: a table by service, and the diffs folded away below it. */
final class DiffMarkdown {
    /** GitHub takes comments of 65,536 characters. */
    private static final int LONGEST = 60_000;
    private static final int NODES = 8;

    private DiffMarkdown() {}

    static String of(DiffResult result) {
        StringBuilder text = new StringBuilder("### HAProxy services: ").append(escaped(result.message())).append("\n");
        findings(result.findings(), text);
        if (result.changes().isEmpty()) {
            return text.toString();
        }
        text.append("\n| service | nodes | change |\n|---|---|---|\n");
        int left = 0;
        for (GroupedChange change : result.changes()) {
            String row = "| " + escaped(DiffResult.title(change)) + " | " + escaped(DiffResult.some(change.nodes(), 3)) + " | "
                    + change.details().stream().map(Detail::toString).map(DiffMarkdown::escaped).collect(Collectors.joining("<br>")) + " |\n";
            if (text.length() + row.length() > LONGEST / 2) {
                left++;
            } else {
                text.append(row);
            }
        }
        text.append(left > 0 ? "\n… and " + left + " more changes.\n" : "").append('\n');
        int hidden = 0;
        for (GroupedChange change : result.changes()) {
            String block = folded(change);
            if (text.length() + block.length() > LONGEST) {
                hidden++;
            } else {
                text.append(block);
            }
        }
        return hidden == 0 ? text.toString() : text + "\n" + DiffResult.count(hidden, "diff") + " left out: too long for a comment.\n";
    }

    private static void findings(List<Finding> findings, StringBuilder text) {
        List<Finding> told = findings.stream().filter(f -> f.severity() != Severity.INFO).limit(20).toList();
        if (!told.isEmpty()) {
            text.append('\n');
        }
        for (Finding finding : told) {
            text.append("- **").append(finding.severity().word()).append("** ").append(escaped(finding.at().map(p -> p + ": ").orElse("")
                    + finding.message())).append(" `").append(finding.rule()).append("`\n");
        }
        if (findings.size() > told.size()) {
            text.append("- … and ").append(findings.size() - told.size()).append(" more\n");
        }
    }

    private static String folded(GroupedChange change) {
        List<String> lines = new ArrayList<>(UnifiedDiff.of(change.example()));
        String fence = "```";
        while (lines.stream().anyMatch(line -> line.contains("```"))) {
            lines.replaceAll(line -> line.replace("```", "'''"));
        }
        return "<details><summary>" + html(DiffResult.title(change)) + " on " + html(DiffResult.some(change.nodes(), NODES))
                + "</summary>\n\n" + fence + "diff\n" + String.join("\n", lines) + "\n" + fence + "\n\n</details>\n";
    }

    /** So that nothing of a value is read as markup. */
    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c == '\n') {
                safe.append(' ');
                continue;
            }
            safe.append("\\`*_[]<>#|@!~".indexOf(c) >= 0 ? "\\" : "").append(c);
        }
        return safe.toString();
    }

    private static String html(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
