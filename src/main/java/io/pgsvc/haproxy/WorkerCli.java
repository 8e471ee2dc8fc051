package io.pgsvc.haproxy;

import io.pgsvc.haproxy.CliException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/**
 * Asks the current worker, through the master's socket where it answers (it tells old from new), else through the
 * stats socket.
 */
public final class WorkerCli {
    private final Optional<UnixCli> master;
    private final Optional<UnixCli> stats;

    /** What one worker says of its sections: both parts come from the same process. */
    public record View(long pid, StatCsv stat) {}

    public WorkerCli(Optional<Path> masterSocket, Optional<Path> statsSocket, Duration timeout) {
        this.master = masterSocket.map(s -> new UnixCli(s, timeout));
        this.stats = statsSocket.map(s -> new UnixCli(s, timeout));
    }

    /** Whether there is any socket to ask. */
    public boolean canAsk() {
        return master.isPresent() || stats.isPresent();
    }

    /**
     * The master's processes; empty without a master socket.
     *
     * @throws CliException where the socket does not answer
     */
    public Optional<ShowProc> processes() {
        return master.map(cli -> ShowProc.parse(cli.ask("show proc"))
                .orElseThrow(() -> new CliException(Kind.GARBAGE, cli.socket(), "this is no master socket of HAProxy")));
    }

    /**
     * The newest worker's {@code show stat}.
     *
     * @throws CliException where no socket answers
     */
    public View view() {
        if (master.isPresent()) {
            try {
                return viewOf(worker());
            } catch (CliException e) {
                if (stats.isEmpty()) {
                    throw e;
                }
            }
        }
        UnixCli cli = stats.orElseThrow(WorkerCli::noSocket);
        // One connection, one process: around a reload two of them accept on the same socket.
        String answer = cli.ask("show info;show stat");
        int table = answer.indexOf("# pxname");
        if (table < 0) {
            throw new CliException(Kind.GARBAGE, cli.socket(), "this is no stats socket of HAProxy");
        }
        ShowInfo info = ShowInfo.parse(answer.substring(0, table)).orElseThrow(
                () -> new CliException(Kind.GARBAGE, cli.socket(), "HAProxy does not tell its process id"));
        return new View(info.pid(), stat(cli, answer.substring(table)));
    }

    /**
     * What a worker says of itself, an old one too; only the master leads there.
     *
     * @throws CliException where there is no master socket, or no such worker any more
     */
    public ShowInfo infoOf(long pid) {
        UnixCli cli = master.orElseThrow(WorkerCli::noSocket);
        return ShowInfo.parse(cli.ask("@!" + pid + " show info"))
                .orElseThrow(() -> new CliException(Kind.GARBAGE, cli.socket(), "worker " + pid + " does not answer"));
    }

    /**
     * What the newest worker says of itself.
     *
     * @throws CliException where no socket answers
     */
    public ShowInfo info() {
        return ShowInfo.parse(ask("show info")).orElseThrow(() -> new CliException(Kind.GARBAGE,
                master.or(() -> stats).orElseThrow(WorkerCli::noSocket).socket(), "HAProxy does not tell its process id"));
    }

    /** One worker's {@code show stat}, through the master. */
    View viewOf(long pid) {
        UnixCli cli = master.orElseThrow(WorkerCli::noSocket);
        return new View(pid, stat(cli, cli.ask("@!" + pid + " show stat")));
    }

    /**
     * The answer of the newest worker to any command.
     *
     * @throws CliException where no socket answers
     */
    public String ask(String command) {
        if (master.isPresent()) {
            try {
                return master.get().ask("@!" + worker() + " " + command);
            } catch (CliException e) {
                if (stats.isEmpty()) {
                    throw e;
                }
            }
        }
        return stats.orElseThrow(WorkerCli::noSocket).ask(command);
    }

    private long worker() {
        return processes().orElseThrow().workers().stream().min(Comparator.comparingInt(ShowProc.Worker::reloads))
                .map(ShowProc.Worker::pid)
                .orElseThrow(() -> new CliException(Kind.GARBAGE, master.orElseThrow().socket(), "the master has no worker"));
    }

    private static StatCsv stat(UnixCli cli, String answer) {
        return StatCsv.parse(answer).orElseThrow(
                () -> new CliException(Kind.GARBAGE, cli.socket(), "HAProxy's answer to show stat is no table"));
    }

    private static CliException noSocket() {
        return new CliException(Kind.ABSENT, HaproxyOptions.DEFAULT_MASTER_SOCKET,
                "neither a master socket nor a stats socket is known");
    }
}
