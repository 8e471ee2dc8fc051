package io.pgsvc.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.build.BuildInfo;
import io.pgsvc.testing.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus scrapes. */
class MetricsTest {
    @TempDir
    Path directory;
    private final Metrics metrics = new Metrics(new BuildInfo("0.1.0", "abc", "musl", "native"));

    private List<String> text(WatchStatus status) {
        metrics.changed(status);
        return new String(metrics.text(), StandardCharsets.UTF_8).lines().toList();
    }

    private static void has(List<String> text, String... lines) {
        for (String line : lines) {
            assertTrue(text.contains(line), () -> "no " + line + " in\n" + String.join("\n", text));
        }
    }

    @Test
    void aNodeInTheBestOfHealth() {
        has(text(Statuses.ok(3)), "pgsvc_build_info{commit=\"abc\",libc=\"musl\",runtime=\"native\",version=\"0.1.0\"} 1",
                "pgsvc_state{state=\"ok\"} 1.0", "pgsvc_state{state=\"failing\"} 0.0",
                "pgsvc_applied_revision_info{commit=\"" + Statuses.NEW.commit() + "\"} 1",
                "pgsvc_passes_total{result=\"done\"} 3.0", "pgsvc_passes_total{result=\"reload-failed\"} 0.0",
                "pgsvc_managed_files 4.0", "pgsvc_generation 7.0", "pgsvc_inventory_hosts 20.0", "pgsvc_inventory_clusters 5.0",
                "pgsvc_reloads_total 2.0", "pgsvc_work_total{kind=\"rendered\"} 2.0", "pgsvc_paused 0.0",
                "pgsvc_last_pass_stage_duration_seconds{stage=\"load\"} 0.012", "# TYPE pgsvc_passes_total counter");
    }

    @Test
    void aNodeWithAllThatCanBeWrong() {
        has(text(Statuses.bad(2)), "pgsvc_state{state=\"failing\"} 1.0", "pgsvc_drifted_files 1.0", "pgsvc_held 1.0",
                "pgsvc_degraded_services 1.0", "pgsvc_reload_failures_total 1.0", "pgsvc_passes_total{result=\"reload-failed\"} 1.0",
                "pgsvc_attempted_revision_info{commit=\"" + Statuses.NEW.commit() + "\"} 1",
                "pgsvc_applied_revision_info{commit=\"" + Statuses.OLD.commit() + "\"} 1", "pgsvc_last_success_timestamp_seconds 1.767323045E9");
    }

    @Test
    void aWatcherThatHasJustStartedHasNoTimesYet() {
        List<String> text = text(Statuses.fresh());
        assertFalse(text.stream().anyMatch(line -> line.startsWith("pgsvc_last_")), text::toString);
        has(text, "pgsvc_state{state=\"starting\"} 1.0", "pgsvc_pass_duration_seconds_count 0");
    }

    @Test
    void durationsAreAddedUpOncePerPass() {
        text(Statuses.ok(1));
        text(Statuses.ok(1));
        has(text(Statuses.ok(2)), "pgsvc_pass_duration_seconds_count 2", "pgsvc_pass_duration_seconds_sum 0.3",
                "pgsvc_stage_duration_seconds_count{stage=\"reload\"} 2", "pgsvc_stage_duration_seconds_sum{stage=\"reload\"} 0.2");
    }

    @Test
    void theFileIsReadableByAllAndIsReplacedAtOnce() throws IOException {
        Path file = directory.resolve("pgsvc.prom");
        FailureNote note = new FailureNote((severity, text) -> {
            throw new AssertionError(text);
        });
        MetricsFile writer = new MetricsFile(file, metrics, note);
        for (WatchStatus status : List.of(Statuses.fresh(), Statuses.ok(1))) {
            metrics.changed(status);
            writer.changed(status);
        }
        assertEquals(new String(metrics.text(), StandardCharsets.UTF_8), Files.readString(file));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(List.of(file), Files.list(directory).toList());
    }

    @Test
    void promtoolFindsNothingToComplainOf() throws IOException {
        assumeTrue(Tool.onPath("promtool"), "no promtool here");
        for (WatchStatus status : List.of(Statuses.fresh(), Statuses.ok(3), Statuses.with(Statuses.bad(4), Optional.of("x")))) {
            metrics.changed(status);
            Path file = Files.write(directory.resolve("text"), metrics.text());
            var result = new Tool(Duration.ofSeconds(20), "sh").run("-c", "promtool check metrics <'" + file + "'");
            assertEquals("", result.stdout() + result.stderr());
            assertEquals(0, result.exit());
        }
    }
}
