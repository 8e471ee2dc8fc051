package io.pgsvc.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import io.pgsvc.selector.Selection;
import io.pgsvc.selector.Selector;
import io.pgsvc.selector.Selectors;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Any text as a selector, and as a backup selector of the same members. */
public final class SelectorFuzz {
    private static final ArrayNode MEMBERS = members();

    private SelectorFuzz() {}

    private static ArrayNode members() {
        try {
            return (ArrayNode) new ObjectMapper().readTree("""
                    [{"inventory_hostname":"10.0.0.1","pg_seq":1,"pg_role":"primary","pg_weight":100,"nested":{"a":[1,2.5,null,"x"]}},
                     {"inventory_hostname":"10.0.0.2","pg_seq":2,"pg_role":"replica","pg_offline_query":true,"nested":{"a":[]}},
                     {"inventory_hostname":"10.0.0.3","pg_seq":3,"pg_role":"offline","tags":["x","y"],"empty":""}]""");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        String expression = new String(input, StandardCharsets.UTF_8);
        Bounds.within(() -> select(expression));
    }

    private static void select(String expression) {
        try {
            Selector selector = new Selectors().compile(expression, new Position("inventory.yml", 1, 1));
            Rejections.check(selector.warnings());
            // A selector may make objects of its own, any number of them: what stands in a file is judged by the other targets.
            Selection.select(MEMBERS, selector, Optional.of(selector));
        } catch (PgsvcException e) {
            Rejections.check(e);
        }
    }
}
