package io.pgsvc.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.watch.Agenda.After;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When passes are made, on a clock that the test moves; times in milliseconds. */
class AgendaTest {
    private static final long MS = 1_000_000;

    /** Quiet 500 ms, at most 5 s, resync after 300 s; no splay, no shortest interval. */
    private final Pace pace = Pace.DEFAULTS;

    private static Agenda agenda(Pace pace) {
        return new Agenda(pace, () -> 0.5);
    }

    private static String next(Agenda agenda) {
        return agenda.next().map(due -> due.trigger().word() + " at " + due.at() / MS).orElse("nothing");
    }

    /** Times of events, and when the burst is over. */
    @ParameterizedTest
    @CsvSource({
        "0,                                          500",
        "100,                                        600",
        "0 400 800,                                  1300",
        "0 10 20 30 40 50,                           550",
        "0 400 800 1200 1600 2000 2400 2800 3200 3600 4000 4400, 4900",
        "0 400 800 1200 1600 2000 2400 2800 3200 3600 4000 4400 4800, 5000",
        "7000 7499,                                  7999"})
    void aBurstOfEventsMakesOnePass(String events, long due) {
        Agenda agenda = agenda(pace);
        for (String at : events.trim().split(" ")) {
            agenda.filesChanged(Long.parseLong(at) * MS);
        }
        assertEquals("files at " + due, next(agenda));
        agenda.begin();
        assertEquals("nothing", next(agenda));
    }

    @Test
    void whatHappensDuringAPassMakesOneMore() {
        Agenda agenda = agenda(pace);
        agenda.filesChanged(0);
        agenda.begin();
        agenda.filesChanged(600 * MS);
        agenda.filesChanged(700 * MS);
        agenda.end(2000 * MS, After.DONE, false);
        assertEquals("files at 1200", next(agenda), "at once: its quiet period is long over");
        agenda.begin();
        agenda.end(2100 * MS, After.DONE, true);
        assertEquals("resync at 302100", next(agenda));
    }

    /** Resync is 300 s; how a pass ended, and what comes next when nothing else happens. */
    @ParameterizedTest
    @CsvSource({"DONE, resync at 300000", "WAIT, resync at 300000", "RETRY, retry at 750", "AVOID, resync at 3600000"})
    void afterAPass(After after, String next) {
        Agenda agenda = agenda(pace);
        agenda.end(0, after, false);
        assertEquals(next, next(agenda));
    }

