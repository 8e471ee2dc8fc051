package io.pgsvc.inventory.yaml;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Merge keys, duplicate keys, keys of other types, tags of Ansible, and where things stand. */
class MappingsTest {
    private static final String ANCHORS = "- &a {x: 1, y: 2}\n- &b {y: 3, z: 4}\n- ";

    private static final String[] MERGES = {
        "{<<: *a, z: 9}", "{'x': 1, 'y': 2, 'z': 9}",
        "{z: 9, <<: *a}", "{'x': 1, 'y': 2, 'z': 9}",
        "{y: 9, <<: *a}", "{'x': 1, 'y': 9}",
        "{<<: [*a, *b]}", "{'y': 2, 'z': 4, 'x': 1}",
        "{<<: [*b, *a]}", "{'x': 1, 'y': 3, 'z': 4}",
        "{<<: *a, <<: *b}", "{'x': 1, 'y': 3, 'z': 4}",
        "{<<: *b, <<: *a}", "{'y': 2, 'z': 4, 'x': 1}",
        "{<<: {q: 1}, a: 2}", "{'q': 1, 'a': 2}",
        "{<<: [], a: 2}", "{'a': 2}",
        "{\"<<\": *a}", "{'<<': {'x': 1, 'y': 2}}",
        "{'<<': 1}", "{'<<': 1}",
        "{<<: {<<: *a, y: 7}, z: 1}", "{'x': 1, 'y': 7, 'z': 1}",
        "{=: 1}", "{'=': 1}",
        "{a: 1, a: 2, b: 3}", "{'a': 2, 'b': 3}",
        "{yes: 1, 2: 3, ~: 4, 1.5: 5}", "{True: 1, 2: 3, None: 4, 1.5: 5}",
        "!unsafe '{{ x }}'", "literal'{{ x }}'",
        "!unsafe 5", "literal'5'",
        "!unsafe [a, {b: [c, 1]}]", "[literal'a', {'b': [literal'c', 1]}]",
        "!unsafe [*a, !!str q]", "[{'x': 1, 'y': 2}, literal'q']",
        "!vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n", "SECRET",
        "!vault-encrypted x", "SECRET",
        "!!python/unicode x", "'x'",
        "!!map {a: !!seq [1]}", "{'a': [1]}",
    };

    @Test
    void mappingsAreWhatPyYamlAndAnsibleMakeOfThem() {
        assertAll(IntStream.range(0, MERGES.length / 2).mapToObj(row -> () -> {
            Value root = Shown.read(ANCHORS + MERGES[2 * row]).root();
            assertEquals(MERGES[2 * row + 1], Shown.show(((Value.Seq) root).items().get(2)), MERGES[2 * row]);
        }));
    }

    @Test
    void duplicateKeyIsAWarningAtTheLastWithThePlaceOfTheFirst() {
        YamlReader.Document document = Shown.read("a: 1\nb:\n  c: 1\n  \"c\": 2\n");
        Finding warning = document.warnings().getFirst();
        assertEquals(1, document.warnings().size());
        assertEquals("f.yml:4:3: warning: the key `c` stands twice in this mapping, the last one counts"
                + " [duplicate-key]", warning.toString());
        assertEquals(List.of(new Position("f.yml", 3, 3)), warning.related());
    }

    @Test
    void overridingAMergedKeyIsNoDuplicate() {
        assertEquals(List.of(), Shown.read(ANCHORS + "{<<: [*a, *b], y: 5}").warnings());
    }

    @Test
    void aliasesShareTheirValue() {
        Value.Dict root = (Value.Dict) Shown.read("a: &x {k: 1}\nb: *x\n").root();
        assertSame(root.get("a").orElseThrow(), root.get("b").orElseThrow());
    }

    @Test
    void everyValueAndKeyKnowsItsPlace() {
        Value.Dict root = (Value.Dict) Shown.read("\uFEFF# c\r\n𝄞a: x\r\nb:\r\n  - 1\r\n  - {c: 'd', e: }\r\nf: &y\r\n  g: |\r\n    t\r\n").root();
        assertEquals("f.yml:2:1", root.entries().get("𝄞a").key().at().toString());
        assertEquals("f.yml:2:5", root.get("𝄞a").orElseThrow().at().toString());
        Value.Seq b = (Value.Seq) root.get("b").orElseThrow();
        assertEquals("f.yml:4:3", b.at().toString());
        assertEquals("f.yml:4:5", b.items().get(0).at().toString());
        Value.Dict flow = (Value.Dict) b.items().get(1);
        assertEquals("f.yml:5:5", flow.at().toString());
        assertEquals("f.yml:5:9", flow.get("c").orElseThrow().at().toString());
        assertEquals("f.yml:5:16", flow.get("e").orElseThrow().at().toString());
        Value.Dict f = (Value.Dict) root.get("f").orElseThrow();
        assertEquals("f.yml:6:4", f.at().toString());
        assertEquals("f.yml:7:6", f.get("g").orElseThrow().at().toString());
    }

    @Test
    void emptyTextsAreNull() {
        for (String empty : List.of("", "\n\n", "# only a comment\n", "---\n", "---\n...\n", "\uFEFF")) {
            assertEquals("None", Shown.show(empty), empty);
        }
    }
}
