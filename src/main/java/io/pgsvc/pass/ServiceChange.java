package io.pgsvc.pass;

import io.pgsvc.model.Position;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What changes in one service, in words.
 *
 * @param stem    its name: that of the listen section and of the file without {@code .cfg}
 * @param details one for each thing that changes; none if nothing does
 */
public record ServiceChange(String stem, List<Detail> details) {

    /**
     * One thing that changes.
     *
     * @param text   what, such as {@code + pg-test-4} or {@code weight of pg-test-1 100 -> 0}
     * @param reason why, such as {@code pg_role replica -> primary}; empty if nobody knows
     * @param at     where it is said, if known
     */
    public record Detail(String text, Optional<String> reason, Optional<Position> at) {
        static Detail of(String text, Optional<Position> at) {
            return new Detail(text, Optional.empty(), at);
        }

        /** {@code text (reason, file:line)}. */
        @Override
        public String toString() {
            String why = reason.orElse("");
            String where = at.map(p -> p.line() > 0 ? p.file() + ":" + p.line() : p.file()).orElse("");
            String both = why + (why.isEmpty() || where.isEmpty() ? "" : ", ") + where;
            return both.isEmpty() ? text : text + " (" + both + ")";
        }
    }

    public ServiceChange {
        details = List.copyOf(details);
    }

    /** Whether there is any change. */
    public boolean isEmpty() {
        return details.isEmpty();
    }

    /** Without reasons and places: {@code pg-test-replica: + pg-test-4, pg-test-2 becomes backup}. */
    public String brief() {
        return stem + ": " + details.stream().map(Detail::text).collect(Collectors.joining(", "));
    }

    /** All that is known, on one line. */
    @Override
    public String toString() {
        return stem + ": " + details.stream().map(Detail::toString).collect(Collectors.joining(", "));
    }
}
