package io.pgsvc.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each instant of a pass counts for one stage. */
class StageTimesTest {
    private long now;
    private final StageTimes times = new StageTimes(() -> now);

    private String after(long nanos) {
        now += nanos;
        return "";
    }

    @Test
    void theInnermostStageCounts() {
        after(100);
        times.time(Stage.RENDER, () -> after(4));
        times.time(Stage.DECIDE, () -> {
            after(10);
            times.time(Stage.CHECK, () -> after(200));
            times.turn(Stage.SWAP);
            after(30);
            times.time(Stage.RELOAD, () -> {
                after(1000);
                times.turn(Stage.CONFIRM);
                return after(2000);
            });
            times.turn(Stage.RECORD);
            return after(7);
        });
        after(100);
        times.time(Stage.LOAD, () -> after(1));
        assertEquals(Map.of("render", 4L, "decide", 10L, "check", 200L, "swap", 30L, "reload", 1000L, "confirm", 2000L, "record", 7L,
                "load", 1L), nanos());
        assertEquals(List.of("load", "render", "decide", "check", "swap", "reload", "confirm", "record"), List.copyOf(times.all().keySet()));
    }

    private Map<String, Long> nanos() {
        return times.all().entrySet().stream().collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, e -> e.getValue().toNanos()));
    }

    @Test
    void aStageThatFailsIsMeasuredToo() {
        assertThrows(IllegalStateException.class, () -> times.time(Stage.LOAD, () -> {
            after(5);
            throw new IllegalStateException();
        }));
        after(50);
        times.turn(Stage.SWAP);
        assertEquals(Duration.ofNanos(5), times.all().get("load"));
        assertEquals(1, times.all().size());
    }
}
