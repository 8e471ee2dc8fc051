package io.pgsvc.fuzz;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Severity;
import java.util.List;

/** What a refusal must be like: said in findings, each at its place, and safe to print. */
public final class Rejections {
    private Rejections() {}

    public static void check(PgsvcException refusal) {
        if (refusal.findings().isEmpty()) {
            throw new AssertionError("refused without a word", refusal);
        }
        check(refusal.findings());
    }

    public static void check(List<Finding> findings) {
        for (Finding finding : findings) {
            if (finding.severity() == Severity.ERROR && finding.at().isEmpty()) {
                throw new AssertionError("no position: " + finding);
            }
            if (finding.message().chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
                throw new AssertionError("control characters in a message: " + finding);
            }
        }
    }
}
