package io.pgsvc.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.publish.Origin;
import io.pgsvc.status.HaproxyView;
import io.pgsvc.status.NodeStatus;
import io.pgsvc.status.ServerView;
import io.pgsvc.status.ServiceView;
import io.pgsvc.status.WatcherView;
import io.pgsvc.watch.StatusDocument;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** A status as a document (docs/schema/status-report.json). */
final class StatusReport {
    static final String SCHEMA = "pgsvc/status-report/1";

    private StatusReport() {}

    static ObjectNode of(NodeStatus status) {
        String health = word(status.health());
        ObjectNode document = Documents.start(SCHEMA, false, status.health() != NodeStatus.Health.HEALTHY, status.problems().isEmpty()
                ? health : health + ": " + status.problems().stream().map(NodeStatus.Problem::text).collect(Collectors.joining("; ")));
        document.putArray("findings");
        document.put("health", health).put("at", status.at().toString());
        ArrayNode problems = document.putArray("problems");
        status.problems().forEach(p -> problems.addObject().put("health", word(p.health())).put("text", p.text()));
        put(document, "node", status.manifest().map(m -> m.node()));
        document.set("generation", status.manifest().map(m -> generation(status)).orElse(null));
        ArrayNode drift = document.putArray("drift");
        status.drift().forEach(d -> {
            ObjectNode one = drift.addObject().put("name", d.stem() + ".cfg");
            put(one, "cluster", d.cluster());
            one.put("service", d.service()).put("how", d.how().name().toLowerCase(Locale.ROOT));
        });
        document.set("paused", status.paused().map(PauseOutput::document).orElse(null));
        document.put("interrupted", status.interrupted());
        document.set("watcher", watcher(status.watcher()));
        document.set("haproxy", haproxy(status.haproxy()));
        ArrayNode services = document.putArray("services");
        status.haproxy().services().forEach(service -> services.add(service(service)));
        return document;
    }

    private static ObjectNode generation(NodeStatus status) {
        Origin origin = status.manifest().orElseThrow().origin();
        ObjectNode node = Documents.object().put("number", status.manifest().get().generation());
        put(node, "since", status.generation().map(g -> g.at().toString()));
        node.put("files", status.manifest().get().files().size()).put("trigger", origin.trigger());
        put(node, "revision", origin.revision());
        put(node, "rollback_to", origin.rollback());
        return node;
    }

    private static ObjectNode watcher(WatcherView watcher) {
        ObjectNode node = Documents.object().put("alive", watcher.alive());
        put(node, "pid", watcher.pid().map(OptionalLong::of).orElseGet(OptionalLong::empty));
        node.put("current", watcher.current());
        put(node, "problem", watcher.problem());
        node.set("report", watcher.report().map(StatusDocument::of).orElse(null));
        return node;
    }

    private static ObjectNode haproxy(HaproxyView haproxy) {
        ObjectNode node = Documents.object();
        node.set("worker", haproxy.worker().map(worker -> Documents.object().put("pid", worker.pid()).put("version", worker.version())
                .put("uptime_seconds", worker.uptime()).put("sessions", worker.sessions())).orElse(null));
        if (haproxy.oldWorkers().isPresent()) {
            ArrayNode old = node.putArray("old_workers");
            haproxy.oldWorkers().get().forEach(worker -> {
                ObjectNode one = old.addObject().put("pid", worker.pid()).put("uptime", worker.uptime()).put("reloads", worker.reloads());
                put(one, "sessions", worker.sessions());
            });
        } else {
            node.putNull("old_workers");
        }
        ArrayNode unknown = node.putArray("unknown");
        haproxy.unknown().forEach(unknown::add);
        return node;
    }

    private static ObjectNode service(ServiceView service) {
        ObjectNode node = Documents.object().put("name", service.stem());
        put(node, "cluster", service.cluster());
        node.put("service", service.service()).put("traffic", service.traffic().name().toLowerCase(Locale.ROOT))
                .put("loaded", service.loaded()).put("as_written", service.asWritten());
        ArrayNode serving = node.putArray("serving");
        service.serving().forEach(serving::add);
        ArrayNode servers = node.putArray("servers");
        service.servers().forEach(server -> servers.add(server(server)));
        return node;
    }

    private static ObjectNode server(ServerView server) {
        ObjectNode node = Documents.object().put("name", server.name()).put("address", server.address()).put("backup", server.backup())
                .put("state", server.state());
        node.set("check", server.check().map(check -> {
            ObjectNode one = Documents.object().put("status", check.status());
            put(one, "code", check.code());
            put(one, "took_ms", check.took());
            return one.put("text", check.text());
        }).orElse(null));
        put(node, "since_seconds", server.since().map(s -> OptionalLong.of(s.toSeconds())).orElseGet(OptionalLong::empty));
        return node.put("weight", server.weight()).put("sessions", server.sessions()).put("share", Math.round(server.share() * 1000) / 1000.0);
    }

    private static String word(NodeStatus.Health health) {
        return health.name().toLowerCase(Locale.ROOT);
    }

    private static void put(ObjectNode node, String key, Optional<String> text) {
        text.ifPresentOrElse(t -> node.put(key, t), () -> node.putNull(key));
    }

    private static void put(ObjectNode node, String key, OptionalLong number) {
        number.ifPresentOrElse(n -> node.put(key, n), () -> node.putNull(key));
    }
}
