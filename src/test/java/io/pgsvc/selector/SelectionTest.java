package io.pgsvc.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.pgsvc.model.Position;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
    private static final Position AT = new Position("pigsty.yml", 7, 21);
    private final Selectors selectors = new Selectors();

    private ArrayNode members() throws Exception {
        return (ArrayNode) new ObjectMapper().readTree("""
                [{"inventory_hostname":"a","pg_role":"primary"},{"inventory_hostname":"b","pg_role":"replica"},
                 {"inventory_hostname":"c","pg_role":"offline"}]""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', nullValues = "-", textBlock = """
            []                       ; -                        ; a b c
            [? pg_role == `replica`] ; [? pg_role == `primary`] ; b a+
            []                       ; [? pg_role == `offline`] ; a b c+
            [::-1]                   ; [:2]                     ; c b+ a+
            [? pg_role == `nosuch`]  ; []                       ; a+ b+ c+
            [:1]                     ; nosuch                   ; a
            [:1]                     ; `0`                      ; a
            [:1]                     ; `false`                  ; a
            [[0],[0]]                ; -                        ; a a
            [].{inventory_hostname: inventory_hostname} ; [1:2] ; a b+ c
            """)
    void ordersMembersThenBackups(String selector, String backup, String picks) throws Exception {
        Selection selection = Selection.select(members(), selectors.compile(selector, AT),
                Optional.ofNullable(backup).map(text -> selectors.compile(text, AT)));
        StringBuilder have = new StringBuilder();
        for (Selection.Pick pick : selection.picks()) {
            have.append(have.isEmpty() ? "" : " ").append(pick.member().get("inventory_hostname").textValue())
                    .append(pick.backup() ? "+" : "");
        }
        assertEquals(picks, have.toString());
    }

    /** A short expression can ask for more than any machine has: as a list, as a value that is walked through, as a text. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            [@,@][]                                 ; 40
            {a: @, b: @}                            ; 40
            [join('', [to_string(@), to_string(@)])] ; 40
            reverse([@,@])                          ; 40
            [@,@][::-1]                             ; 40
            {a: @, b: @} | *                        ; 40
            """)
    void aResultWithoutMeasureIsRefused(String step, int times) throws Exception {
        String bomb = String.join(" | ", java.util.Collections.nCopies(times, step));
        for (String end : new String[] {"", " | to_string(@)", " | [? @ == @]"}) {
            Selector selector = selectors.compile(bomb + end, AT);
            ArrayNode members = members();
            SelectorException refused = assertTimeoutPreemptively(Duration.ofSeconds(20),
                    () -> assertThrows(SelectorException.class, () -> Selection.select(members, selector, Optional.empty())));
            assertEquals(AT, refused.findings().getFirst().at().orElseThrow());
            assertTrue(refused.findings().getFirst().message().matches("(?s).*it makes more than 20*000 values"), refused.getMessage());
        }
    }

    @Test
    void namesAreThoseOfEachSelector() throws Exception {
        Selection selection = Selection.select(members(), selectors.compile("[1:]", AT),
                Optional.of(selectors.compile("[:2]", AT)));
        assertEquals("[b, c] [a, b]", selection.instanceNames() + " " + selection.backupNames());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            nosuch                 ; gives null, not a list of members
            [0]                    ; gives an object, not a list of members
            length(@)              ; gives a number, not a list of members
            [].inventory_hostname  ; gives a list with a text in it, not members only
            """)
    void refusesWhatIsNoListOfMembers(String selector, String message) throws Exception {
        ArrayNode members = members();
        assertEquals("the selector " + selector + " " + message, assertThrows(SelectorException.class,
                () -> Selection.select(members, selectors.compile(selector, AT), Optional.empty())).findings().getFirst().message());
    }
}
