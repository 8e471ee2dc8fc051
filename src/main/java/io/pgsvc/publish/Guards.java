package io.pgsvc.publish;

import io.pgsvc.publish.FileChange.Cause;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a wrong inventory would do to a node, noticed before it is done (design, contract 9). */
final class Guards {
    private static final int FEW = 3;

    private Guards() {}

    /**
     * Whether a service would lose its last server, or every server that it has. Servers are told apart by their
     * addresses, not by their names: another environment's inventory has the same names ({@code pg-test-1}) at other
     * addresses, while a renamed server at its old address goes on serving. Ports do not count: a service may move
     * from the pool to the database.
     */
    static Optional<Cause> service(Fragment before, Fragment after) {
        Set<String> had = hosts(before);
        if (had.isEmpty()) {
            return Optional.empty();
        }
        Set<String> has = hosts(after);
        if (has.isEmpty()) {
            return Optional.of(Cause.LAST_SERVER);
        }
        has.retainAll(had);
        return has.isEmpty() ? Optional.of(Cause.NO_COMMON_SERVER) : Optional.empty();
    }

    private static Set<String> hosts(Fragment fragment) {
        Set<String> hosts = new HashSet<>();
        fragment.servers().forEach(server -> hosts.add(server.host()));
        return hosts;
    }

    static String sentence(Cause cause) {
        return switch (cause) {
            case LAST_SERVER -> "it would lose its last server";
            case NO_COMMON_SERVER -> "it would keep none of the servers that it has: is this the right inventory?";
            default -> throw new IllegalArgumentException(cause.name());
        };
    }

    /**
     * Whether a pass would delete too much: at least three files, and more than half of those that it looks after.
     *
     * @param managed number of our files in scope, before the pass
     */
    static boolean deletesTooMuch(int deleted, int managed) {
        return deleted >= FEW && deleted * 2 > managed;
    }

    /** Everything that would change is held instead. */
    static List<FileChange> holdAll(List<FileChange> changes, Cause cause, String text) {
        return changes.stream().map(change -> switch (change.action()) {
            case CREATE, UPDATE, DELETE, RESTORE, ADOPT, FORGET -> change.held(cause, text);
            case UNCHANGED, HELD, FOREIGN, SKIPPED -> change;
        }).toList();
    }
}
