package io.pgsvc.it;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.testing.PrivateHaproxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that connect all the time while a watcher publishes one edit of the inventory after the other: none is
 * refused, and none gets to a server that the inventory did not name when it connected.
 */
class WatchClientsIT {
    private static final int CHANGES = Integer.getInteger("pgsvc.changes", 200);
    private static final long SEED = Long.getLong("pgsvc.seed", System.nanoTime() & 0xffffff);
    private static final int READS = 5434;
    private static final int WRITES = 5433;

    @TempDir
    Path temp;

    /** What the inventory says of a member; those that are offline get no connections. */
    private record Member(boolean there, boolean offline, int weight) {
        boolean serves() {
            return there && !offline;
        }
    }

    /** Members by the last number of their address; 11 is this node and the primary. */
    private final SortedMap<Integer, Member> members = new TreeMap<>();
    /** The names that may answer, from one moment to the next: named before, named before or now, named now, and so on. */
    private final List<Set<String>> epochs = new CopyOnWriteArrayList<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong connections = new AtomicLong();
    private final Random random = new Random(SEED);

    static Stream<Arguments> haproxies() {
        List<Path> programs = PrivateHaproxy.programs();
        return programs.stream().map(p -> Arguments.of(p, p.equals(programs.getFirst()) ? CHANGES : Math.max(10, CHANGES / 10)));
    }

    @ParameterizedTest(name = "{0}, {1} changes")
    @MethodSource("haproxies")
    void noneIsRefusedAndNoneMisled(Path program, int changes) throws Exception {
        System.out.println("seed " + SEED + " (-Dpgsvc.seed), " + changes + " changes (-Dpgsvc.changes)");
        for (int member = 11; member <= 15; member++) {
            members.put(member, new Member(member < 14, false, 100));
        }
        int database = PrivateHaproxy.freePort();
        int health = PrivateHaproxy.freePort();
        Path inventory = Files.createDirectories(temp.resolve("inv/host_vars")).getParent();
        List<StandInBackend> backends = new ArrayList<>();
        try (Site site = Site.in(temp).with(program).start()) {
            for (int member : members.keySet()) {
                backends.add(new StandInBackend("pg-live-" + (member - 10), "127.0.0." + member, database, health,
                        Set.of("/primary", "/read-only")));
                Files.writeString(vars(inventory, member), "pg_weight: 100\n");
            }
            Files.createDirectory(inventory.resolve("group_vars"));
            Files.writeString(inventory.resolve("group_vars/all.yml"), settings(site, database, health));
            Files.writeString(inventory.resolve("hosts.yml"), hosts());
            epochs.add(named());
            try (LiveWatch watch = LiveWatch.start(site, inventory, "--quiet", "50ms")) {
                long start = System.nanoTime();
                Runnable reader = () -> connect(site.address(), READS);
                Runnable writer = () -> connect(site.address(), WRITES);
                awaitPublished(watch);
                try (Clients clients = new Clients(List.of(reader, reader, writer))) {
                    for (int change = 1; change <= changes && wrong.isEmpty(); change++) {
                        change(inventory);
                        awaitPublished(watch);
                        epochs.add(named());
                        LiveWatch.pause(java.time.Duration.ofMillis(20));
                    }
                }
                long took = (System.nanoTime() - start) / 1_000_000_000;
                assertEquals(List.of(), List.copyOf(wrong), () -> "seed " + SEED + "\n" + watch.log());
                assertTrue(connections.get() > changes * 10L, "too few connections to say anything: " + connections);
                long reloads = watch.log().lines().filter(l -> l.contains(": done: ") && l.contains("updated")).count();
                System.out.println(program + ": " + changes + " changes by edits in " + took + " s, " + reloads + " reloads, "
                        + connections + " connections: none refused, none to a server that the inventory did not name");
                assertTrue(reloads >= changes, () -> "each change is one of a service file:\n" + watch.log());
                assertEquals(0, watch.stop(), watch::log);
            }
        } finally {
            for (StandInBackend backend : backends) {
                backend.close();
            }
        }
    }

