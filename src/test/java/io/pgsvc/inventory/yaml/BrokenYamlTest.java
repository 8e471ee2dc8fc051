package io.pgsvc.inventory.yaml;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.model.Finding;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where and how broken texts are reported. */
class BrokenYamlTest {
    private record Broken(String yaml, String at, String message, String hint) {}

    private static Broken broken(String yaml, String at, String message, String hint) {
        return new Broken(yaml, at, message, hint);
    }

    private static final Broken[] TABLE = {
        // templates without quotes
        broken("a: \"x\\u", "1:8", "the file ends inside of an escape", "is it cut off?"),
        broken("{\n {", "2:2", "a mapping cannot be the key of a mapping", ""),
        broken("a: {{ x }}", "1:4", "a value that starts with `{{` must be in quotes", "write \"{{ x }}\""),
        broken("a: {{ x }}/b", "1:4", "starts with `{{`", "write \"{{ x }}/b\""),
        broken("x: 1\na: {{ x | d(\"a\") }}", "2:4", "starts with `{{`", "write '{{ x | d(\"a\") }}'"),
        broken("a:\n  - {{ x }}", "2:5", "starts with `{{`", "write \"{{ x }}\""),
        broken("a: {{ x | y }} }", "1:4", "starts with `{{`", "write"),
        broken("a: {% if x %}", "1:4", "starts with `{%`", "write \"{% if x %}\""),
        // quotes
        broken("a: 'x\nb: 1\n", "1:4", "the quote that opens here is never closed", ""),
        broken("a: \"x\nb: 1\n", "1:4", "the quote that opens here is never closed", ""),
        broken("a: 'it's'", "1:8", "unexpected text after the end of the value", "written twice"),
        broken("a: \"b\" c", "1:8", "unexpected text after the end of the value", "quotes"),
        broken("\"a\":1", "1:4", "unexpected text after", ""),
        broken("a: \"\\d+\"", "1:6", "`\\d` is not a known escape", "single quotes"),
        broken("a: \"\\x4\"", "1:7", "an escape needs 2 hexadecimal digits", ""),
        broken("a: \"\\ud83d\"", "1:4", "half a character", ""),
        // brackets
        broken("a: [1, 2\nb: 3\n", "1:4", "the list that opens here is never closed with `]`", "line 2"),
        broken("a: [1, 2\n", "1:4", "the list that opens here is never closed", ""),
        broken("a: {b: 1\nc: 2\n", "1:4", "the mapping that opens here is never closed with `}`", "line 2"),
        broken("a: [1}", "1:6", "expected `,` or `]` here", "opens in line 1"),
        broken("a: [1 2]]", "1:9", "this `]` closes nothing", ""),
        broken("{a: 1}}", "1:7", "this `}` closes nothing", ""),
        broken("a: [", "1:5", "the file ends inside brackets", ""),
        broken("a: }", "1:4", "a value cannot start with `}`", "quotes"),
        broken("[a,,b]", "1:4", "a value is missing before this `,`", ""),
        broken("[- a]", "1:2", "cannot stand inside brackets", "`,`"),
        // colons and indentation
        broken("a: b: c", "1:5", "a second `: ` is not allowed in a line", "quotes"),
        broken("☺: 1\n☺: 𝄞: c", "2:5", "a second `: `", "quotes"),
        broken("a: 1\n  b: 2", "2:4", "a key cannot start here", "indentation"),
        broken("a: 1\nb\nc: 2", "2:1", "a `: ` is missing after this key", "key: value"),
        broken("a: 1\nb:2\nc: 3", "2:1", "a `: ` is missing after this key", "a blank after the `:`"),
        broken("- a\n-b\n- c: 1", "2:1", "a `: ` is missing", ""),
        broken("a:\n   b: 1\n  c: 2", "3:3", "the indentation of this line fits none of the lines above", "line 1"),
        broken("  a: 1\nb: 2", "2:1", "the document has ended above", "same column"),
        broken("- a\nb: c", "2:1", "a key stands where a list item is expected", ""),
        broken("a: 1\n- b", "2:1", "a list item stands where a key is expected", ""),
        broken("a: - b", "1:4", "a list item cannot start here", "next line"),
        broken("a: ? b", "1:4", "a value cannot start with `? `", ""),
        broken(": a", "1:1", "a key is missing before this `:`", ""),
        broken("x".repeat(1030) + ": 1", "1:1031", "at most 1024 characters", ""),
        broken("a:\n\tb: 1", "2:1", "a tab cannot be used for indentation", "use spaces"),
        broken("a: |\n\tx", "2:1", "a tab cannot be used for indentation", "use spaces"),
        broken("a: |0\n x", "1:5", "after `|` or `>`", ""),
        broken("a: |\n    \n  x\n", "3:3", "blank lines above have more spaces", ""),
        // characters that start something else
        broken("a: @x", "1:4", "a value cannot start with `@`", "quotes"),
        broken("a: `x`", "1:4", "a value cannot start with a backtick", "quotes"),
        broken("a: %x", "1:4", "a value cannot start with `%`", "quotes"),
        broken("a: ,b", "1:4", "before this `,`", "quotes"),
        broken("a: *", "1:4", "a `*` must be followed by", "quotes"),
        broken("a: & b", "1:4", "a `&` must be followed by a name", "quotes"),
        broken("a: !<x y", "1:4", "this is not a valid tag", "quotes"),
        // documents, directives
        broken("a: 1\n---\nb: 2\n", "2:1", "a second document starts here", "`---`"),
        broken("a: 1\n...\nb: 2", "3:1", "the document has ended above", ""),
        broken("# x\n%YAML 2.0\n---\na: 1", "2:1", "directive is not valid", ""),
        // anchors and aliases
        broken("a: *b", "1:4", "`*b` refers to an anchor that is not defined above", "quotes"),
        broken("a: &x 1\nb: &x 2", "2:4", "the anchor `&x` is defined twice", "line 1"),
        broken("a: &x [1, *x]", "1:11", "`*x` stands inside of the value that it refers to", ""),
        broken("a: &x\n  <<: *x", "2:7", "stands inside", ""),
        // tags
        broken("a: !foo 1", "1:4", "unknown tag `!foo`", "quotes"),
        broken("a: !!python/object:x.Y {}", "1:4", "unknown tag `!!python/object:x.Y`", ""),
        broken("a: !!binary aGk=", "1:4", "`!!binary` are not supported", ""),
        broken("a: !!map [1]", "1:4", "`!!map` does not fit a list", ""),
        broken("a: !vault [1]", "1:4", "`!vault` does not fit a list", ""),
        broken("a: !!int x", "1:4", "`x` is not an integer", ""),
        broken("a: !!float x", "1:4", "`x` is not a decimal number", ""),
        broken("a: !!bool 1", "1:4", "`1` is not a boolean", ""),
        broken("a: !!timestamp x", "1:4", "`x` is not a date", ""),
        // values and keys
        broken("a: 2024-13-45", "1:4", "has the form of a date", "quotes"),
        broken("a: 2024-01-02 25:00:00", "1:4", "has the form of a date", "quotes"),
        broken("a: 0000-01-01", "1:4", "has the form of a date", "quotes"),
        broken("a: 0b_", "1:4", "has no digits", "quotes"),
        broken("a: " + "9".repeat(4301), "1:4", "has 4301 digits", "quotes"),
        broken("a: =", "1:4", "a plain `=`", "quotes"),
        broken("a: <<", "1:4", "a plain `<<`", "quotes"),
        broken("a:\n  <<: 1", "2:7", "can be merged with `<<`, but this is a number (1)", ""),
        broken("<<: [{a: 1}, b]", "1:14", "can be merged with `<<`, but this is a text", ""),
        broken("<<:\na: 1", "1:4", "but this is null", ""),
        broken("? [a]\n: b", "1:3", "a list cannot be the key", ""),
        broken("{a: b}: c", "1:1", "a mapping cannot be the key", ""),
        broken("a: &x [1]\n? *x\n: b", "2:3", "a list cannot be the key", ""),
        // passwords are not repeated
        broken("pg_password: *Xy12", "1:14", "`…` refers to an anchor", "put the value in quotes"),
        broken("pg_password: !Xy12", "1:14", "unknown tag `…`", "put the value in quotes"),
        broken("admin_token: {{ Xy12 }}", "1:14", "starts with `{{`", "put the value in quotes"),
        // characters
        broken("a: \u0007", "1:4", "control character U+0007", "\\u0007"),
        broken("a: 1\nb: \"x\u0000\"", "2:6", "NUL byte", "UTF-8"),
    };

    @Test
    void errorsSayWhereAndWhat() {
        assertAll(Stream.of(TABLE).map(row -> () -> {
            YamlException e = assertThrows(YamlException.class, () -> Shown.read(row.yaml()), row.yaml());
            Finding finding = e.findings().getFirst();
            String all = row.yaml() + " => " + finding + " " + finding.hint();
            assertEquals("f.yml:" + row.at(), finding.at().orElseThrow().toString(), all);
            assertTrue(finding.message().contains(row.message()), all);
            assertTrue(row.hint().isEmpty() ? finding.message().length() < 120
                    : finding.hint().orElse("").contains(row.hint()), all);
        }));
    }

    @Test
    void passwordsAreNotRepeated() {
        for (String yaml : new String[] {"password: *Xy12", "a_secret: !Xy12 z", "token: {{ Xy12 }}", "pass: @Xy12"}) {
            Finding finding = assertThrows(YamlException.class, () -> Shown.read(yaml)).findings().getFirst();
            assertEquals(-1, (finding.toString() + finding.hint()).indexOf("Xy12"), finding.toString());
        }
    }
}
