package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * How a filter of a selector uses a member's variable; for those who judge selectors, not for evaluation.
 *
 * @param variable its name
 * @param kind     what is done with it
 * @param literal  what it is compared with, for {@link Kind#EQUALS}
 */
public record Use(String variable, Kind kind, Optional<JsonNode> literal) {

    /** What is done with a variable. */
    public enum Kind {
        /** Compared with a literal by {@code ==}. */
        EQUALS,
        /** Its being true or false decides. */
        TRUTH,
        /** Anything else. */
        OTHER
    }
}
