package io.pgsvc.inventory.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsvc.model.Value;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read back as it was, by our own reader, which is compared with PyYAML elsewhere. */
class YamlTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "off", "\"off\"", "'yes'", "\"y\"", "0", "-12", "0x1F", "\"0755\"", "0755", "1.5", "1.0e+20", "1e3", "-.inf",
        ".nan", "\"\"", "' a '", "'a: b'", "'# no'", "\"a\\nb\\n\"", "\"\\t\\e\\u2028\\U0001F600\\uFEFF\"", "ünïcode", "\"{{ x }}\"", "!unsafe '{{ x }}'",
        "2024-01-02", "2024-01-02 03:04:05.5 +02:00", "'2024-01-02'", "[]", "{}", "[a, [b, {c: d}], {}]", "{a: [1, 2], 'b c': {d: null}, 5: x, yes: no}",
        "10.10.10.11", "'1:30'", "1:30", "'='", "'<<'", "'- a'", "'[? pg_role == `primary` || a ]'", "[{name: primary, port: 5433, selector: '[]'}, "
        + "{name: long, text: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',"
        + " more: [{a: b}, [c]], none: {}}]"})
    void valuesAreReadBackAsTheyWere(String yaml) {
        Value value = read("v: " + yaml + "\n");
        StringBuilder text = new StringBuilder();
        YamlText.entry(text, "", "v", value);
        assertEquals(Shown.show(value), Shown.show(read(text.toString())), text.toString());
        assertEquals(Shown.show(value), Shown.show(read("v: [" + YamlText.flow(value) + "]\n") instanceof Value.Seq seq ? seq.items().getFirst() : value));
    }

    private static Value read(String text) {
        Value.Dict root = (Value.Dict) new YamlReader(Limits.DEFAULT).read(text.getBytes(StandardCharsets.UTF_8), "test.yml").root();
        return root.get("v").orElseThrow();
    }
}
