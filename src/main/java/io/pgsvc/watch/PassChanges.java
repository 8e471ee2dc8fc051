package io.pgsvc.watch;

import io.pgsvc.pass.FileChange;
import io.pgsvc.pass.Origins;
import io.pgsvc.pass.PassResult;
import io.pgsvc.pass.ServiceChanges;
import java.util.List;
import java.util.Set;

/** What a pass changed and why, for people: a line for each file that was written, deleted or taken over. */
final class PassChanges {
    private static final Set<String> QUIET = Set.of("unchanged", "held", "foreign", "skipped", "forget");

    /** What changes in the service says more than that its file is written. */
    private static final Set<String> WORDED = Set.of("create", "update", "delete");

    private PassChanges() {}

    /**
     * Held and foreign files are told by findings.
     *
     * @param origins tells where the new contents come from
     */
    static List<String> of(PassResult result, Origins origins) {
        return result.changed() ? result.files().stream().filter(f -> !QUIET.contains(f.action())).map(f -> line(f, origins)).toList()
                : List.of();
    }

    private static String line(FileChange change, Origins origins) {
        if (WORDED.contains(change.action())) {
            return ServiceChanges.of(change, origins).toString();
        }
        return change.action() + " " + change.path() + (change.reason().isEmpty() ? "" : ": " + change.reason());
    }
}
