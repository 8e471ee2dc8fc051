package io.pgsvc.inventory.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsvc.inventory.TemplateException;
import io.pgsvc.inventory.Templates;
import io.pgsvc.inventory.yaml.Limits;
import io.pgsvc.inventory.yaml.YamlReader;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JinjaTemplatesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Position HERE = new Position("inventory.yml", 3, 7);
    private final Templates templates = new JinjaTemplates();

    private static String resource(String name) throws IOException {
        try (InputStream in = JinjaTemplatesTest.class.getResourceAsStream("/inventory/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Value.Dict yaml(String text) {
        return (Value.Dict) new YamlReader(Limits.DEFAULT).read(text.getBytes(StandardCharsets.UTF_8), "vars.yml").root();
    }

    private static Templates.Scope scope(String text) {
        return yaml(text)::get;
    }

    private static Value text(String template) {
        return new Value.Text(template, false, HERE);
    }

    @Test
    void resolvesAsAnsibleDoes() throws IOException {
        Templates.Scope scope = scope(resource("template-vars.yml"));
        List<String> differences = new ArrayList<>();
        int cases = 0;
        for (String line : resource("template-cases.txt").split("\n")) {
            if (line.startsWith("#")) {
                continue;
            }
            cases++;
            int arrow = line.lastIndexOf(" => ");
            String template = line.substring(0, arrow);
            String expected = line.substring(arrow + 4);
            String actual;
            try {
                actual = JSON.writeValueAsString(Values.toJson(templates.resolve(text(template), scope)));
            } catch (TemplateException e) {
                actual = "ERR";
            }
            boolean same = expected.equals("ERR") || actual.equals("ERR") ? expected.equals(actual)
                    : JSON.readTree(expected).equals(JSON.readTree(actual));
            if (!same) {
                differences.add(template + " gives " + actual + ", not " + expected);
            }
        }
        assertEquals(List.of(), differences);
        assertTrue(cases > 140, "all cases were read");
    }

    /** What `make parity` found; ERR where Ansible fails. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            {{ nowhere is none }}                              ; false
            {{ nowhere is not none }}                          ; true
            {{ x is defined or loop is defined }}              ; ERR
            {{ x if true else loop }}                          ; ERR
            {{ nowhere | first | default('d') }}               ; ERR
            {{ [] | first | default('d') }}                    ; "d"
            {{ (x if nowhere else x) | default('d') }}         ; ERR
            {{ (nowhere if x else x) | default('d') }}         ; "d"
            {{ x | default(nowhere) }}                         ; "1"
            {{ x | default(nowhere | int) }}                   ; ERR
            {{ nowhere | default(nowhere) | default('d') }}    ; "d"
            {{ (flag or nowhere) | default('d') }}              ; "d"
            {{ flag | string }}                                ; "False"
            {{ (flag | string) | default('d') }}               ; "False"
            {{ printed }}                                      ; "False"
            {{ 'p' * true }}{{ 'ab' * 2 }}{{ 2 * 'c' }}        ; "pababcc"
            {{ [1, 2] * 2 }}                                   ; [1,2,1,2]
            {{ 'ab' * -1 }}                                    ; ""
            {{ 'ab' * 999999999 }}                             ; ERR
            {{ 1 in {'1': 2} }}                                ; false
            {{ huge }}                                         ; "[inf, 1]"
            {{ huge[0] | float }} {{ 'nan' | float }}          ; "inf nan"
            {{ huge[0] | int }}                                ; ERR
            {{ 'nan' | int(7) }}                               ; "7"
            {{ [[1, 2], none] | join(',') }}                   ; [[1,2],null]
            {{ [1] }}, {{ x }},                                ; [[1],1]
            {{ [1] }}, {{ x }}) (                              ; "[1], 1) ("
            {{ x is none if flag else x }}                     ; ERR
            {{ (x is none) if x else x }}                      ; false
            {{ 5 if x is defined else 6 }}                     ; "5"
            {{ x is defined and x is not none or flag }}       ; true
            {{ x is none is none }}                            ; ERR
            {{ day }}                                          ; "2024-01-31"
            {{ days }}                                         ; "[datetime.date(2024, 1, 31)]"
            {{ times.a }} {{ times }}                          ; "2001-12-14 21:59:00 {'a': datetime.datetime(2001, 12, 14, 21, 59)}"
            {{ zones }}                                        ; "[datetime.datetime(2001, 12, 14, 21, 59, 43, 100000, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=68400))), datetime.datetime(2001, 12, 14, 21, 59, 43, tzinfo=datetime.timezone.utc), datetime.datetime(2001, 12, 14, 21, 59, 43, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200)))]"
            """)
    void agreesWithAnsibleInTheCorners(String template, String expected) throws IOException {
        Templates.Scope scope = scope("{x: 1, flag: no, printed: '{{ flag | string }}', loop: '{{ loop }}', huge: [.inf, 1], day: 2024-01-31,"
                + " days: [2024-01-31], times: {a: 2001-12-14 21:59:00}, zones: [2001-12-14t21:59:43.10-05:00,"
                + " 2001-12-14T21:59:43Z, 2001-12-14 21:59:43+2]}");
        String actual;
        try {
            actual = JSON.writeValueAsString(Values.toJson(templates.resolve(text(template), scope)));
        } catch (TemplateException e) {
            actual = "ERR";
        }
        assertEquals(expected, actual);
    }

    /** Each name refers twice to the next, and the last is not defined: 2^40 steps if nothing were remembered. */
    @Test
    void whatIsNotDefinedIsLookedUpOnce() {
        StringBuilder vars = new StringBuilder("{v40: '{{ nowhere }}'");
        for (int i = 0; i < 40; i++) {
            vars.append(", v%d: '{{ v%d | default(v%d) }}'".formatted(i, i + 1, i + 1));
        }
        assertThrows(TemplateException.class, () -> templates.resolve(text("{{ v0 }}"), scope(vars.append("}").toString())));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "{{ nowhere }}                 | nowhere` is not defined",
        "{{ a.b }}                     | b` of a mapping is not defined",
        "{{ loop }}                    | `loop` refers to itself",
        "{{ one }}                     | `one` refers to itself",
        "{% if a %}x{% endif %}        | statements",
        "{# x #}                       | comments",
        "{{ lookup('env', 'HOME') }}   | functions and lookups",
        "{{ a.items() }}               | functions and lookups",
        "^{{ x|nofilter }}^            | `nofilter` is not known",
        "{{ x is even }}               | `even` is not known",
        "{{ x[1:2] }}                  | slices",
        "{{ x ~ secret }}              | encrypted",
        "{{ secret }}!                 | encrypted",
        "{{ secret == 'x' }}           | encrypted",
        "{{ x + 'a' }}                 | does not go with",
        "{{ 'a' < 1 }}                 | have no order",
        "^{{ 5|length }}^              | needs a list",
        "{{ x                          | not closed",
        "{{ }}                         | nothing between",
        "{{ long10 }}                  | too long",
    })
    void saysWhatCannotBeResolved(String template, String message) {
        StringBuilder vars = new StringBuilder("{x: 1, a: {c: 1}, loop: '{{ loop }}', one: '{{ two }}', two: '{{ one }}',"
                + " secret: !vault 'abc', long0: '" + "y".repeat(2000) + "'");
        for (int i = 1; i <= 10; i++) {
            vars.append(", long").append(i).append(": '").append(("{{ long" + (i - 1) + " }}").repeat(2)).append("'");
        }
        TemplateException e = assertThrows(TemplateException.class,
                () -> templates.resolve(text(template), scope(vars.append("}").toString())));
        Finding finding = e.findings().getFirst();
        assertEquals("template", finding.rule());
        assertEquals(HERE, finding.at().orElseThrow());
        assertTrue(finding.message().contains(message), finding.message());
        assertTrue(finding.message().startsWith("`" + template.strip()), finding.message());
        assertTrue(finding.hint().isPresent());
    }

    @Test
    void keepsWhatCannotBeResolvedScalarByScalar() {
        Value.Dict value = yaml("{good: '{{ port }}', bad: 'x {{ nowhere }} {{ port }}', list: ['{{ nowhere }}', '{{ port }}']}");
        Templates.Scope scope = scope("port: 1");
        assertEquals("{\"good\":1,\"bad\":\"x {{ nowhere }} {{ port }}\",\"list\":[\"{{ nowhere }}\",1]}",
                Values.toJson(templates.resolveOrKeep(value, scope)).toString());
        assertThrows(TemplateException.class, () -> templates.resolve(value, scope));
    }

    @Test
    void leavesLiteralTextsAlone() {
        Value.Text literal = new Value.Text("{{ port }}", true, HERE);
        assertSame(literal, templates.resolve(literal, scope("port: 1")));
        Value once = templates.resolve(text("{{ raw }}"), scope("raw: !unsafe '{{ port }}'"));
        assertEquals("{{ port }}", assertInstanceOf(Value.Text.class, once).value());
        assertSame(once, templates.resolve(once, scope("port: 1")));
    }

    @Test
    void returnsTheSameValueIfNothingIsToResolve() {
        Value.Dict value = yaml("{a: [1, {b: '{ }'}], c: plain}");
        assertSame(value, templates.resolve(value, name -> { throw new AssertionError("looked up " + name); }));
    }

    @Test
    void handsOnSecretsWhole() {
        Value secret = templates.resolve(text("{{ s }}"), scope("s: !vault 'abc'"));
        assertInstanceOf(Value.Secret.class, secret);
    }

    @Test
    void keepsTheLineBreakAtTheEnd() {
        Templates.Scope scope = scope("{name: a, port: 1, list: [1]}");
        assertEquals("a\n", Values.text(templates.resolve(text("{{ name }}\n"), scope)).orElseThrow());
        assertEquals("1", Values.toJson(templates.resolve(text("{{ port }}\n"), scope)).toString());
        assertEquals("[1]", Values.toJson(templates.resolve(text("{{ list }}\n"), scope)).toString());
    }

    @Test
    void survivesDeepNesting() {
        String deep = "{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}";
        assertThrows(TemplateException.class, () -> templates.resolve(text(deep), scope("a: 1")));
        String brackets = "{{ '" + "[".repeat(5000) + "' }}";
        assertEquals("[".repeat(5000), Values.text(templates.resolve(text(brackets), scope("a: 1"))).orElseThrow());
        assertThrows(TemplateException.class,
                () -> templates.resolve(text("{{ " + "not ".repeat(5000) + "1 }}"), scope("a: 1")));
        assertThrows(TemplateException.class,
                () -> templates.resolve(text("{{ 1" + " + 1".repeat(100_000) + " }}"), scope("a: 1")));
    }
}
