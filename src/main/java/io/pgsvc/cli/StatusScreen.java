package io.pgsvc.cli;

import io.pgsvc.cli.Table.Cell;
import io.pgsvc.cli.Table.Column;
import io.pgsvc.publish.Origin;
import io.pgsvc.status.HaproxyView;
import io.pgsvc.status.NodeStatus;
import io.pgsvc.status.ServerView;
import io.pgsvc.status.ServiceView;
import io.pgsvc.status.Traffic;
import io.pgsvc.watch.WatchStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** A status for people: the verdict first, because the pager looks there. */
final class StatusScreen {
    private static final int TITLES = 12;
    private static final int NARROWEST = 20;

    private final NodeStatus status;
    private final OptionalInt width;
    private final boolean colors;
    private final List<String> lines = new ArrayList<>();

    StatusScreen(NodeStatus status, OptionalInt width, boolean colors) {
        this.status = status;
        this.width = width;
        this.colors = colors;
    }

    List<String> lines() {
        field("status", status.health().name().toLowerCase(Locale.ROOT), switch (status.health()) {
            case FAILING -> "31;1";
            case UNKNOWN, PAUSED, HELD -> "33;1";
            case HEALTHY -> "32;1";
        });
        status.problems().forEach(problem -> field("", "- " + problem.text(), ""));
        status.manifest().ifPresent(manifest -> {
            field("node", manifest.node(), "");
            field("generation", manifest.generation() + status.generation().map(g -> ", for " + age(g.at())).orElse("")
                    + by(manifest.origin()) + ", " + count(manifest.files().size(), "service file"), "");
        });
        watcher();
        haproxy(status.haproxy());
        services(status.haproxy().services());
        return lines;
    }

    private void watcher() {
        if (!status.watcher().alive()) {
            field("watcher", "none runs", "");
        } else {
            String running = "process " + status.watcher().pid().orElseThrow();
            field("watcher", running + (status.watcher().current() ? report(status.watcher().report().orElseThrow())
                    : ", which has not written its status yet"), "");
        }
        status.watcher().report().ifPresent(report -> {
            String applied = report.applied().map(WatchStatus.Revision::shortened).orElse("");
            String attempted = report.attempted().map(WatchStatus.Revision::shortened).orElse("");
            if (!applied.isEmpty() || !attempted.isEmpty()) {
                field("revision", (applied.isEmpty() ? "none" : applied) + " applied"
                        + (applied.equals(attempted) ? "" : ", " + attempted + " attempted"), "");
            }
        });
    }

    private String report(WatchStatus report) {
        return report.last().map(last -> ", last pass " + age(last.began()) + " ago (" + last.trigger() + "): " + last.message())
                .orElse(", no pass yet") + report.nextAttempt().map(next -> "; next attempt at " + next).orElse("");
    }

    private void haproxy(HaproxyView haproxy) {
        haproxy.worker().ifPresent(worker -> field("haproxy", worker.version() + ", worker " + worker.pid() + " for "
                + Ages.words(Duration.ofSeconds(worker.uptime())) + " with " + count(worker.sessions(), "session"), ""));
        haproxy.oldWorkers().ifPresent(old -> old.forEach(worker -> field("old worker", worker.pid() + " for " + worker.uptime() + ", "
                + (worker.sessions().isPresent() ? count(worker.sessions().getAsLong(), "session") : "does not answer"), "33")));
        // Why nothing is known of HAProxy stands among the problems.
        haproxy.unknown().stream().skip(haproxy.worker().isEmpty() ? 1 : 0).forEach(unknown -> field("not known", unknown, "33"));
    }

    private void services(List<ServiceView> services) {
        Table table = new Table(Column.of("SERVICE"), Column.of("SERVER"), Column.of("STATE"), Column.of("FOR").ranked(4),
                Column.of("CHECK").ranked(2), Column.of("WEIGHT").number().ranked(3),
                Column.of("SESSIONS").number().ranked(1), Column.of("TRAFFIC").number());
        for (ServiceView service : services) {
            for (ServerView server : service.servers()) {
                table.row(List.of(Cell.of(service.stem()), Cell.of(server.name() + (server.backup() ? " (backup)" : "")),
                        new Cell(server.state(), style(server)), Cell.of(server.since().map(Ages::words).orElse("")),
                        Cell.of(server.check().map(ServerView.Check::words).orElse("")),
                        Cell.of(Long.toString(server.weight())), Cell.of(Long.toString(server.sessions())),
                        Cell.of(server.serves() ? Math.round(server.share() * 100) + "%" : "-")));
            }
            if (service.servers().isEmpty() && service.traffic() != Traffic.UNKNOWN) {
                table.row(service.stem(), "(no servers)", "", "", "", "", "", "");
            } else if (!service.loaded()) {
                table.row(service.stem(), "(not loaded)", "", "", "", "", "", "");
            }
        }
        if (!table.isEmpty()) {
            lines.add("");
            lines.addAll(table.lines(width, colors));
        }
    }

    private static String style(ServerView server) {
        return server.state().startsWith("DOWN") ? "31" : server.state().equals("UP") || server.state().equals("no check") ? "32" : "33";
    }

    private static String by(Origin origin) {
        return origin.rollback().isPresent() ? ", by a rollback to " + origin.rollback().getAsLong()
                : origin.trigger().isEmpty() ? "" : ", by " + origin.trigger();
    }

    private String age(Instant since) {
        return Ages.words(Duration.between(since, status.at()));
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private void field(String title, String text, String style) {
        String start = title + " ".repeat(TITLES - title.length());
        for (String part : Table.wrap(text, Math.max(NARROWEST, width.orElse(Integer.MAX_VALUE) - TITLES))) {
            lines.add(start + Table.paint(part, style, colors));
            start = " ".repeat(TITLES);
        }
    }
}
