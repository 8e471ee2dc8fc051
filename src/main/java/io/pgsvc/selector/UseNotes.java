package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Notes, while an expression is parsed, which variables of members its filters use. Only what stands directly in a
 * filter over the members counts: behind a dot, in a filter within a filter or behind a pipe names belong to something else.
 */
final class UseNotes {
    private final List<Use> uses = new ArrayList<>();
    private int filters;
    private int away;
    private boolean projected;

    void enterFilter() {
        filters++;
    }

    void leaveFilter() {
        filters--;
    }

    boolean insideFilter() {
        return filters > 0;
    }

    void leaveMember() {
        away++;
    }

    void backToMember() {
        away--;
    }

    /** Outside a filter a dot leaves the members for the rest of the expression. */
    void backToMemberAfterDot() {
        away--;
        projected |= filters == 0;
    }

    void name(String name) {
        note(new Use(name, Use.Kind.OTHER, Optional.empty()));
    }

    void truth(String name) {
        note(new Use(name, Use.Kind.TRUTH, Optional.empty()));
    }

    void equal(String name, JsonNode literal) {
        note(new Use(name, Use.Kind.EQUALS, Optional.of(literal)));
    }

    private void note(Use use) {
        if (filters == 1 && away == 0 && !projected && !uses.contains(use)) {
            uses.add(use);
        }
    }

    List<Use> uses() {
        return List.copyOf(uses);
    }
}
