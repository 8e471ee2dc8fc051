package io.pgsvc.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FragmentTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "`  mode tcp # a remark`|`[mode, tcp]`",
        "`mode tcp#glued`|`[mode, tcp]`",
        "`http-check expect string \"a # b\" # c`|`[http-check, expect, string, \"a # b\"]`",
        "`x 'a # b' c`|`[x, 'a # b', c]`",
        "`x a\\# b`|`[x, a\\#, b]`",
        "`x a\\ b`|`[x, a\\ b]`",
        "`x 'a\\' b # c`|`[x, 'a\\', b]`",
        "`x \"a\\\" # b\" c`|`[x, \"a\\\" # b\", c]`",
        "`# all`|`[]`",
        "`   `|`[]`",
    }, delimiter = '|')
    void words(String line, String words) {
        assertEquals(words, Fragment.words(line).toString());
    }

    @Test
    void sectionsBindsAndServers() {
        Fragment fragment = Fragment.parse("""
                # service: a @ 10.0.0.1:1
                global
                  maxconn 3
                listen a
                  bind *:5433,[::]:5433 v4v6
                  server s1 10.0.0.1:6432 check
                backend b
                  server s2 [fd00::1]:6432
                  server s3 fd00::1
                  server s4 db.example
                """);
        assertEquals(List.of("global ", "listen a", "backend b"),
                fragment.sections().stream().map(s -> s.keyword() + " " + s.name()).toList());
        assertEquals(List.of("*:5433", "[::]:5433"), fragment.binds().stream().map(Fragment.Bind::address).toList());
        assertEquals(List.of("a s1 10.0.0.1", "b s2 [fd00::1]", "b s3 fd00::1", "b s4 db.example"),
                fragment.servers().stream().map(s -> s.section() + " " + s.name() + " " + s.host()).toList());
        assertEquals(List.of("a"), fragment.serviceComments());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "`# service: a @ h:1\nlisten a\n mode tcp`|true",
        "`# service: a @ h:1\nlisten b\n mode tcp`|false",
        "`# service: b @ h:1\nlisten a\n mode tcp`|false",
        "`# service: aa @ h:1\nlisten a`|false",
        "`listen a\n mode tcp`|false",
        "`# service: a @ h:1\nlisten a\nlisten a2`|false",
        "`# service: a @ h:1\nfrontend a`|false",
        "`# service: a @ h:1\nmaxconn 1\nlisten a`|false",
        "`# service: a @ h:1`|false",
    })
    void isPigstys(String text, boolean expected) {
        assertEquals(expected, Fragment.parse(text).isService("a"));
    }

    @Test
    void comparesDirectivesOnly() {
        Fragment one = Fragment.parse("# x\nlisten a\n    mode tcp   \n\n    default-server inter 3s\n");
        assertTrue(one.sameDirectives(Fragment.parse("listen a # y\n mode tcp\n default-server inter 3s")));
        assertFalse(one.sameDirectives(Fragment.parse("listen a\n mode tcp\n default-server inter 2s")));
        assertTrue(one.differsOnlyInDefaultServer(Fragment.parse("listen a\n mode tcp\n default-server inter 2s")));
        assertFalse(one.differsOnlyInDefaultServer(one));
        assertFalse(one.differsOnlyInDefaultServer(Fragment.parse("listen a\n mode http\n default-server inter 2s")));
    }
}
