package io.pgsvc.lint;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A comment {@code # pgsvc: ignore rule-id, rule-id} in a file of an inventory. It stands on the line of a finding, or alone
 * on the line above it. What follows the ids is free text.
 *
 * @param at    where the {@code #} stands
 * @param line  the line whose findings it ignores
 * @param rules the ids that it names
 */
public record IgnoreComment(Position at, int line, List<String> rules) {
    /** What a file must hold to be worth a closer look. */
    public static final String MARK = "pgsvc:";
    private static final Pattern COMMENT = Pattern.compile("(?:^|(?<=\\s))#\\s*pgsvc:\\s*ignore\\b[ \\t]*(.*)$");
    private static final Pattern IDS = Pattern.compile("[a-z][a-z0-9-]*(?:\\s*,\\s*[a-z][a-z0-9-]*)*");

    public IgnoreComment {
        rules = List.copyOf(rules);
    }

    /** The comments of a file. */
    public static List<IgnoreComment> in(String file, String text) {
        List<IgnoreComment> found = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            Matcher matcher = lines[i].contains(MARK) ? COMMENT.matcher(lines[i].stripTrailing()) : null;
            if (matcher != null && matcher.find()) {
                Matcher ids = IDS.matcher(matcher.group(1));
                List<String> rules = ids.lookingAt() ? Stream.of(ids.group().split(",")).map(String::strip).toList() : List.of();
                int column = lines[i].codePointCount(0, matcher.start()) + 1;
                found.add(new IgnoreComment(new Position(file, i + 1, column), target(lines, i), rules));
            }
        }
        return found;
    }

    /** The comment's own line, or where nothing else stands there the next one that is no comment. */
    private static int target(String[] lines, int comment) {
        int line = comment;
        while (line < lines.length - 1 && lines[line].stripLeading().startsWith("#")) {
            line++;
        }
        return line + 1;
    }

    /** Whether this comment is about a finding. */
    boolean covers(Finding finding) {
        return rules.contains(finding.rule()) && finding.at().filter(p -> p.line() == line && p.file().equals(at.file())).isPresent();
    }

    /** What is wrong with the comment itself. */
    List<Finding> problems(Set<String> used) {
        if (rules.isEmpty()) {
            return List.of(Finding.warning("ignore-comment", "the comment names no rule", at)
                    .withHint("write `# pgsvc: ignore port-clash`; docs/rules lists the rules"));
        }
        List<Finding> problems = new ArrayList<>();
        for (String id : rules) {
            boolean known = Rules.find(id).isPresent();
            if (!known) {
                Finding unknown = Finding.warning("ignore-comment", "there is no rule " + id, at);
                problems.add(Suggestion.among(id, Rules.all().stream().map(Rule::id).toList())
                        .map(n -> unknown.withHint("did you mean `" + n + "`?")).orElse(unknown));
            } else if (!Rules.find(id).orElseThrow().switchable()) {
                problems.add(Finding.warning("ignore-comment", "rule " + id + " cannot be ignored", at));
            } else if (!used.contains(id)) {
                problems.add(Finding.warning("ignore-comment", "nothing to ignore: " + id + " finds nothing on line " + line, at)
                        .withSeverity(io.pgsvc.model.Severity.INFO));
            }
        }
        return problems;
    }
}
