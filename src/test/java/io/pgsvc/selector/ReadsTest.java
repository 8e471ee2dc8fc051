package io.pgsvc.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsvc.model.Position;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which variables of the members a selector can read, told from the expression alone. */
class ReadsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
            []                                                         ; ~~
            @                                                          ; ~~
            [? pg_role == `primary` || pg_role == `offline` ]          ; pg_role
            [? pg_role == `replica` && !pg_offline_query]              ; pg_offline_query pg_role
            [?pg_role==`primary`] | [0:1]                              ; pg_role
            [::-1]                                                     ; ~~
            [?not_null(pg_offline_query, `true`)]                      ; pg_offline_query
            [?contains(['primary', 'offline'], pg_role)]               ; pg_role
            [?contains(group_names, 'dc1')]                            ; group_names
            [?starts_with(inventory_hostname, '10.')]                  ; inventory_hostname
            [?node.zone.name == 'a']                                   ; node
            [?tags[?name == 'x']]                                      ; tags
            [?"node-zone" == 'a']                                      ; node-zone
            sort_by(@, &to_number(pg_seq))                             ; pg_seq
            reverse(sort_by(@, &pg_seq))                               ; pg_seq
            [max_by([?pg_role == 'replica'], &pg_weight)]              ; pg_role pg_weight
            map(&merge(@, {pg_weight: `1`}), @)                        ; ~~
            [?length(@) > `1`]                                         ; ANYTHING
            [?length(pg_tags) > `1`]                                   ; pg_tags
            [].{inventory_hostname: inventory_hostname, pg_seq: pg_seq} ; inventory_hostname pg_seq
            [].{m: @} | [?m.pg_role == 'primary'].m                    ; pg_role
            [].{m: @}.m.pg_role                                        ; ~~
            [[?a], [?b]][]                                             ; a b
            [[0], [?zone]][] | [?c]                                    ; c zone
            {x: [?a], y: @}.y | [?b]                                   ; a b
            {x: @}.x[?a]                                               ; a
            [?keys(@)]                                                 ; ANYTHING
            [?contains(keys(@), 'x')]                                  ; ANYTHING
            [?contains(values(@), 'x')]                                ; ANYTHING
            [?contains(keys(node), 'x')]                               ; node
            [*].*                                                      ; ANYTHING
            [?node.*]                                                  ; node
            [? @ == `{}`]                                              ; ANYTHING
            [?contains(to_string(@), 'x')]                             ; ANYTHING
            contains(@, `{}`)                                          ; ANYTHING
            [? @ && pg_role ]                                          ; pg_role
            [? type(@) == 'object' ]                                   ; ~~
            @[?pg_cluster == `a`].pg_hosts[]                           ; pg_cluster pg_hosts
            length(@) > `1` && [?x] || [?y]                            ; x y
            to_array([0])[?z]                                          ; z
            [?pg_role == 'a'] || @                                     ; pg_role
            """)
    void readsOnlyWhatItNames(String expression, String expected) {
        Selectors selectors = new Selectors();
        Reads reads = selectors.reads(selectors.compile(expression, Position.of("test")));
        assertEquals(expected == null ? "" : expected, reads.anything() ? "ANYTHING" : String.join(" ", reads.keys()));
    }
}
