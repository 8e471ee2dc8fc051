package io.pgsvc.watch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Severity;
import io.pgsvc.pass.PassResult;
import io.pgsvc.pass.Work;
import io.pgsvc.watch.WatchStatus.PassEntry;
import io.pgsvc.watch.WatchStatus.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The watcher's log. What lasts is said once: an error again only after something else was wrong or it had ended, and
 * its end is said. A pass that changes nothing and has nothing new to tell is for {@code --log-level debug} only, so an
 * idle watcher is silent.
 */
public final class WatchLog implements WatchEvents {
    /** Whoever asked for these passes wants to see them. */
    private static final Set<String> ASKED = Set.of(Trigger.START.word(), Trigger.CONFIGURATION.word(), Trigger.SIGNAL.word());
    private static final String DONE = "done";
    private static final long NANOS_PER_MS = 1_000_000;
    /** What is shorter would read "0.0 ms". */
    private static final long SHOWN_NANOS = 50_000;

    private final LogSink sink;
    private final LogLevel least;
    private Set<Finding> errors = Set.of();
    private final Set<Finding> others = new LinkedHashSet<>();
    private Optional<PassEntry> last = Optional.empty();

    public WatchLog(LogSink sink, LogLevel least) {
        this.sink = sink;
        this.least = least;
    }

    @Override
    public void said(Severity severity, String text) {
        write(LogLevel.of(severity), text, List.of(), JsonNodeFactory.instance.objectNode());
    }

    @Override
    public void debug(String text) {
        write(LogLevel.DEBUG, text, List.of(), JsonNodeFactory.instance.objectNode());
    }

    @Override
    public void passed(PassEntry entry, Optional<PassResult> result, List<Finding> findings) {
        findings(entry, result.isPresent(), findings);
        boolean done = entry.result().equals(DONE);
        LogLevel level = !isNews(entry) ? LogLevel.DEBUG : done ? LogLevel.INFO
                : entry.result().equals("held") ? LogLevel.WARNING : LogLevel.ERROR;
        last = Optional.of(entry);
        List<String> more = new ArrayList<>();
        details(entry, result.map(PassResult::work).orElse(Work.NONE)).ifPresent(more::add);
        more.addAll(entry.changes());
        write(level, "pass " + entry.id() + " (" + entry.trigger() + ", " + entry.took().toMillis() + " ms): " + entry.result() + ": "
                + entry.message(), more, fields(entry, result));
    }

    private boolean isNews(PassEntry entry) {
        if (entry.changed() || ASKED.contains(entry.trigger()) || last.isEmpty()) {
            return true;
        }
        PassEntry before = last.get();
        boolean sameEnd = entry.result().equals(before.result())
                && (entry.result().equals(DONE) || entry.message().equals(before.message()));
        return !sameEnd || !entry.revision().equals(before.revision());
    }

    private void findings(PassEntry entry, boolean judged, List<Finding> findings) {
        Set<Finding> now = new LinkedHashSet<>(findings);
        Set<Finding> bad = new LinkedHashSet<>(now);
        bad.removeIf(f -> f.severity() != Severity.ERROR);
        Set<Finding> rest = new LinkedHashSet<>(now);
        rest.removeAll(bad);
        rest.stream().filter(f -> !others.contains(f)).forEach(this::finding);
        bad.stream().filter(f -> !errors.contains(f)).forEach(this::finding);
        // A pass that went wrong early cannot tell whether what it did not come to is well again.
        if (entry.result().equals(DONE) || entry.result().equals("held")) {
            errors.stream().filter(f -> !bad.contains(f)).forEach(f -> write(LogLevel.INFO, "no longer: " + f, List.of(), fields(f)));
        }
        errors = bad;
        if (judged) {
            others.clear();
        }
        others.addAll(rest);
    }

    private void finding(Finding finding) {
        List<String> more = new ArrayList<>();
        finding.hint().ifPresent(hint -> more.add("hint: " + hint));
        finding.related().forEach(at -> more.add("see also " + at));
        write(LogLevel.of(finding.severity()), finding.at().map(p -> p + ": ").orElse("") + finding.message() + " [" + finding.rule() + "]",
                more, fields(finding));
    }

    private static Optional<String> details(PassEntry entry, Work work) {
        StringJoiner words = new StringJoiner("; ");
        entry.revision().ifPresent(revision -> words.add("revision " + revision.shortened()));
        StringJoiner stages = new StringJoiner(", ");
        entry.stages().forEach((stage, took) -> {
            if (took.toNanos() >= SHOWN_NANOS) {
                stages.add(stage + " " + ms(took));
            }
        });
        if (stages.length() > 0) {
            words.add(stages.toString());
        }
        if (!work.equals(Work.NONE)) {
            words.add("loaded " + work.loaded() + ", planned " + work.planned() + ", selected " + work.selected()
                    + ", rendered " + work.rendered() + ", written " + work.written());
        }
        return words.length() == 0 ? Optional.empty() : Optional.of(words.toString());
    }

    /** Three digits are enough. */
    private static String ms(Duration took) {
        double ms = (double) took.toNanos() / NANOS_PER_MS;
        return String.format(Locale.ROOT, ms < 10 ? "%.1f ms" : "%.0f ms", ms);
    }

    private static ObjectNode fields(PassEntry entry, Optional<PassResult> result) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        fields.put("pass", entry.id()).put("trigger", entry.trigger()).put("result", entry.result()).put("changed", entry.changed());
        entry.revision().map(Revision::commit).ifPresent(commit -> fields.put("revision", commit));
        result.map(PassResult::generation).filter(g -> g.isPresent()).ifPresent(g -> fields.put("generation", g.getAsLong()));
        fields.put("seconds", entry.took().toNanos() / 1e9);
        ObjectNode stages = fields.putObject("stages");
        entry.stages().forEach((stage, took) -> stages.put(stage, took.toNanos() / 1e9));
        Work work = result.map(PassResult::work).orElse(Work.NONE);
        fields.putObject("work").put("loaded", work.loaded()).put("planned", work.planned()).put("selected", work.selected())
                .put("rendered", work.rendered()).put("written", work.written());
        var changes = fields.putArray("changes");
        entry.changes().forEach(changes::add);
        return fields;
    }

    private static ObjectNode fields(Finding finding) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode().put("rule", finding.rule());
        finding.at().ifPresent(at -> fields.put("file", at.file()).put("line", at.line()).put("column", at.column()));
        finding.hint().ifPresent(hint -> fields.put("hint", hint));
        return fields;
    }

    private synchronized void write(LogLevel level, String text, List<String> more, ObjectNode fields) {
        if (level.compareTo(least) <= 0) {
            sink.write(level, text, more, fields);
        }
    }
}
