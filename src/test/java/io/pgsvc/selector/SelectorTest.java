package io.pgsvc.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Values;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Position AT = new Position("pigsty.yml", 7, 21);

    private final Selectors selectors = new Selectors();

    /** Results of jmespath.py 1.0.1, frozen: each line an expression with its result as json.dumps prints it. */
    @Test
    void givesWhatJmespathPyGives() throws Exception {
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        try (var in = new BufferedReader(new InputStreamReader(
                SelectorTest.class.getResourceAsStream("/selector/jmespath-py-1.0.1.jsonl"), StandardCharsets.UTF_8))) {
            JsonNode inputs = JSON.readTree(in.readLine()).get("inputs");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode row = JSON.readTree(line);
                cases++;
                String expression = row.get("expression").textValue();
                String want = row.has("error") ? row.get("error").textValue() : row.get("text").textValue();
                String have = evaluate(expression, inputs.get(row.get("input").intValue()));
                if (!want.equals(have)) {
                    wrong.add(expression + " gives " + have + ", not " + want);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(cases > 400, cases + " cases only");
    }

    private String evaluate(String expression, JsonNode input) {
        try {
            return PythonJson.print(selectors.compile(expression, AT).evaluate(input));
        } catch (SelectorException e) {
            return e.findings().getFirst().rule();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            [? r == `primary`].n                    ; ["p"]
            [? r == ` primary`].n                   ; ["p"]
            [? r == `primary `].n                   ; ["blank"]
            [? r == 'primary'].n                    ; ["p"]
            [? r && r == "primary"].n               ; []
            [? w == `01`].n                         ; ["text"]
            [? w == `1`].n                          ; ["one","float"]
            [? w == `True`].n                       ; []
            [? w == `true`].n                       ; ["true"]
            [? w == '1'].n                          ; ["string"]
            [? q].n                                 ; ["zero","no","false text"]
            [? !q == `true` && n == 'empty'].n      ; ["empty"]
            [? w > `0`].n                           ; selector-failed
            [? q > `0`].n                           ; selector-failed
            [? nosuch > `0`].n                      ; []
            [? nosuch(@)].n                         ; selector-failed
            [? r == `"primary].n                    ; selector-syntax
            [? r == `a"b`].n                        ; selector-syntax
            [? r == primary                         ; selector-syntax
            [].n | [0]                              ; "p"
            [-1:].n                                 ; ["false text"]
            """)
    void followsTheFacts(String expression, String result) throws Exception {
        JsonNode members = JSON.readTree("""
                [{"n":"p","r":"primary"},{"n":"blank","r":"primary "},{"n":"text","w":"01"},{"n":"one","w":1},
                 {"n":"float","w":1.0},{"n":"true","w":true},{"n":"string","w":"1"},{"n":"zero","q":0},{"n":"no","q":"no"},
                 {"n":"empty","q":""},{"n":"list","q":[]},{"n":"dict","q":{}},{"n":"null","q":null},{"n":"f","q":false},
                 {"n":"false text","q":"false"}]""");
        assertEquals(result, evaluate(expression, members));
    }

    @Test
    void allOfTheListIsTheListItself() throws Exception {
        JsonNode members = JSON.readTree("[{\"n\":1},{\"n\":2}]");
        assertEquals(members, selectors.compile("[]", AT).evaluate(members));
    }

    @Test
    void opaqueValuesAreTrueAndEqualNothing() throws Exception {
        ArrayNode members = JSON.createArrayNode();
        members.addObject().put("n", 1).putObject("d").put(Values.OPAQUE, "2024-01-01");
        assertEquals("[1]", evaluate("[? d].n", members));
        assertEquals("[]", evaluate("[? d == '2024-01-01' || d == d].n", members));
        assertEquals("[]", evaluate("[].d.*", members));
        assertEquals("selector-failed", evaluate("[].to_number(d)", members));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            [? a == 5]        ; the selector cannot be read: unexpected 5, at character 9 of [? a == 5]; numbers in comparisons stand in backticks: `5`
            [? a = `1`]       ; the selector cannot be read: unexpected =, at character 6 of [? a = `1`]; compare with ==
            [? a == 'x        ; the selector cannot be read: the ' is never closed, at character 9 of [? a == 'x;
            [? a              ; the selector cannot be read: the expression ends too early, at character 5 of [? a;
            """)
    void saysWhereASelectorIsWrong(String expression, String message, String hint) {
        Finding finding = assertThrows(SelectorException.class, () -> selectors.compile(expression, AT)).findings().getFirst();
        assertEquals(message, finding.message());
        assertEquals(hint, finding.hint().orElse(null));
        assertEquals(AT, finding.at().orElseThrow());
    }

    @Test
    void refusesAnEmptySelectorAndEndlessNesting() {
        assertEquals("the selector is empty", assertThrows(SelectorException.class,
                () -> selectors.compile("", AT)).findings().getFirst().message());
        assertThrows(SelectorException.class, () -> selectors.compile("(".repeat(100_000), AT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            length(`1`)         ; length() needs a text, a list or an object in argument 1, not a number
            abs('x')            ; abs() needs a number in argument 1, not a text
            sort(`[1, "a"]`)    ; sort() needs a list of numbers or of texts in argument 1, not a list
            join(',')           ; join() takes 2 arguments, not 1
            nosuch(@)           ; unknown function nosuch()
            `1` < 'a'           ; a number and a text cannot be ordered
            """)
    void saysWhyAnEvaluationFails(String expression, String message) {
        Selector selector = selectors.compile(expression, AT);
        assertEquals("the selector " + expression + " fails: " + message, assertThrows(SelectorException.class,
                () -> selector.evaluate(JSON.createArrayNode())).findings().getFirst().message());
    }

    @Test
    void warnsOfDoubleQuotesInComparisons() {
        assertEquals(List.of("selector-quotes"), selectors.compile("[? pg_role == \"primary\"]", AT).warnings().stream()
                .map(Finding::rule).toList());
        assertEquals(List.of(), selectors.compile("[? pg_role == 'primary'].\"a\"", AT).warnings());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            []                                                        ; ''
            [? pg_role == `offline` || pg_offline_query ]             ; pg_role pg_offline_query
            [? "pg_role" != 'primary' && !pg_offline_query] | [0]     ; pg_role pg_offline_query
            [? starts_with(pg_tags.zone, 'a')].{pg_seq: pg_seq, x: y} ; pg_tags pg_seq y
            [*].pg_role                                               ; pg_role
            sort_by([], &pg_weight)[1:2]                              ; pg_weight
            """)
    void tellsWhichKeysItReads(String expression, String keys) {
        assertEquals(keys, String.join(" ", selectors.compile(expression, AT).keys()));
    }
}
