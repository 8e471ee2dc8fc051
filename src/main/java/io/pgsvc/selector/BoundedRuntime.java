package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;
import io.burt.jmespath.RuntimeConfiguration;
import io.burt.jmespath.jackson.JacksonRuntime;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The library's runtime with a bound on what one evaluation makes: an expression of 200 characters can ask for a list
 * that doubles thirty times ({@code [@,@][] | [@,@][] | …}). A value counts with all that is in it, as often as it is
 * in it: what is made of itself costs little memory, but is walked through when it is compared or printed.
 */
final class BoundedRuntime extends JacksonRuntime {
    /** Values in one made value, and in all of an evaluation: many times those of the largest clusters. */
    private static final long MOST = 200_000;
    private static final long MOST_IN_ALL = 2_000_000;
    /** So many characters of a text count as one value. */
    private static final int CHARACTERS = 16;

    private final ThreadLocal<Made> evaluation = ThreadLocal.withInitial(Made::new);

    /** The mapper would only read literals, which our parser reads itself; so none is built. */
    BoundedRuntime() {
        super(RuntimeConfiguration.defaultConfiguration(), null);
    }

    private static final class Made {
        private final Map<JsonNode, Long> sizes = new IdentityHashMap<>();
        private long total;

        JsonNode count(JsonNode node) {
            long size = size(node);
            total += size;
            if (size > MOST || total > MOST_IN_ALL) {
                throw new EvaluationError("it makes more than " + (size > MOST ? MOST : MOST_IN_ALL) + " values");
            }
            if (node.isContainerNode()) {
                sizes.put(node, size);
            }
            return node;
        }

        /** What came in with the members counts as one value. */
        private long size(JsonNode node) {
            long size = 1;
            for (JsonNode child : node) {
                size += sizes.getOrDefault(child, 1L);
            }
            return node.isTextual() ? 1 + node.textValue().length() / CHARACTERS : size;
        }
    }

    /** One evaluation, with bounds of its own. */
    JsonNode evaluate(Supplier<JsonNode> search) {
        try {
            return search.get();
        } finally {
            evaluation.remove();
        }
    }

    /** Counts a value that was made. */
    JsonNode made(JsonNode node) {
        return evaluation.get().count(node);
    }

    @Override
    public JsonNode createArray(Collection<JsonNode> elements) {
        return made(super.createArray(elements));
    }

    @Override
    public JsonNode createObject(Map<JsonNode, JsonNode> object) {
        return made(super.createObject(object));
    }
}
