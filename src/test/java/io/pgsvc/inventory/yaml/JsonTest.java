package io.pgsvc.inventory.yaml;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgsvc.model.Value;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** JSON is tried first, as Ansible does, whatever the file's name is. */
class JsonTest {
    private static final String[] TABLE = {
        "[1e3, 1.5e3, 1E-2, -0, 0, 12345678901234567890, 1.0]",
        "[1000.0, 1500.0, 0.01, 0, 0, 12345678901234567890, 1.0]",
        "[NaN, Infinity, -Infinity, true, false, null]", "[nan, inf, -inf, True, False, None]",
        "[\"yes\", \"\\u00e9\\ud834\\udd1e\\/\\n\", \"\"]", "['yes', 'é𝄞/\\n', '']",
        "{\"a\": {}, \"b\": [], \"a\": 1}", "{'a': 1, 'b': []}",
        "{\"a\": {\"__ansible_vault\": \"x\"}, \"b\": {\"__ansible_unsafe\": \"{{ y }}\"}}",
        "{'a': SECRET, 'b': literal'{{ y }}'}",
        "{\"<<\": {\"a\": 1}}", "{'<<': {'a': 1}}",
        // not JSON, so YAML
        "{\"a\": 1e3,}", "{'a': '1e3'}",
        "{a: 010, \"b\": yes}", "{'a': 8, 'b': True}",
        "[01]", "[1]",
        "[1] # c", "[1]",
    };

    @Test
    void jsonHasItsOwnNumbersAndYamlFollows() {
        assertAll(IntStream.range(0, TABLE.length / 2).mapToObj(row -> () -> {
            assertEquals(TABLE[2 * row + 1], Shown.show(TABLE[2 * row]), TABLE[2 * row]);
            assertEquals(TABLE[2 * row + 1], Shown.show(Shown.read(TABLE[2 * row], "f.json").root()));
        }));
    }

    @Test
    void positionsCountCodePoints() {
        Value.Dict root = (Value.Dict) Shown.read("{\n \"𝄞\": \"𝄞\", \"b\":\r\n  [1,\n 2]}", "f.json").root();
        Value.Seq b = (Value.Seq) root.get("b").orElseThrow();
        assertEquals("f.json:2:12", root.entries().get("b").key().at().toString());
        assertEquals("f.json:3:3", b.at().toString());
        assertEquals("f.json:4:2", b.items().get(1).at().toString());
    }

    @Test
    void errorsOfAJsonFileAreJsonErrors() {
        String[] broken = {
            "{\"a\": [1, 2", "f.json:1:12: error: expected `,` or `]` [json-syntax]",
            "{\"a\": 1\n \"b\": 2}", "f.json:2:2: error: expected `,` or `}` [json-syntax]",
            "{\"a\": \"x", "f.json:1:7: error: the text that starts here has no closing quote [json-syntax]",
            "", null,
        };
        for (int row = 0; row < broken.length; row += 2) {
            String text = broken[row];
            if (broken[row + 1] == null) {
                assertEquals("None", Shown.show(Shown.read(text, "f.json").root()));
                continue;
            }
            YamlException e = assertThrows(YamlException.class, () -> Shown.read(text, "f.json"), text);
            assertEquals(broken[row + 1], e.getMessage());
        }
    }
}
