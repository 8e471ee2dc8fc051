package io.pgsvc.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.watch.WatchStatus.Held;
import io.pgsvc.watch.WatchStatus.PassEntry;
import io.pgsvc.watch.WatchStatus.Revision;
import io.pgsvc.watch.WatchStatus.WorkTotals;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A status as a JSON document (docs/schema/status.json), and back. Durations are seconds, times RFC 3339 in UTC. */
public final class StatusDocument {
    public static final String SCHEMA = "pgsvc/status/1";
    private static final double NANOS = 1e9;

    private StatusDocument() {}

    /** The document of a status. */
    public static ObjectNode of(WatchStatus status) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("schema", SCHEMA).put("state", status.state().word());
        document.put("version", status.version()).put("pid", status.pid()).put("started", text(status.started()));
        document.put("inventory", status.inventory().toString());
        put(document, "node", status.node());
        status.generation().ifPresentOrElse(g -> document.put("generation", g), () -> document.putNull("generation"));
        put(document, "attempted", status.attempted().map(Revision::commit));
        put(document, "applied", status.applied().map(Revision::commit));
        status.last().ifPresentOrElse(entry -> document.set("last", pass(entry)), () -> document.putNull("last"));
        put(document, "last_success", status.lastSuccess().map(StatusDocument::text));
        ObjectNode passes = document.putObject("passes");
        new TreeMap<>(status.passes()).forEach(passes::put);
        document.put("reloads", status.reloads()).put("reload_failures", status.reloadFailures()).put("managed", status.managed());
        texts(document, "drift", status.drift());
        var held = document.putArray("held");
        status.held().forEach(h -> held.addObject().put("what", h.what()).put("why", h.why()));
        put(document, "paused", status.paused());
        texts(document, "degraded", status.degraded());
        put(document, "failing", status.failing());
        put(document, "next_attempt", status.nextAttempt().map(StatusDocument::text));
        document.put("hosts", status.hosts()).put("clusters", status.clusters());
        WorkTotals work = status.work();
        document.putObject("work").put("loaded", work.loaded()).put("planned", work.planned()).put("selected", work.selected())
                .put("rendered", work.rendered()).put("written", work.written());
        return document;
    }

    private static ObjectNode pass(PassEntry entry) {
        ObjectNode pass = JsonNodeFactory.instance.objectNode();
        pass.put("id", entry.id()).put("trigger", entry.trigger());
        put(pass, "revision", entry.revision().map(Revision::commit));
        pass.put("began", text(entry.began())).put("seconds", entry.took().toNanos() / NANOS).put("result", entry.result())
                .put("changed", entry.changed()).put("message", entry.message());
        ObjectNode stages = pass.putObject("stages");
        entry.stages().forEach((stage, took) -> stages.put(stage, took.toNanos() / NANOS));
        texts(pass, "changes", entry.changes());
        texts(pass, "errors", entry.errors());
        return pass;
    }

    /** Milliseconds are enough. */
    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static void put(ObjectNode object, String key, Optional<String> text) {
        text.ifPresentOrElse(t -> object.put(key, t), () -> object.putNull(key));
    }

    private static void texts(ObjectNode object, String key, List<String> texts) {
        var array = object.putArray(key);
        texts.forEach(array::add);
    }

    /**
     * The reverse of {@link #of}.
     *
     * @throws IllegalArgumentException if something is missing or of another kind; its message is the key
     */
    static WatchStatus parse(JsonNode document) {
        In in = new In(document);
        OptionalLong generation = in.optional("generation", JsonNode::isIntegralNumber, JsonNode::longValue)
                .map(OptionalLong::of).orElseGet(OptionalLong::empty);
        Map<String, Long> passes = new TreeMap<>();
        in.object("passes").each((key, value) -> passes.put(key, value.longValue()));
        List<Held> held = in.list("held", item -> new Held(new In(item).text("what"), new In(item).text("why")));
        In work = in.object("work");
        return new WatchStatus(in.text("version"), in.number("pid"), in.time("started"), Path.of(in.text("inventory")),
                in.optionalText("node"), generation, in.revision("attempted"), in.revision("applied"),
                in.optional("last", JsonNode::isObject, StatusDocument::parsePass), in.optionalTime("last_success"), passes,
                in.number("reloads"), in.number("reload_failures"), (int) in.number("managed"), in.texts("drift"), held,
                in.optionalText("paused"), in.texts("degraded"), in.optionalText("failing"), in.optionalTime("next_attempt"),
                (int) in.number("hosts"), (int) in.number("clusters"), new WorkTotals(work.number("loaded"), work.number("planned"),
                work.number("selected"), work.number("rendered"), work.number("written")));
    }

    private static PassEntry parsePass(JsonNode node) {
        In in = new In(node);
        LinkedHashMap<String, Duration> stages = new LinkedHashMap<>();
        in.object("stages").each((key, value) -> stages.put(key, seconds(value.doubleValue())));
        return new PassEntry(in.number("id"), in.text("trigger"), in.revision("revision"), in.time("began"),
                seconds(in.value("seconds", JsonNode::isNumber).doubleValue()), in.text("result"),
                in.value("changed", JsonNode::isBoolean).booleanValue(), in.text("message"), stages, in.texts("changes"), in.texts("errors"));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * NANOS));
    }

    /** An object of the document; every key is asked for by its kind. */
    private record In(JsonNode node) {
        JsonNode value(String key, Function<JsonNode, Boolean> kind) {
            JsonNode value = node.path(key);
            if (!kind.apply(value)) {
                throw new IllegalArgumentException(key);
            }
            return value;
        }

        <T> Optional<T> optional(String key, Function<JsonNode, Boolean> kind, Function<JsonNode, T> read) {
            return node.path(key).isNull() || node.path(key).isMissingNode() ? Optional.empty()
                    : Optional.of(read.apply(value(key, kind)));
        }

        String text(String key) {
            return value(key, JsonNode::isTextual).textValue();
        }

        Optional<String> optionalText(String key) {
            return optional(key, JsonNode::isTextual, JsonNode::textValue);
        }

        Optional<Revision> revision(String key) {
            return optionalText(key).map(Revision::new);
        }

        long number(String key) {
            return value(key, JsonNode::isIntegralNumber).longValue();
        }

        Instant time(String key) {
            try {
                return Instant.parse(text(key));
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(key, e);
            }
        }

        Optional<Instant> optionalTime(String key) {
            return optionalText(key).map(text -> time(key));
        }

        <T> List<T> list(String key, Function<JsonNode, T> item) {
            List<T> items = new ArrayList<>();
            value(key, JsonNode::isArray).forEach(node -> items.add(item.apply(node)));
            return items;
        }

        List<String> texts(String key) {
            return list(key, JsonNode::asText);
        }

        In object(String key) {
            return new In(value(key, JsonNode::isObject));
        }

        void each(BiConsumer<String, JsonNode> values) {
            node.properties().forEach(entry -> values.accept(entry.getKey(), entry.getValue()));
        }
    }
}
