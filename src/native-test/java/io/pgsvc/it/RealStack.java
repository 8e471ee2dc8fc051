package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsvc.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A {@link PostgresCluster}, two nodes with HAProxy and a watcher, their inventory, and clients that never rest. */
final class RealStack implements AutoCloseable {
    /** Where the logs stay. */
    static final Path LOGS = Path.of("target/e2e").toAbsolutePath();

    final Ledger ledger = new Ledger();
    private final Path directory;
    private final PostgresCluster cluster;
    private final StackInventory inventory;
    private final StackNode node;
    private final StackNode proxy;
    private final List<Pgbench> benches = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Traffic traffic;
    private int round;

    /** Starts all but the watchers and the clients; ends it again where that fails. */
    RealStack() throws Exception {
        assertEquals("root", System.getProperty("user.name"), "this starts programs as user postgres: run it as root");
        clear(LOGS);
        Files.createDirectories(LOGS);
        directory = Files.createTempDirectory(Path.of("/tmp"), "pgsvc-e2e-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::close));
        try {
            cluster = opened(new PostgresCluster(Files.createDirectory(directory.resolve("pg")), LOGS));
            cluster.start();
            prepareDatabase();
            Path inventoryDirectory = directory.resolve("inventory");
            node = opened(new StackNode("127.0.0.11", directory.resolve("a"), inventoryDirectory));
            proxy = opened(new StackNode(StackInventory.PROXY, directory.resolve("b"), inventoryDirectory));
            inventory = new StackInventory(inventoryDirectory, members());
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private void prepareDatabase() {
        for (String sql : List.of("create role app login", "create role pooled login in role app", "create database e2e owner app")) {
            assertEquals("", cluster.sql(1, "postgres", sql));
        }
        var result = new Tool(Duration.ofSeconds(30), PostgresCluster.program("pgbench")).run("-i", "-q", "-s", "1", "-h",
                cluster.member(1).address(), "-U", "app", "e2e");
        assertEquals(0, result.exit(), result.stderr());
        assertEquals("", cluster.sql(1, "e2e", "set role app; create table writes (service text, at timestamptz default now())"));
    }

    PostgresCluster cluster() {
        return cluster;
    }

    StackInventory inventory() {
        return inventory;
    }

    /** The member on which pgsvc runs. */
    StackNode node() {
        return node;
    }

    /** The node of the group {@code proxy}. */
    StackNode proxy() {
        return proxy;
    }

    /** Where clients of the member go in. */
    Entrance members() {
        return new Entrance(node.address(), 0);
    }

    /** Where clients of the provider go in. */
    Entrance provider() {
        return new Entrance(proxy.address(), 10_000);
    }

    void startClients() throws IOException {
        traffic = opened(new Traffic(ledger, members()));
        startBenches(members());
    }

    /** Lets every client go in there from now on; those of pgbench finish what they do. */
    void moveClients(Entrance entrance) throws IOException, InterruptedException {
        traffic.moveTo(entrance);
        endBenches();
        startBenches(entrance);
    }

    void endClients() throws InterruptedException {
        traffic.close();
        endBenches();
    }

    /** What pgbench has done, once clients have ended. */
    long benched() throws IOException {
        long sum = 0;
        for (Pgbench bench : benches) {
            sum += bench.transactions();
        }
        return sum;
    }

    private void startBenches(Entrance entrance) throws IOException {
        round++;
        bench(entrance, Service.PRIMARY, "-N", "-R", "20");
        bench(entrance, Service.DEFAULT, "-N", "-R", "10");
        bench(entrance, Service.REPLICA, "-S", "-R", "30");
        bench(entrance, Service.REPLICA, "-S", "-C", "-R", "10");
    }

    private void bench(Entrance entrance, Service service, String... options) throws IOException {
        Pgbench bench = new Pgbench(Path.of(PostgresCluster.program("pgbench")), directory.resolve("pgbench/" + round + "-" + service + String.join("", options)),
                ledger, entrance, service, options);
        benches.add(opened(bench));
    }

    private void endBenches() throws InterruptedException {
        for (Pgbench bench : benches) {
            bench.close();
        }
    }

    /** Ends all that was started, the last first, and leaves the logs; also when the run is interrupted. */
    @Override
    public synchronized void close() {
        for (AutoCloseable closeable : open.reversed()) {
            try {
                if (closeable instanceof StackNode some) {
                    some.keepLogs(LOGS);
                }
                closeable.close();
            } catch (Exception e) {
                System.err.println("e2e: " + e);
            }
        }
        open.clear();
        try {
            clear(directory);
        } catch (IOException e) {
            System.err.println("e2e: " + e);
        }
    }

    private static void clear(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
