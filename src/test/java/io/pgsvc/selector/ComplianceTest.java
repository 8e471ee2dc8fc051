package io.pgsvc.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsvc.model.Position;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The official compliance cases of JMESPath (jmespath.test), which the library ships in its test jar. */
class ComplianceTest {
    private static final List<String> FILES = List.of("basic", "boolean", "current", "escape", "filters", "functions",
            "identifiers", "indices", "literal", "multiselect", "pipe", "slice", "syntax", "unicode", "wildcard");

    @Test
    void everyCase() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Selectors selectors = new Selectors();
        List<String> wrong = new ArrayList<>();
        int count = 0;
        for (String file : FILES) {
            try (InputStream in = getClass().getResourceAsStream("/jmespath.test/tests/" + file + ".json")) {
                for (JsonNode suite : mapper.readTree(in)) {
                    for (JsonNode one : suite.get("cases")) {
                        if (one.has("bench")) {
                            continue;
                        }
                        count++;
                        String expression = one.get("expression").textValue();
                        String expected = one.has("error") ? "error" : shown(one.get("result"));
                        String actual = evaluate(selectors, expression, suite.get("given"), one.get("result"));
                        if (!actual.equals(expected)) {
                            wrong.add(file + ": " + expression + " gives " + actual + ", not " + expected);
                        }
                    }
                }
            }
        }
        System.out.println("JMESPath compliance: " + (count - wrong.size()) + " of " + count);
        assertEquals("", String.join("\n", wrong));
        assertTrue(count > 800, "only " + count + " cases");
    }

    private static String evaluate(Selectors selectors, String expression, JsonNode given, JsonNode expected) {
        try {
            JsonNode result = selectors.compile(expression, Position.of("compliance")).evaluate(given);
            return expected != null && result.equals(BY_NUMBER, expected) ? shown(expected) : shown(result);
        } catch (SelectorException e) {
            return "error";
        }
    }

    private static String shown(JsonNode value) {
        return value.toString();
    }

    /** 1 and 1.0 are the same number. */
    private static final Comparator<JsonNode> BY_NUMBER = (a, b) -> a.equals(b)
            || a.isNumber() && b.isNumber() && a.doubleValue() == b.doubleValue() ? 0 : 1;
}
