package io.pgsvc.watch;

import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.pgsvc.watch.WatchStatus.Held;
import io.pgsvc.watch.WatchStatus.PassEntry;
import io.pgsvc.watch.WatchStatus.Revision;
import io.pgsvc.watch.WatchStatus.WorkTotals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Statuses for tests: a fresh watcher, one in the best of health, and one with all that can be wrong. */
final class Statuses {
    static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
    static final Revision OLD = new Revision("1111111111111111111111111111111111111111");
    static final Revision NEW = new Revision("2222222222222222222222222222222222222222");

    private Statuses() {}

    static WatchStatus fresh() {
        return new WatchStatus("0.1.0", 42, TIME, Path.of("/etc/pigsty/inventory"), Optional.empty(), OptionalLong.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), 0, 0, 0, List.of(), List.of(),
                Optional.empty(), List.of(), Optional.empty(), Optional.empty(), 0, 0, WorkTotals.NONE);
    }

    static PassEntry pass(long id, String result, boolean changed, Revision revision, String... errors) {
        LinkedHashMap<String, Duration> stages = new LinkedHashMap<>();
        stages.put("load", Duration.ofMillis(12));
        stages.put("plan", Duration.ofNanos(1_500_000));
        stages.put("reload", Duration.ofMillis(100));
        return new PassEntry(id, "files", Optional.of(revision), TIME.plusSeconds(id), Duration.ofMillis(150), result, changed,
                "a sentence", stages, List.of("pg-test-replica: + pg-test-3"), List.of(errors));
    }

    static WatchStatus ok(long id) {
        return new WatchStatus("0.1.0", 42, TIME, Path.of("/etc/pigsty/inventory"), Optional.of("10.10.10.11"), OptionalLong.of(7),
                Optional.of(NEW), Optional.of(NEW), Optional.of(pass(id, "done", true, NEW)), Optional.of(TIME.plusSeconds(id)),
                Map.of("done", id), 2, 0, 4, List.of(), List.of(), Optional.empty(), List.of(), Optional.empty(), Optional.empty(),
                20, 5, new WorkTotals(3, 20, 4, 2, 2));
    }

    static WatchStatus bad(long id) {
        return new WatchStatus("0.1.0", 42, TIME, Path.of("/etc/pigsty/inventory"), Optional.of("10.10.10.11"), OptionalLong.of(7),
                Optional.of(NEW), Optional.of(OLD), Optional.of(pass(id, "reload-failed", false, NEW, "pigsty.yml:3:1: error: x [y]")),
                Optional.of(TIME), Map.of("done", id - 1, "reload-failed", 1L), 2, 1, 4, List.of("pg-test-replica.cfg"),
                List.of(new Held("pg-test-offline.cfg", "it would lose its last server")),
                Optional.empty(), List.of("pg-test-primary"), Optional.of("the reload failed"), Optional.of(TIME.plusSeconds(90)), 20, 5,
                new WorkTotals(3, 20, 4, 2, 2));
    }

    static WatchStatus with(WatchStatus s, Optional<String> paused) {
        return new WatchStatus(s.version(), s.pid(), s.started(), s.inventory(), s.node(), s.generation(), s.attempted(), s.applied(),
                s.last(), s.lastSuccess(), s.passes(), s.reloads(), s.reloadFailures(), s.managed(), s.drift(), s.held(), paused,
                s.degraded(), s.failing(), s.nextAttempt(), s.hosts(), s.clusters(), s.work());
    }

    /** What the published schema has against a status document. */
    static List<String> violations(String document) throws IOException {
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs/schema/status.json")));
        return schema.validate(new com.fasterxml.jackson.databind.ObjectMapper().readTree(document)).stream()
                .map(Object::toString).toList();
    }
}
