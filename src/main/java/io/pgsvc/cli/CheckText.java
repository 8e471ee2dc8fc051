package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Findings for people: file by file, in the order of their lines, wrapped to the terminal. */
final class CheckText {
    /** So many findings of one rule are shown; whoever has more looks for one cause. */
    static final int SHOWN = 50;
    private static final String RESET = "\u001b[0m";
    private static final int LEAST_WIDTH = 40;

    private final PrintWriter out;
    private final int width;
    private final boolean colors;

    /** @param width columns of the terminal */
    CheckText(PrintWriter out, int width, boolean colors) {
        this.out = out;
        this.width = width;
        this.colors = colors;
    }

    void print(CheckResult result) {
        Map<String, List<Finding>> byFile = new LinkedHashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (Finding finding : result.findings()) {
            if (counts.merge(finding.rule(), 1, Integer::sum) <= SHOWN) {
                byFile.computeIfAbsent(finding.at().map(Position::file).orElse(""), f -> new ArrayList<>()).add(finding);
            }
        }
        byFile.forEach(this::file);
        counts.entrySet().stream().filter(e -> e.getValue() > SHOWN).sorted(Map.Entry.comparingByKey()).forEach(e ->
                out.println(String.format(Locale.ROOT, "%,d more of %s are not shown (-o json has all)%n", e.getValue() - SHOWN, e.getKey())));
        String color = result.failed() ? "31;1" : result.warnings() > 0 ? "33" : "32";
        out.println(paint(result.summary(), color));
    }

    private void file(String file, List<Finding> findings) {
        int places = findings.stream().mapToInt(f -> place(f).length()).max().orElse(0);
        out.println(paint(file.isEmpty() ? "(no file)" : file, "1"));
        findings.forEach(finding -> finding(finding, file, places));
        out.println();
    }

    private void finding(Finding finding, String file, int places) {
        String place = place(finding);
        String head = "  " + " ".repeat(places - place.length()) + place + (places == 0 ? "" : "  ");
        String word = finding.severity().word();
        int indent = head.length() + 9;
        List<String> lines = wrap(finding.message() + " [" + finding.rule() + "]", indent);
        for (int i = 0; i < lines.size(); i++) {
            String start = i > 0 ? " ".repeat(indent)
                    : head + paint(word, color(finding.severity())) + " ".repeat(9 - word.length());
            out.println(start + dimRule(lines.get(i), finding.rule(), i == lines.size() - 1));
        }
        finding.hint().ifPresent(hint -> note("hint: " + hint, indent));
        finding.related().forEach(at -> note("see also " + (at.file().equals(file) && at.line() > 0
                ? "line " + at.line() : at.toString()), indent));
    }

    private void note(String text, int indent) {
        List<String> lines = wrap(text, indent + 2);
        for (int i = 0; i < lines.size(); i++) {
            out.println(" ".repeat(i == 0 ? indent : indent + 2) + lines.get(i));
        }
    }

    private List<String> wrap(String text, int indent) {
        return width == Integer.MAX_VALUE ? List.of(text) : Table.wrap(text, Math.max(LEAST_WIDTH, width - indent));
    }

    private String dimRule(String line, String rule, boolean last) {
        String tag = "[" + rule + "]";
        return colors && last && line.endsWith(tag) ? line.substring(0, line.length() - tag.length()) + paint(tag, "2") : line;
    }

    private static String place(Finding finding) {
        return finding.at().filter(at -> at.line() > 0).map(at -> at.line() + (at.column() > 0 ? ":" + at.column() : "")).orElse("");
    }

    private String paint(String text, String code) {
        return colors ? "\u001b[" + code + "m" + text + RESET : text;
    }

    private static String color(Severity severity) {
        return switch (severity) {
            case ERROR -> "31;1";
            case WARNING -> "33";
            case INFO -> "36";
        };
    }
}
