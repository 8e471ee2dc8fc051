package io.pgsvc.fuzz;

import java.nio.charset.StandardCharsets;

/** Any text as a template in variables that services use. */
public final class TemplateFuzz {
    private static final Judge JUDGE = new Judge();

    private TemplateFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        StringBuilder quoted = new StringBuilder();
        new String(input, StandardCharsets.UTF_8).codePoints().forEach(c -> quoted.append(
                c >= ' ' && c < 127 && c != '"' && c != '\\' ? Character.toString(c) : String.format("\\U%08X", c)));
        String template = "\"{{ " + quoted + " }}\"";
        String inventory = """
                all:
                  vars: { base: 5430, list: [1, "a", null], dict: { a: 1, b: [x] }, text: "A b", T: %s }
                  children:
                    test:
                      vars:
                        pg_cluster: pg-test
                        pg_weight: %s
                        pg_services: [ { name: mine, port: %s, dest: default, check: /, selector: "[]" } ]
                      hosts:
                        10.0.0.1: { pg_seq: 1, pg_role: primary }
                """.formatted(template, template, template);
        Bounds.within(() -> JUDGE.inventory(inventory.getBytes(StandardCharsets.UTF_8)));
    }
}
