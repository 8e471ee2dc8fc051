package io.pgsvc.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindingTest {
    @Test
    void whatIsShownOfAValueDoesNotReachTheTerminalAsAnEscapeSequence() {
        Finding finding = Finding.error("x", "the selector \u001b[2Jfoo\u0007 cannot be read:\n\tat \u009b1", Position.of("f.yml"))
                .withHint("did you mean `\u001b]0;title\u0007`?");
        assertEquals("the selector ?[2Jfoo? cannot be read:\n\tat ?1", finding.message());
        assertEquals(Optional.of("did you mean `?]0;title?`?"), finding.hint());
    }
}
