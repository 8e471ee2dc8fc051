package io.pgsvc.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.haproxy.ServiceHealth.Snapshot;
import io.pgsvc.pass.Reconciler.Unjudged;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The verdict on services comes some time after their reload; times in seconds. */
class HealthLooksTest {
    private static final long S = 1_000_000_000;

    private static Unjudged changed(Map<String, Integer> up, int after) {
        return new Unjudged(new Snapshot(up), List.copyOf(up.keySet()), Duration.ofSeconds(after));
    }

    @Test
    void eachServiceHasItsTime() {
        HealthLooks looks = new HealthLooks();
        assertTrue(looks.next().isEmpty());
        looks.add(changed(Map.of("a", 2), 9), 0);
        looks.add(changed(Map.of("b", 1), 3), 1 * S);
        assertEquals(4 * S, looks.next().getAsLong());
        Unjudged first = looks.take(4 * S);
        assertEquals(List.of("b"), first.sections());
        looks.judged(first, Set.of(), 4 * S);
        assertEquals(9 * S, looks.next().getAsLong());
    }

    @Test
    void whatWasUpBeforeTheFirstOfSeveralReloadsCounts() {
        HealthLooks looks = new HealthLooks();
        looks.add(changed(Map.of("a", 2), 9), 0);
        looks.add(changed(Map.of("a", 1), 9), 5 * S);
        assertEquals(14 * S, looks.next().getAsLong());
        assertEquals(Map.of("a", 2), looks.take(14 * S).before().up());
    }

    @Test
    void aDegradedServiceIsLookedAtUntilItHasServers() {
        HealthLooks looks = new HealthLooks();
        looks.add(changed(Map.of("a", 2), 9), 0);
        Unjudged first = looks.take(9 * S);
        looks.judged(first, Set.of("a"), 9 * S);
        assertEquals(Set.of("a"), looks.degraded());
        assertEquals(39 * S, looks.next().getAsLong());
        Unjudged second = looks.take(39 * S);
        assertEquals(Map.of("a", 2), second.before().up());
        looks.judged(second, Set.of(), 39 * S);
        assertEquals(Set.of(), looks.degraded());
        assertTrue(looks.next().isEmpty());
    }

    @Test
    void aVerdictThatNeverComesIsAskedForAgainButNotAtOnce() {
        HealthLooks looks = new HealthLooks();
        looks.add(changed(Map.of("a", 2), 9), 0);
        looks.take(9 * S);
        assertEquals(39 * S, looks.next().getAsLong());
    }
}
