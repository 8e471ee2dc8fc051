package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.testing.Cli;
import io.pgsvc.testing.PrivateHaproxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that connect through services all the time while passes publish changes: none is refused, and where HAProxy
 * keeps its servers' state none gets to a server whose health check fails.
 */
class ClientsIT {
    private static final int PASSES = Integer.getInteger("pgsvc.passes", 100);
    private static final String NODE = "127.0.0.21";

    @TempDir
    Path directory;

    /** With and without kept state, on every HAProxy that is there. Fewer passes where nothing is promised. */
    static Stream<Arguments> haproxies() {
        return PrivateHaproxy.programs().stream().flatMap(p -> Stream.of(Arguments.of(p, true, PASSES), Arguments.of(p, false, PASSES / 5)));
    }

    @ParameterizedTest(name = "{0}, server-state-file: {1}")
    @MethodSource("haproxies")
    void noneIsRefusedAndNoneMisled(Path program, boolean state, int passes) throws Exception {
        int database = PrivateHaproxy.freePort();
        int health = PrivateHaproxy.freePort();
        int writes = PrivateHaproxy.freePort();
        int reads = PrivateHaproxy.freePort();
        List<Path> inventories = List.of(inventory("a.yml", database, health, writes, reads, 100, true),
                inventory("b.yml", database, health, writes, reads, 50, false));
        PrivateHaproxy haproxy = PrivateHaproxy.in(directory.resolve("h"));
        try (StandInBackend one = new StandInBackend("one", NODE, database, health, Set.of("/primary", "/read-only"));
                StandInBackend two = new StandInBackend("two", "127.0.0.22", database, health, Set.of("/read-only"));
                StandInBackend three = new StandInBackend("three", "127.0.0.23", database, health, Set.of("/read-only"));
                StandInBackend four = new StandInBackend("four", "127.0.0.24", database, health, Set.of());
                LiveNode node = new LiveNode(directory, state ? haproxy.withServerState() : haproxy, program, NODE)) {
            assertEquals(0, node.run(inventories.get(0)).exit());
            awaitChecks(writes, reads);
            Tally onWrites = new Tally();
            Tally onReads = new Tally();
            Runnable writer = () -> onWrites.add(Clients.connect(writes));
            Runnable reader = () -> onReads.add(Clients.connect(reads));
            try (Clients clients = new Clients(List.of(writer, writer, reader, reader))) {
                for (int pass = 1; pass <= passes; pass++) {
                    Cli.Result result = node.run(inventories.get(pass % 2));
                    assertEquals(0, result.exit(), result.stdout() + result.stderr());
                }
            }
            long failing = onWrites.count("two") + onWrites.count("four") + onReads.count("four");
            long added = onWrites.count("three");
            System.out.println(version(program) + (state ? ", with server-state-file: " : ", without server-state-file: ") + passes
                    + " passes, " + (onWrites.all() + onReads.all()) + " connections; " + failing + " to a server whose check fails, "
                    + added + " to one just added whose check fails; writes " + onWrites + ", reads " + onReads);
            for (Tally tally : List.of(onWrites, onReads)) {
                assertEquals(0, tally.count("refused"));
                // Without their state, servers that are down get connections until their first check, and cannot keep them.
                assertTrue(!state || tally.count("reset") == 0, tally::toString);
                assertTrue(tally.all() > passes * 20L, "too few connections to say anything: " + tally);
            }
            if (state) {
                assertEquals(0, failing, "reached a server whose check fails");
                assertEquals(0, added, "reached an added server before its check passed");
                assertEquals(0, onWrites.count("closed") + onReads.count("closed"), "a service had no server");
            }
        }
    }

    /** Until HAProxy has seen who is well. */
    private static void awaitChecks(int writes, int reads) throws InterruptedException {
        int good = 0;
        for (int i = 0; i < 400 && good < 60; i++) {
            boolean fine = Clients.connect(writes).equals("one") && !Clients.connect(reads).equals("four");
            good = fine ? good + 1 : 0;
            Thread.sleep(25);
        }
        assertEquals(60, good, "HAProxy's checks never settled");
    }

    /** How connections ended: by the name that answered, or what went wrong. */
    private static final class Tally {
        private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

        void add(String outcome) {
            counts.computeIfAbsent(outcome, o -> new LongAdder()).increment();
        }

        long count(String outcome) {
            LongAdder count = counts.get(outcome);
            return count == null ? 0 : count.sum();
        }

        long all() {
            return counts.values().stream().mapToLong(LongAdder::sum).sum();
        }

        @Override
        public String toString() {
            return new java.util.TreeMap<>(counts).toString();
        }
    }

    private Path inventory(String name, int database, int health, int writes, int reads, int weight, boolean third) throws IOException {
        return Files.writeString(directory.resolve(name), "all:\n  children:\n    pg-live:\n      hosts:\n"
                + "        127.0.0.21: { pg_seq: 1, pg_role: primary }\n"
                + "        127.0.0.22: { pg_seq: 2, pg_role: replica, pg_weight: " + weight + " }\n"
                + (third ? "        127.0.0.23: { pg_seq: 3, pg_role: replica }\n" : "")
                + "        127.0.0.24: { pg_seq: 4, pg_role: replica }\n"
                + "      vars:\n        pg_cluster: pg-live\n        pg_port: " + database + "\n        patroni_port: " + health
                + "\n        pg_default_services: []\n        pg_services:\n"
                + "          - { name: writes, port: " + writes + ", ip: 127.0.0.1, dest: postgres, check: /primary, selector: \"[]\" }\n"
                + "          - { name: reads, port: " + reads + ", ip: 127.0.0.1, dest: postgres, check: /read-only, selector: \"[]\" }\n");
    }

    private static String version(Path program) {
        return new io.pgsvc.testing.Tool(java.time.Duration.ofSeconds(10), program.toString()).run("-v").stdout()
                .lines().findFirst().orElse("").replaceAll("HAProxy version (\\S+).*", "HAProxy $1");
    }
}
