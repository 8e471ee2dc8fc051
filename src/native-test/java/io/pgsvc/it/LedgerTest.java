package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsvc.it.Ledger.Attempt;
import io.pgsvc.it.Ledger.Kind;
import io.pgsvc.it.Ledger.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The account of {@link RealStackE2E} finds what it is there to find. */
class LedgerTest {
    private final Ledger ledger = new Ledger();

    LedgerTest() {
        ledger.add(new Span(Kind.EVENT, "start", 0, 100, Ledger.servers(Set.of("a"), Set.of("b"), Set.of("b"))));
        ledger.add(new Span(Kind.EDIT, "edit", 200, 300, Ledger.servers(Set.of("a"), Set.of("c"), Set.of("b"))));
        ledger.add(new Span(Kind.EVENT, "failover", 400, 500, Ledger.servers(Set.of("b"), Set.of("c"), Set.of("b"))));
    }

    @Test
    void errorsBelongToWhatTheyTouch() {
        error(150, 160); // before the edit
        error(199, 201); // begun before the edit
        error(299, 350); // ended after it
        error(450, 900); // hung in the failover
        error(501, 502); // after it
        Map<String, List<Attempt>> by = ledger.errorsBySpan();
        assertEquals(List.of(0, 2, 1, 2), by.values().stream().map(List::size).toList());
        assertEquals(List.of("start", "edit", "failover", "quiet"), List.copyOf(by.keySet()));
        assertEquals(List.of("edit"), ledger.spansOf(Kind.EDIT));
    }

    @Test
    void aNewConnectionMayReachWhoIsNamedMeanwhile() {
        answer(Service.REPLICA, 150, 160, "b");
        answer(Service.REPLICA, 210, 220, "b"); // the edit is not published yet
        answer(Service.REPLICA, 210, 220, "c");
        answer(Service.REPLICA, 320, 330, "c");
        answer(Service.PRIMARY, 450, 460, "a");
        answer(Service.PRIMARY, 450, 460, "b");
        assertEquals(List.of(), ledger.misled());
        answer(Service.REPLICA, 190, 199, "c"); // named by nobody yet
        answer(Service.REPLICA, 301, 310, "b"); // named by nobody any more
        answer(Service.OFFLINE, 600, 610, "c");
        answer(Service.PRIMARY, 501, 510, "a");
        assertEquals(4, ledger.misled().size());
    }

    @Test
    void aChangeIsSettledWithTheLastThatCameOrWent() {
        answer(Service.REPLICA, 210, 220, "b");
        answer(Service.REPLICA, 221, 230, "c");
        answer(Service.REPLICA, 231, 240, "b");
        answer(Service.REPLICA, 241, 250, "c");
        Map<Service, Set<String>> before = Ledger.servers(Set.of("a"), Set.of("b"), Set.of("b"));
        assertEquals(240, ledger.settled(before, Ledger.servers(Set.of("a"), Set.of("c"), Set.of("b")), 200));
        assertEquals(230, ledger.settled(before, Ledger.servers(Set.of("a"), Set.of("b", "c"), Set.of("b")), 200));
        assertEquals(200, ledger.settled(before, before, 200));
    }

    private void error(long start, long end) {
        ledger.add(new Attempt(start, end, "client", Service.PRIMARY, true, Optional.empty(), Optional.of("closed")));
    }

    private void answer(Service service, long start, long end, String server) {
        ledger.add(new Attempt(start, end, "client", service, true, Optional.of(server), Optional.empty()));
    }
}
