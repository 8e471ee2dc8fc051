package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.testing.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Three PostgreSQL instances under Patroni with one etcd, on 127.0.0.11 to 127.0.0.13 and the ports that they have in
 * production. The third one never becomes the primary. All of it runs as user postgres, and ends with {@link #close}.
 */
final class PostgresCluster implements AutoCloseable {
    static final String NAME = "pg-e2e";
    private static final String ETCD = "127.0.0.10";
    private static final int ETCD_CLIENTS = 2379;
    private static final int ETCD_PEERS = 2380;
    /** Longer than a start, a switchover or the time to live of a lost leader takes. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path directory;
    private final Path logs;
    private final Path programs;
    private final List<PostgresMember> members = new ArrayList<>();
    private Daemon etcd;
    private boolean closed;

    /** @param directory one that every user can walk to; what is in it becomes user postgres's */
    PostgresCluster(Path directory, Path logs) throws IOException {
        this.directory = directory;
        this.logs = logs;
        this.programs = programs();
        for (int number = 1; number <= 3; number++) {
            members.add(new PostgresMember(NAME, number, number != 3, ETCD + ":" + ETCD_CLIENTS, programs,
                    directory.resolve("node" + number), logs));
        }
    }

    /** Starts all, the first member as the primary, and waits until the others stream from it. */
    void start() throws IOException {
        refuseWhereTaken();
        Files.createDirectories(directory.resolve("etcd"));
        assertEquals(0, new Tool(LIMIT, "chown").run("-R", "postgres:postgres", directory.toString()).exit());
        String clients = "http://" + ETCD + ":" + ETCD_CLIENTS;
        String peers = "http://" + ETCD + ":" + ETCD_PEERS;
        etcd = Daemon.asPostgres(logs.resolve("etcd.log"), directory, "etcd", "--data-dir", directory.resolve("etcd").toString(),
                "--listen-client-urls", clients, "--advertise-client-urls", clients, "--listen-peer-urls", peers,
                "--initial-advertise-peer-urls", peers, "--initial-cluster", "default=" + peers, "--unsafe-no-fsync");
        for (PostgresMember member : members) {
            member.startPgbouncer();
        }
        members.getFirst().startPatroni();
        await("the first primary", () -> members.getFirst().health("/primary") == 200);
        members.get(1).startPatroni();
        members.get(2).startPatroni();
        awaitStreaming(1, 2, 3);
    }

    /** Another stack, or a server that listens everywhere, would answer in the place of ours. */
    private void refuseWhereTaken() throws IOException {
        List<String> taken = new ArrayList<>();
        for (int port : new int[] {ETCD_CLIENTS, ETCD_PEERS}) {
            addIfTaken(ETCD, port, taken);
        }
        for (PostgresMember member : members) {
            for (int port : new int[] {PostgresMember.POSTGRES, PostgresMember.PGBOUNCER, PostgresMember.PATRONI}) {
                addIfTaken(member.address(), port, taken);
            }
        }
        if (!taken.isEmpty()) {
            throw new IOException("in use: " + String.join(", ", taken) + "; does another stack run here? `ss -ltnp` tells whose they are");
        }
    }

    private static void addIfTaken(String address, int port, List<String> taken) throws IOException {
        try {
            new ServerSocket(port, 1, InetAddress.getByName(address)).close();
        } catch (java.net.BindException e) {
            taken.add(address + ":" + port);
        }
    }

    /** Those of Debian's newest PostgreSQL that is installed. */
    private static Path programs() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(v -> v.resolve("bin")).filter(b -> Files.isExecutable(b.resolve("postgres")))
                    .max(java.util.Comparator.comparingInt(b -> Integer.parseInt(b.getParent().getFileName().toString()))).orElseThrow();
        }
    }

    /** One of them, such as {@code psql}. */
    static String program(String name) {
        try {
            return programs().resolve(name).toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** By number, from 1. */
    PostgresMember member(int number) {
        return members.get(number - 1);
    }

    /** As an operator does it; returns when Patroni says that it is done. */
    void switchover(int from, int to) {
        var result = new Tool(LIMIT, "patronictl").run("-c", member(from).settings().toString(), "switchover", "--master",
                member(from).name(), "--candidate", member(to).name(), "--force", NAME);
        assertEquals(0, result.exit(), result.stdout() + result.stderr());
        assertTrue(result.stdout().contains("Successfully switched over"), result.stdout() + result.stderr());
    }

    /** Waits until this member is the primary by Patroni's word. */
    void awaitPrimary(int number) {
        await(member(number).name() + " as primary", () -> member(number).health("/primary") == 200);
    }

    /** Waits until the primary sends its log to these replicas. */
    void awaitStreaming(int primary, int... replicas) {
        String names = String.join(",", java.util.Arrays.stream(replicas).mapToObj(r -> "'" + member(r).name() + "'").toList());
        await("replicas " + names, () -> sql(primary, "postgres", "select count(*) from pg_stat_replication where state = 'streaming'"
                + " and application_name in (" + names + ")").equals(Integer.toString(replicas.length)));
    }

    /** The first value of a query on a member itself; what went wrong instead of it, if something did. */
    String sql(int number, String database, String query) {
        try (PgConnection connection = PgConnection.open(member(number).address(), PostgresMember.POSTGRES, "postgres", database, Duration.ofSeconds(3))) {
            List<String> row = connection.row(query);
            return row.isEmpty() ? "" : row.getFirst();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> what + ": not within " + LIMIT.toSeconds() + " s, see " + logs);
            assertTrue(etcd.isAlive(), () -> "etcd ended, see " + logs);
            LiveWatch.pause(Duration.ofMillis(100));
        }
    }

    @Override
    public synchronized void close() throws IOException, InterruptedException {
        if (closed) {
            return;
        }
        closed = true;
        for (PostgresMember member : members) {
            member.terminate();
        }
        for (PostgresMember member : members) {
            member.awaitEnd(Duration.ofSeconds(10));
        }
        if (etcd != null) {
            etcd.terminate();
            etcd.awaitEnd(Duration.ofSeconds(5));
        }
    }
}
