package io.pgsvc.inventory.yaml;

import io.pgsvc.fuzz.Bounds;
import java.util.Optional;

/** Any text that the reader of plain files takes is read by the reader of all YAML, too, and gives the same. */
public final class YamlFuzz {
    private static final String FILE = "f.yml";

    private YamlFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Bounds.within(() -> {
            try {
                compare(SourceText.decode(input, FILE));
            } catch (YamlException e) {
                // bytes that are no text
            }
        });
    }

    private static void compare(String text) {
        Optional<YamlReader.Document> plain = PlainYaml.read(text, FILE, Limits.DEFAULT);
        if (plain.isEmpty()) {
            return;
        }
        YamlReader.Document whole;
        try {
            whole = new TreeBuilder(text, FILE, Limits.DEFAULT).read();
        } catch (YamlException e) {
            throw new AssertionError("taken for plain, but no YAML: " + text, e);
        }
        if (!plain.get().root().toString().equals(whole.root().toString())
                || !plain.get().warnings().toString().equals(whole.warnings().toString())) {
            throw new AssertionError("two readings of one text: " + text);
        }
    }
}
