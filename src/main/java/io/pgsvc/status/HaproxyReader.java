package io.pgsvc.status;

import io.pgsvc.haproxy.CliException;
import io.pgsvc.haproxy.HaproxyConfig;
import io.pgsvc.haproxy.HaproxyOptions;
import io.pgsvc.haproxy.HaproxyReloader;
import io.pgsvc.haproxy.ShowInfo;
import io.pgsvc.haproxy.ShowProc;
import io.pgsvc.haproxy.StatCsv;
import io.pgsvc.haproxy.StatCsv.Row;
import io.pgsvc.haproxy.WorkerCli;
import io.pgsvc.publish.Manifest;
import io.pgsvc.status.HaproxyView.OldWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks HAProxy, by commands that only read: show proc, show info, show stat. */
final class HaproxyReader {
    private final HaproxyOptions options;
    private final WorkerCli cli;

    HaproxyReader(HaproxyOptions options) {
        this.options = options;
        this.cli = new HaproxyReloader(options).workerCli();
    }

    /** What it says of these files of ours. */
    HaproxyView read(Collection<Manifest.Owned> files) {
        if (!cli.canAsk()) {
            return blind(files, "HAProxy cannot be asked: neither a master socket nor a stats socket is known");
        }
        WorkerCli.View view;
        ShowInfo info;
        try {
            view = cli.view();
            info = cli.info();
        } catch (CliException e) {
            return blind(files, "HAProxy cannot be asked: " + e.findings().getFirst().message() + e.findings().getFirst().at()
                    .map(p -> " (" + p.file() + ")").orElse(""));
        }
        List<String> unknown = new ArrayList<>();
        Optional<List<OldWorker>> old = Optional.empty();
        try {
            old = cli.processes().map(this::oldWorkers);
        } catch (CliException e) {
            // said below
        }
        if (old.isEmpty()) {
            unknown.add("whether old workers are alive: only the master's socket tells");
        }
        Set<String> allBackups = HaproxyConfig.read(options.mainFile(), options.confDir()).sections().stream()
                .filter(HaproxyConfig.Section::allBackups).map(HaproxyConfig.Section::name).collect(Collectors.toSet());
        Map<String, List<Row>> sections = view.stat().rows().stream().collect(Collectors.groupingBy(Row::proxy));
        return new HaproxyView(Optional.of(new HaproxyView.Worker(view.pid(), info.version(), info.uptime(), info.sessions())), old,
                files.stream().map(file -> service(file, sections.get(file.stem()), allBackups.contains(file.stem()))).toList(), unknown);
    }

    private static HaproxyView blind(Collection<Manifest.Owned> files, String why) {
        return new HaproxyView(Optional.empty(), Optional.empty(), files.stream().map(file -> new ServiceView(file.stem(), file.cluster(),
                file.service(), Traffic.UNKNOWN, true, true, List.of())).toList(),
                List.of(why, "the states of the servers, their sessions, and who takes the traffic"));
    }

    private List<OldWorker> oldWorkers(ShowProc processes) {
        List<OldWorker> old = new ArrayList<>();
        for (ShowProc.Worker worker : processes.oldWorkers()) {
            OptionalLong sessions;
            try {
                sessions = OptionalLong.of(cli.infoOf(worker.pid()).sessions());
            } catch (CliException e) {
                sessions = OptionalLong.empty(); // it ended meanwhile, or hangs
            }
            old.add(new OldWorker(worker.pid(), worker.uptime(), worker.reloads(), sessions));
        }
        return old;
    }

    private static ServiceView service(Manifest.Owned file, List<Row> rows, boolean allBackups) {
        if (rows == null) {
            return new ServiceView(file.stem(), file.cluster(), file.service(), Traffic.UNKNOWN, false, true, List.of());
        }
        List<Row> servers = rows.stream().filter(Row::isServer).toList();
        Traffic.Split split = Traffic.split(servers, allBackups);
        return new ServiceView(file.stem(), file.cluster(), file.service(), split.traffic(), true,
                servers.stream().map(Row::server).toList().equals(file.servers()),
                servers.stream().map(row -> server(row, split.share(row))).toList());
    }

    private static ServerView server(Row row, double share) {
        StatCsv.Fields more = row.more();
        // "* L7OK" while the next check is under way
        String status = more.text("check_status").replaceFirst("^\\* *", "");
        Optional<ServerView.Check> check = status.isEmpty() ? Optional.empty() : Optional.of(new ServerView.Check(status,
                more.number("check_code"), more.number("check_duration"), more.text("last_chk")));
        OptionalLong since = more.number("lastchg");
        return new ServerView(row.server(), more.text("addr"), row.backup(), row.status(), check,
                since.isPresent() ? Optional.of(Duration.ofSeconds(since.getAsLong())) : Optional.empty(),
                more.number("weight").orElse(0), more.number("scur").orElse(0), share);
    }
}
