package io.pgsvc.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parity check itself must notice what it is there for. */
class GoldenTreeTest {

    private static GoldenTree tree(String... keysAndContents) {
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < keysAndContents.length; i += 2) {
            files.put(keysAndContents[i], keysAndContents[i + 1].replace('|', '\n'));
        }
        return new GoldenTree(new TreeMap<>(files));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            % a|x|y;% b|x|y;true
            % a|x|y;% b|x  ||y|;true
            % a|x|y;% b|y|x;false
            % a|x|y;% b|x;false
            % a|x|y;% b|x|y|z;false
            % a|x;% b|  x;false
            % a|s fastinter 0.5s rise;% b|s fastinter 500ms rise;true
            % a|s fastinter 1s rise;% b|s fastinter 1000ms rise;false
            """)
    void comparesLines(String want, String have, boolean equal) {
        assertEquals(equal, tree("h/a.cfg", want).differences(tree("h/a.cfg", have)).isEmpty());
    }

    @Test
    void noticesMissingAndUnexpectedFiles() {
        GoldenTree want = tree("h/a.cfg", "#|x", "h/b.cfg", "#|x");
        GoldenTree have = tree("h/a.cfg", "#|x", "g/b.cfg", "#|x");
        assertEquals("[Difference[key=g/b.cfg, what=is not expected], Difference[key=h/b.cfg, what=is missing]]",
                want.differences(have).toString());
    }

    @Test
    void findsSharedPorts() {
        GoldenTree tree = tree("h/a.cfg", "#|bind *:1", "h/b.cfg", "#|bind 10.0.0.1:1", "h/c.cfg", "#|bind *:11",
                "g/a.cfg", "#|bind *:1", "i/a.cfg", "#|bind 10.0.0.1:1", "i/b.cfg", "#|bind 10.0.0.2:1");
        assertEquals(Set.of("h/a.cfg", "h/b.cfg"), tree.sharingPort());
    }

    @Test
    void excusesOnlyWhatHaproxyRefuses(@TempDir Path dir) throws Exception {
        assumeTrue(RealHaproxy.isAvailable(), "haproxy or openssl is not there");
        RealHaproxy haproxy = new RealHaproxy(dir);
        String good = "listen x\n    bind 127.0.0.1:5433\n    mode tcp\n    server a-1 db.invalid:5432 check-ssl ca-file /nowhere/ca.crt check port 8008 weight 100\n";
        assertFalse(haproxy.refuses(good), "CA files and names alone are no excuse");
        assertTrue(haproxy.refuses(good.replace("weight 100", "weight 257")));
        assertTrue(haproxy.refuses(good.replace(":5432", ":True")));
        assertFalse(haproxy.refuses(good.replace("check port", "fastinter 0.5s check port")), "we write 500ms");
    }
}