    /** A client's turn; what the inventory named from its beginning to its end counts. */
    private void connect(String address, int port) {
        int since = epochs.size() - 1;
        String answer = Clients.connect(address, port);
        connections.incrementAndGet();
        Set<String> may = new HashSet<>();
        List<Set<String>> until = List.copyOf(epochs);
        until.subList(since, until.size()).forEach(may::addAll);
        if (!(port == WRITES ? answer.equals("pg-live-1") : may.contains(answer))) {
            wrong.add(port + " gave " + answer + ", and not one of " + may);
        }
    }

    /** One edit, of one file and in one step, that changes a service file. */
    private void change(Path inventory) throws IOException {
        int number = 11 + random.nextInt(members.size());
        Member before = members.get(number);
        Member after = before;
        while (after.equals(before) || !after.serves() && !before.serves()) {
            after = switch (random.nextInt(3)) {
                case 0 -> new Member(before.there, before.offline, 1 + random.nextInt(200));
                case 1 -> new Member(number == 11 || !before.there, before.offline && before.there, before.weight);
                default -> new Member(before.there, number != 11 && !before.offline, before.weight);
            };
            if (!before.serves() && !after.serves()) {
                after = new Member(true, false, before.weight);
            }
        }
        Set<String> either = new HashSet<>(named());
        members.put(number, after);
        either.addAll(named());
        epochs.add(either);
        boolean weight = after.weight != before.weight;
        Path file = weight ? vars(inventory, number) : inventory.resolve("hosts.yml");
        Path next = Files.writeString(file.resolveSibling(".next"), weight ? "pg_weight: " + after.weight + "\n" : hosts());
        Files.move(next, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    private static Path vars(Path inventory, int member) {
        return inventory.resolve("host_vars/127.0.0." + member + ".yml");
    }

    private Set<String> named() {
        Set<String> names = new HashSet<>();
        members.forEach((number, member) -> {
            if (member.serves()) {
                names.add("pg-live-" + (number - 10));
            }
        });
        return names;
    }

    /** Until the files are those of the inventory and the pass is recorded: then HAProxy has confirmed the reload. */
    private void awaitPublished(LiveWatch watch) {
        StringBuilder wanted = new StringBuilder(Integer.toString(READS));
        members.forEach((number, member) -> {
            if (member.serves()) {
                wanted.append(" pg-live-").append(number - 10).append("=127.0.0.").append(number).append('*')
                        .append(member.weight);
            }
        });
        watch.await("the change " + wanted, () -> {
            try {
                return StormRevision.says(Map.of("reads", watch.site().read("pg-live-reads"))).get("reads").contentEquals(wanted)
                        && Files.notExists(watch.site().stateDir().resolve("journal.json"));
            } catch (IOException e) {
                return false;
            }
        });
    }

    private String hosts() {
        StringBuilder hosts = new StringBuilder("all:\n  children:\n    pg-live:\n      hosts:\n");
        members.forEach((number, member) -> {
            if (member.there) {
                hosts.append("        127.0.0.").append(number).append(": { pg_seq: ").append(number - 10).append(", pg_role: ")
                        .append(number == 11 ? "primary" : member.offline ? "offline" : "replica").append(" }\n");
            }
        });
        return hosts.toString();
    }

    private static String settings(Site site, int database, int health) {
        return """
                pg_cluster: pg-live
                pg_port: %d
                patroni_port: %d
                pg_default_services: []
                pg_services:
                  - { name: writes, port: %d, ip: %s, dest: postgres, check: /primary, selector: "[? pg_role == `primary`]" }
                  - { name: reads, port: %d, ip: %s, dest: postgres, check: /read-only, selector: "[? pg_role != `offline`]" }
                """.formatted(database, health, WRITES, site.address(), READS, site.address());
    }
}
