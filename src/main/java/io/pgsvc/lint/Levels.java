package io.pgsvc.lint;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a user wants to hear of each rule: levels by rule id, and comments in the inventory.
 *
 * @param byRule the severity that a rule's findings get; empty for none at all
 */
public record Levels(Map<String, Optional<Severity>> byRule) {
    public static final Levels NORMAL = new Levels(Map.of());

    public Levels {
        byRule = Map.copyOf(byRule);
    }

    /** What is left of findings, with what is wrong with the comments themselves, by file and line. */
    public List<Finding> apply(List<Finding> findings, List<IgnoreComment> comments) {
        Map<String, List<IgnoreComment>> byPlace = new HashMap<>();
        comments.forEach(c -> byPlace.computeIfAbsent(c.at().file() + ":" + c.line(), k -> new ArrayList<>()).add(c));
        Map<IgnoreComment, Set<String>> used = new HashMap<>();
        List<Finding> left = new ArrayList<>();
        for (Finding finding : findings) {
            List<IgnoreComment> here = finding.at().map(p -> byPlace.getOrDefault(p.file() + ":" + p.line(), List.of())).orElse(List.of());
            Optional<IgnoreComment> ignored = here.stream().filter(c -> c.covers(finding)).findFirst();
            ignored.ifPresentOrElse(c -> used.computeIfAbsent(c, k -> new HashSet<>()).add(finding.rule()), () -> left.add(finding));
        }
        for (IgnoreComment comment : comments) {
            // A rule that is off finds nothing: then a comment for it is no mistake.
            Set<String> done = new HashSet<>(used.getOrDefault(comment, Set.of()));
            byRule.forEach((rule, level) -> level.ifPresentOrElse(l -> { }, () -> done.add(rule)));
            left.addAll(comment.problems(done));
        }
        return left.stream().flatMap(f -> at(f).stream()).sorted(ORDER).toList();
    }

    private Optional<Finding> at(Finding finding) {
        Optional<Severity> level = byRule.getOrDefault(finding.rule(), Optional.of(finding.severity()));
        return level.map(severity -> finding.severity() == severity ? finding : finding.withSeverity(severity));
    }

    private static final Comparator<Finding> ORDER = Comparator.comparing((Finding f) -> f.at().isEmpty())
            .thenComparing(f -> f.at().map(Position::file).orElse(""))
            .thenComparing(f -> f.at().map(Position::line).orElse(0))
            .thenComparing(f -> f.at().map(Position::column).orElse(0))
            .thenComparing(Finding::rule).thenComparing(Finding::message);
}
