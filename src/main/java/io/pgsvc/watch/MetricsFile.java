package io.pgsvc.watch;

import java.nio.file.Path;

/**
 * The metrics as a file for the textfile collector of node_exporter, which reads {@code *.prom}. It stays when the
 * watcher stops: its timestamps tell that nothing happens any more.
 */
public final class MetricsFile implements StatusListener {
    private final Path file;
    private final Metrics metrics;
    private final FailureNote note;

    /** @param metrics is told of each status before this one is */
    public MetricsFile(Path file, Metrics metrics, FailureNote note) {
        this.file = file.toAbsolutePath();
        this.metrics = metrics;
        this.note = note;
    }

    @Override
    public void changed(WatchStatus status) {
        note.attempt("the metrics file " + file + " cannot be written", () -> PublicFile.write(file, metrics.text()));
    }
}
