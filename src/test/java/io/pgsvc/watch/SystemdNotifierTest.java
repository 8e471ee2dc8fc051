package io.pgsvc.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What systemd is told. That it arrives is for OperateIT to see. */
class SystemdNotifierTest {
    private final List<String> sent = new ArrayList<>();

    private SystemdNotifier notifier(Optional<Duration> watchdog) {
        return new SystemdNotifier(sent::add, watchdog, () -> 12_345_678_901L);
    }

    @Test
    void theMessagesOfItsLife() {
        SystemdNotifier notifier = notifier(Optional.of(Duration.ofSeconds(30)));
        notifier.changed(Statuses.fresh());
        notifier.changed(Statuses.ok(1));
        notifier.changed(Statuses.ok(1));
        notifier.ready();
        notifier.alive();
        notifier.reloading();
        notifier.stopping();
        assertEquals(List.of("STATUS=starting: the first pass is under way",
                "STATUS=generation 7, revision 222222222222, ok: a sentence", "READY=1", "WATCHDOG=1",
                "RELOADING=1\nMONOTONIC_USEC=12345678", "STOPPING=1"), sent);
        assertEquals(Optional.of(Duration.ofSeconds(15)), notifier.heartbeat());
    }

    @Test
    void noWatchdogNoSignsOfLife() {
        SystemdNotifier notifier = notifier(Optional.empty());
        notifier.alive();
        assertEquals(List.of(), sent);
        assertEquals(Optional.empty(), notifier.heartbeat());
    }

    @Test
    void theStatusIsOneShortLine() {
        WatchStatus paused = Statuses.with(Statuses.ok(1), Optional.of("paused\nfor " + "ever ".repeat(100)));
        String line = SystemdNotifier.line(paused);
        assertTrue(line.startsWith("generation 7, revision 222222222222, paused: paused for ever "), line);
        assertEquals(200, line.length());
        assertTrue(SystemdNotifier.line(Statuses.bad(2)).endsWith("failing: the reload failed"));
    }

    @ParameterizedTest
    @CsvSource({"30000000, , 30000", "30000000, 7, 30000", "30000000, 8, ", ", , ", "0, , ", "soon, , "})
    void theWatchdogIsAskedForInTheEnvironment(String micros, String pid, Long expected) {
        Map<String, String> environment = new java.util.HashMap<>();
        Optional.ofNullable(micros).ifPresent(m -> environment.put("WATCHDOG_USEC", m));
        Optional.ofNullable(pid).ifPresent(p -> environment.put("WATCHDOG_PID", p));
        assertEquals(Optional.ofNullable(expected).map(Duration::ofMillis), SystemdNotifier.watchdog(environment, 7));
    }

    @Test
    void withoutASocketThereIsNobodyToTell() {
        assertEquals(Optional.empty(), SystemdNotifier.of(Map.of()));
        assertEquals(Optional.empty(), SystemdNotifier.of(Map.of("NOTIFY_SOCKET", "vsock:2:1234")));
    }
}