    @Test
    void retriesGrowAndASuccessEndsThem() {
        Agenda agenda = agenda(pace);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            agenda.begin();
            agenda.end(0, After.RETRY, false);
            waits.add(agenda.retryAt().getAsLong() / MS);
        }
        assertEquals(List.of(750L, 1500L, 3000L, 6000L, 12000L, 24000L, 45000L, 45000L, 45000L), waits);
        agenda.begin();
        agenda.end(0, After.DONE, false);
        assertTrue(agenda.retryAt().isEmpty());
        agenda.begin();
        agenda.end(0, After.RETRY, false);
        assertEquals(750L, agenda.retryAt().getAsLong() / MS);
    }

    @Test
    void aChangeDoesNotWaitForARetry() {
        Agenda agenda = agenda(pace);
        for (int i = 0; i < 8; i++) {
            agenda.begin();
            agenda.end(0, After.RETRY, false);
        }
        agenda.filesChanged(100 * MS);
        assertEquals("files at 600", next(agenda));
    }

    @Test
    void reloadsKeepTheirDistanceButSignalsDoNot() {
        Agenda agenda = agenda(new Pace(pace.quiet(), pace.maxQuiet(), pace.resync(), Duration.ZERO, Duration.ofSeconds(60),
                pace.missingWait(), pace.retryFirst(), pace.retryMost()));
        agenda.begin();
        agenda.end(1000 * MS, After.DONE, true);
        agenda.filesChanged(2000 * MS);
        assertEquals("files at 61000", next(agenda));
        agenda.want(Trigger.SIGNAL, 3000 * MS);
        assertEquals("signal at 3000", next(agenda));
        agenda.begin();
        agenda.end(3100 * MS, After.DONE, false);
        agenda.filesChanged(4000 * MS);
        assertEquals("files at 61000", next(agenda), "a pass without a reload does not count");
    }

    @Test
    void splayDelaysChangesOnce() {
        double[] random = {0.25};
        Agenda agenda = new Agenda(new Pace(pace.quiet(), pace.maxQuiet(), pace.resync(), Duration.ofSeconds(40), Duration.ZERO,
                pace.missingWait(), pace.retryFirst(), pace.retryMost()), () -> random[0]);
        agenda.filesChanged(0);
        random[0] = 0.75;
        agenda.filesChanged(100 * MS);
        assertEquals("files at 10600", next(agenda), "the number is drawn at the first event");
        agenda.want(Trigger.SIGNAL, 200 * MS);
        assertEquals("signal at 200", next(agenda));
    }

    @Test
    void settingsAreReadAgainByWhateverPassComesNext() {
        Agenda agenda = agenda(pace);
        agenda.configurationChanged(0);
        assertEquals("configuration at 500", next(agenda));
        agenda.want(Trigger.SIGNAL, 0);
        assertEquals("signal at 0", next(agenda));
        assertTrue(agenda.begin());
        assertFalse(agenda.begin());
        agenda.want(Trigger.CONFIGURATION, 0);
        assertTrue(agenda.begin(), "SIGHUP");
    }

    @Test
    void eventsOnTheNodeMakeALookAndNoPass() {
        Agenda agenda = agenda(pace);
        agenda.nodeChanged(0);
        agenda.nodeChanged(300 * MS);
        assertEquals(Optional.empty(), agenda.next());
        assertEquals(800, agenda.lookAt().getAsLong() / MS);
        agenda.looking();
        assertTrue(agenda.lookAt().isEmpty());
    }

    @Test
    void nothingButWhatIsUrgentBreaksABurst() {
        Agenda agenda = agenda(pace);
        agenda.filesChanged(0);
        agenda.want(Trigger.RESYNC, 100 * MS);
        agenda.want(Trigger.DRIFT, 100 * MS);
        agenda.filesChanged(400 * MS);
        assertEquals("files at 900", next(agenda));
        agenda.want(Trigger.SIGNAL, 200 * MS);
        assertEquals("signal at 200", next(agenda));
    }

    @Test
    void aStartAmidAnUpdateWaitsForItsEnd() {
        Agenda agenda = agenda(pace);
        agenda.startWhenQuiet(-100 * MS);
        assertEquals("start at 400", next(agenda));
        agenda.filesChanged(300 * MS);
        assertEquals("start at 800", next(agenda));
        agenda.begin();
        agenda.filesChanged(1000 * MS);
        assertEquals("files at 1500", next(agenda));
    }

    @Test
    void aPassThatGaveWayLeavesTheBurstAsOldAsItWas() {
        Agenda agenda = agenda(pace);
        for (int i = 0; i < 7; i++) {
            agenda.filesChanged(700 * i * MS);
            assertEquals(5000, agenda.givesWayUntil(Trigger.FILES, 700 * i * MS).getAsLong() / MS);
            agenda.begin();
            agenda.filesChanged((700 * i + 600) * MS);
            agenda.gaveWay();
        }
        assertEquals("files at 5000", next(agenda), "the last event at 4800, but the first at 0");
        assertEquals(9000, agenda(pace).givesWayUntil(Trigger.RETRY, 4000 * MS).getAsLong() / MS);
        assertTrue(agenda.givesWayUntil(Trigger.SIGNAL, 0).isEmpty());
    }

    private static Object ahead(Agenda agenda) {
        return agenda.readAheadAt().isPresent() ? agenda.readAheadAt().getAsLong() / MS : "never";
    }

    @Test
    void filesAreReadAheadOnceForEachEventThatIsTheLastOneForAQuarterOfTheQuietPeriod() {
        Agenda agenda = agenda(pace);
        assertEquals("never", ahead(agenda));
        agenda.filesChanged(0);
        agenda.filesChanged(100 * MS);
        assertEquals(225L, ahead(agenda));
        agenda.readingAhead();
        assertEquals("never", ahead(agenda));
        agenda.filesChanged(300 * MS);
        agenda.readAhead(225 * MS, 325 * MS);
        assertEquals(625L, ahead(agenda), "it rests three times as long as it took");
        assertEquals("files at 800", next(agenda), "the pass waits for nothing but its quiet period");
        agenda.begin();
        assertEquals("never", ahead(agenda));
        agenda.nodeChanged(900 * MS);
        agenda.want(Trigger.RESYNC, 900 * MS);
        assertEquals("never", ahead(agenda));
        agenda.filesChanged(1000 * MS);
        assertEquals(1125L, ahead(agenda));
    }

    @Test
    void resyncHasJitter() {
        List<String> all = new ArrayList<>();
        for (double random : new double[] {0, 0.5, 0.999999}) {
            Agenda agenda = new Agenda(pace, () -> random);
            agenda.end(0, After.DONE, false);
            all.add(next(agenda));
        }
        assertEquals(List.of("resync at 270000", "resync at 300000", "resync at 329999"), all);
    }
}
