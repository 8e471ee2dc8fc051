package io.pgsvc.watch;

import io.pgsvc.build.BuildInfo;
import io.pgsvc.pass.PassResult;
import io.pgsvc.watch.WatchStatus.PassEntry;
import io.pgsvc.watch.WatchStatus.Revision;
import io.pgsvc.watch.WatchStatus.WorkTotals;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The watcher's metrics in Prometheus' text format. Everything is taken from the status but the sums of durations, which
 * are added up here, pass by pass. Names and meanings: docs/operate.md.
 */
public final class Metrics implements StatusListener {
    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;
    private static final double NANOS = 1e9;

    private final BuildInfo build;
    private final Map<String, Sum> stages = new TreeMap<>();
    private Sum passes = Sum.NONE;
    private long counted;
    private byte[] text = new byte[0];

    private record Sum(long count, double seconds) {
        private static final Sum NONE = new Sum(0, 0);

        Sum plus(Duration took) {
            return new Sum(count + 1, seconds + Metrics.seconds(took));
        }
    }

    public Metrics(BuildInfo build) {
        this.build = build;
    }

    @Override
    public synchronized void changed(WatchStatus status) {
        status.last().filter(entry -> entry.id() != counted).ifPresent(entry -> {
            counted = entry.id();
            passes = passes.plus(entry.took());
            entry.stages().forEach((stage, took) -> stages.merge(stage, Sum.NONE.plus(took),
                    (before, now) -> new Sum(before.count() + 1, before.seconds() + now.seconds())));
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, new MetricSnapshots(all(status)), EscapingScheme.ALLOW_UTF8);
        } catch (IOException e) {
            throw new IllegalStateException(e); // memory takes it all
        }
        text = out.toByteArray();
    }

    /** As of the last status; empty before the first. */
    synchronized byte[] text() {
        return text.clone();
    }

    private List<MetricSnapshot> all(WatchStatus status) {
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(info("pgsvc_build", "The release that runs.", Labels.of("version", build.version(), "commit", build.commit(),
                "runtime", build.runtime(), "libc", build.libc())));
        all.add(gauge("pgsvc_start_time_seconds", "When the watcher started.", time(status.started())));
        GaugeSnapshot.Builder state = GaugeSnapshot.builder().name("pgsvc_state").help("1 for the state that the node is in.");
        for (WatchStatus.State one : WatchStatus.State.values()) {
            state.dataPoint(point(one == status.state() ? 1 : 0, Labels.of("state", one.word())));
        }
        all.add(state.build());
        revision("pgsvc_attempted_revision", "The git commit that the last pass read.", status.attempted()).ifPresent(all::add);
        revision("pgsvc_applied_revision", "The git commit that the last successful pass read.", status.applied()).ifPresent(all::add);
        status.generation().ifPresent(g -> all.add(gauge("pgsvc_generation", "The number of the last applied change.", g)));
        status.lastSuccess().ifPresent(at -> all.add(gauge("pgsvc_last_success_timestamp_seconds",
                "When a pass last did all that it should.", time(at))));
        status.nextAttempt().ifPresent(at -> all.add(gauge("pgsvc_next_attempt_timestamp_seconds",
                "When a failed pass is tried again.", time(at))));
        status.last().ifPresent(entry -> last(all, entry));
        passes(all, status);
        all.add(counter("pgsvc_reloads", "Reloads of HAProxy that it confirmed.", status.reloads()));
        all.add(counter("pgsvc_reload_failures", "Reloads of HAProxy that failed.", status.reloadFailures()));
        all.add(gauge("pgsvc_managed_files", "Service files that are pgsvc's.", status.managed()));
        all.add(gauge("pgsvc_drifted_files", "Managed files that somebody edited or removed.", status.drift().size()));
        all.add(gauge("pgsvc_held", "What is not done until somebody says so.", status.held().size()));
        all.add(gauge("pgsvc_degraded_services", "Services that lost their last server at a reload.", status.degraded().size()));
        all.add(gauge("pgsvc_paused", "1 while the node is paused.", status.paused().isPresent() ? 1 : 0));
        all.add(gauge("pgsvc_inventory_hosts", "Hosts of the inventory last read.", status.hosts()));
        all.add(gauge("pgsvc_inventory_clusters", "Clusters of the inventory last read.", status.clusters()));
        all.add(work(status.work()));
        return all;
    }

