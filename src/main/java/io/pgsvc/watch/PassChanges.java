package io.pgsvc.watch;

import io.pgsvc.pass.FileChange;
import io.pgsvc.pass.PassResult;
import java.util.List;
import java.util.Set;

/** What a pass changed, for the log: a line for each file that was written, deleted or taken over. */
public final class PassChanges {
    private static final Set<String> QUIET = Set.of("unchanged", "held", "foreign", "skipped", "forget");

    private PassChanges() {}

    /** Held and foreign files are told by findings. */
    public static List<String> of(PassResult result) {
        return result.changed() ? result.files().stream().filter(f -> !QUIET.contains(f.action())).map(PassChanges::line).toList() : List.of();
    }

    private static String line(FileChange change) {
        return change.action() + " " + change.path() + (change.reason().isEmpty() ? "" : ": " + change.reason());
    }
}
