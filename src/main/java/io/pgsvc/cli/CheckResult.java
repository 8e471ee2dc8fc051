package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Severity;
import io.pgsvc.pass.FleetCheck;
import java.util.List;

/**
 * What a check ends with.
 *
 * @param read   whether the inventory could be read: else its rules were not applied
 * @param strict whether warnings count as errors
 */
record CheckResult(FleetCheck.Result found, boolean read, boolean strict) {

    /** An inventory that could not be read. */
    static CheckResult unread(List<Finding> findings, boolean strict) {
        return new CheckResult(new FleetCheck.Result(findings, 0, 0, 0, 0), false, strict);
    }

    List<Finding> findings() {
        return found.findings();
    }

    long errors() {
        return found.count(Severity.ERROR);
    }

    long warnings() {
        return found.count(Severity.WARNING);
    }

    boolean failed() {
        return errors() > 0 || strict && warnings() > 0;
    }

    /** {@code 3 errors, 5 warnings in 12 files; 48 clusters on 120 hosts checked}. */
    String summary() {
        if (!read) {
            return count(errors(), "error") + ": the inventory cannot be read, nothing more was checked";
        }
        String problems = errors() + warnings() == 0 ? "nothing found"
                : errors() == 0 ? count(warnings(), "warning")
                : warnings() == 0 ? count(errors(), "error") : count(errors(), "error") + ", " + count(warnings(), "warning");
        return problems + " in " + count(found.files(), "file") + "; " + count(found.clusters(), "cluster") + " on "
                + count(found.hosts(), "host") + " checked";
    }

    private static String count(long number, String what) {
        return String.format(java.util.Locale.ROOT, "%,d ", number) + what + (number == 1 ? "" : "s");
    }
}
