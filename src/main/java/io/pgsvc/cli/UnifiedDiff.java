package io.pgsvc.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.pgsvc.pass.FileChange;
import java.util.ArrayList;
import java.util.List;

/** The difference between what stands and what should, as a unified diff. */
final class UnifiedDiff {
    private static final int CONTEXT = 3;

    private UnifiedDiff() {}

    /** Lines of the diff; none if there is no difference. */
    static List<String> of(FileChange change) {
        List<String> before = change.before().map(String::lines).map(s -> s.toList()).orElse(List.of());
        List<String> after = change.after().map(String::lines).map(s -> s.toList()).orElse(List.of());
        return UnifiedDiffUtils.generateUnifiedDiff(change.before().isPresent() ? "a/" + change.path() : "/dev/null",
                change.after().isPresent() ? "b/" + change.path() : "/dev/null", before, DiffUtils.diff(before, after), CONTEXT);
    }

    /** The same with the colours that git uses. */
    static List<String> colored(List<String> lines) {
        List<String> colored = new ArrayList<>();
        for (String line : lines) {
            String code = line.startsWith("+++") || line.startsWith("---") ? "1" : line.startsWith("@@") ? "36"
                    : line.startsWith("+") ? "32" : line.startsWith("-") ? "31" : "";
            colored.add(code.isEmpty() ? line : "\u001b[" + code + "m" + line + "\u001b[0m");
        }
        return colored;
    }
}