    private static void last(List<MetricSnapshot> all, PassEntry entry) {
        all.add(gauge("pgsvc_last_pass_timestamp_seconds", "When the last pass ended, whatever became of it.",
                time(entry.began().plus(entry.took()))));
        all.add(gauge("pgsvc_last_pass_duration_seconds", "How long the last pass took.", seconds(entry.took())));
        if (!entry.stages().isEmpty()) {
            GaugeSnapshot.Builder stages = GaugeSnapshot.builder().name("pgsvc_last_pass_stage_duration_seconds")
                    .help("How long each stage of the last pass took.");
            entry.stages().forEach((stage, took) -> stages.dataPoint(point(seconds(took), Labels.of("stage", stage))));
            all.add(stages.build());
        }
    }

    private void passes(List<MetricSnapshot> all, WatchStatus status) {
        CounterSnapshot.Builder results = CounterSnapshot.builder().name("pgsvc_passes").help("Passes by how they ended.");
        for (PassResult.Status one : PassResult.Status.values()) {
            String word = one.name().toLowerCase(Locale.ROOT).replace('_', '-');
            results.dataPoint(count(status.passes().getOrDefault(word, 0L), Labels.of("result", word)));
        }
        all.add(results.build());
        all.add(SummarySnapshot.builder().name("pgsvc_pass_duration_seconds").help("How long passes took.")
                .dataPoint(sum(passes, Labels.EMPTY)).build());
        if (!stages.isEmpty()) {
            SummarySnapshot.Builder sums = SummarySnapshot.builder().name("pgsvc_stage_duration_seconds")
                    .help("How long the stages of passes took.");
            stages.forEach((stage, sum) -> sums.dataPoint(sum(sum, Labels.of("stage", stage))));
            all.add(sums.build());
        }
    }

    private static MetricSnapshot work(WorkTotals work) {
        CounterSnapshot.Builder counters = CounterSnapshot.builder().name("pgsvc_work")
                .help("What passes really did: inventory files parsed, hosts planned, services selected and rendered, files written.");
        Map<String, Long> kinds = new TreeMap<>(Map.of("loaded", work.loaded(), "planned", work.planned(), "selected", work.selected(),
                "rendered", work.rendered(), "written", work.written()));
        kinds.forEach((kind, count) -> counters.dataPoint(count(count, Labels.of("kind", kind))));
        return counters.build();
    }

    private static Optional<MetricSnapshot> revision(String name, String help, Optional<Revision> revision) {
        return revision.map(r -> info(name, help, Labels.of("commit", r.commit())));
    }

    private static MetricSnapshot info(String name, String help, Labels labels) {
        return InfoSnapshot.builder().name(name).help(help)
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder().labels(labels).build()).build();
    }

    private static MetricSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder().name(name).help(help).dataPoint(point(value, Labels.EMPTY)).build();
    }

    private static MetricSnapshot counter(String name, String help, long value) {
        return CounterSnapshot.builder().name(name).help(help).dataPoint(count(value, Labels.EMPTY)).build();
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot point(double value, Labels labels) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
    }

    private static CounterSnapshot.CounterDataPointSnapshot count(long value, Labels labels) {
        return CounterSnapshot.CounterDataPointSnapshot.builder().value(value).labels(labels).build();
    }

    private static SummarySnapshot.SummaryDataPointSnapshot sum(Sum sum, Labels labels) {
        return SummarySnapshot.SummaryDataPointSnapshot.builder().count(sum.count()).sum(sum.seconds()).labels(labels).build();
    }

    private static double time(Instant at) {
        return at.toEpochMilli() / 1e3;
    }

    private static double seconds(Duration took) {
        return took.toNanos() / NANOS;
    }
}
