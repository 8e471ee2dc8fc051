package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.testing.Cli;
import io.pgsvc.testing.PrivateHaproxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 from outside, at random moments of passes that create, change, move and delete files: never a configuration
 * that HAProxy refuses, never half a file, and the next pass goes on to what is wanted. How many kills hit the few
 * renames of a swap is left to chance: the tests of the publisher stop it at every single one of them.
 */
class KillIT {
    private static final int KILLS = Integer.getInteger("pgsvc.kills", 200);
    private static final long SEED = Long.getLong("pgsvc.seed", 20260101L);
    private static final String NODE = "127.0.0.11";

    @TempDir
    static Path directory;

    /** Where a kill found the pass; told by what it left. */
    private enum Phase {
        NOTHING("before any trace"), STAGED("with a candidate"), JOURNAL("with a journal, no file changed"),
        MIXED("with a journal, some files changed"), SWAPPED("with a journal, all files changed"), RECORDED("after the record");

        private final String words;

        Phase(String words) {
            this.words = words;
        }

        boolean inWindow() {
            return this == JOURNAL || this == MIXED || this == SWAPPED;
        }
    }

    /** The file or change of a directory after which a kill waits, and the longest such wait in microseconds. */
    private record Aim(Path event, long within) {}

    @Test
    void everyKilledPassLeavesAWorkingHaproxyAndTheNextOneConverges() throws Exception {
        assumeTrue(PrivateHaproxy.system().isPresent(), "no haproxy");
        System.out.println("seed " + SEED + " (-Dpgsvc.seed), " + KILLS + " kills (-Dpgsvc.kills)");
        List<Path> inventories = inventories();
        try (LiveNode node = new LiveNode(directory, PrivateHaproxy.in(directory.resolve("h")),
                PrivateHaproxy.system().orElseThrow(), NODE)) {
            List<Map<String, String>> generations = List.of(node.wanted(inventories.get(0)), node.wanted(inventories.get(1)));
            assertTrue(differing(generations).size() >= 6, "the inventories differ in too few files: " + differing(generations));
            new Campaign(node, inventories, generations).run();
        }
    }

    private final class Campaign {
        private final LiveNode node;
        private final List<Path> inventories;
        private final List<Map<String, String>> generations;
        private final Random random = new Random(SEED);
        private final Path journal;
        private final Path candidate;
        private final Path output = directory.resolve("killed.out");
        private final Map<Phase, Integer> counts = new LinkedHashMap<>();
        /** Microseconds from the start to the end, and from the journal to the end. */
        private long whole;
        private long window;
        private int now;

        Campaign(LiveNode node, List<Path> inventories, List<Map<String, String>> generations) {
            this.node = node;
            this.inventories = inventories;
            this.generations = generations;
            this.journal = node.stateDir().resolve("journal.json");
            this.candidate = node.stateDir().resolve("candidate");
            for (Phase phase : Phase.values()) {
                counts.put(phase, 0);
            }
        }

        void run() throws Exception {
            converge(0, "the first pass");
            for (int i = 0; i < 4; i++) {
                measure(1 - now);
            }
            System.out.printf("a pass takes %d ms, %d ms of it from the journal to the record%n", whole / 1000, window / 1000);
            for (int kill = 1; kill <= KILLS; kill++) {
                int wanted = 1 - now;
                String which = "kill " + kill;
                Phase phase = kill(wanted);
                counts.merge(phase, 1, Integer::sum);
                // Some who find a mess want something else than the one who left it.
                converge(random.nextInt(4) == 0 ? now : wanted, which + " (" + phase.words + ")");
            }
            List<String> shares = new ArrayList<>();
            counts.forEach((phase, count) -> shares.add(count + " " + phase.words));
            System.out.println(KILLS + " kills: " + String.join(", ", shares) + "; 0 lost");
            int inWindow = counts.entrySet().stream().filter(e -> e.getKey().inWindow()).mapToInt(Map.Entry::getValue).sum();
            assertTrue(inWindow * 10 >= KILLS, "only " + inWindow + " of " + KILLS + " kills between journal and record");
        }

        /** A pass that is let be, timed. */
        private void measure(int wanted) throws Exception {
            long start = System.nanoTime();
            Process pass = Cli.in(directory).launch(output, node.pass(inventories.get(wanted)));
            await(pass, journal);
            long journalAt = System.nanoTime();
            pass.waitFor();
            long end = System.nanoTime();
            assertEquals(0, pass.exitValue(), Files.readString(output));
            whole = Math.max(whole, (end - start) / 1000);
            window = Math.max(window, (end - journalAt) / 1000);
            now = wanted;
        }

        private Phase kill(int wanted) throws Exception {
            Aim aim = switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> new Aim(null, whole);
                case 4, 5 -> new Aim(candidate, whole / 8);
                case 6, 7 -> new Aim(journal, window);
                case 8 -> new Aim(node.confDir(), 4_000);
                // The renames take less than a millisecond; the first one brings a new file.
                default -> new Aim(node.confDir().resolve(added(wanted)), 1);
            };
            long delay = (long) (random.nextDouble() * aim.within) * 1000;
            Process pass = Cli.in(directory).launch(output, node.pass(inventories.get(wanted)));
            if (aim.event != null) {
                await(pass, aim.event);
            }
            long until = System.nanoTime() + delay;
            while (System.nanoTime() < until) {
                LockSupport.parkNanos(Math.min(until - System.nanoTime(), 1_000_000));
            }
            pass.destroyForcibly(); // SIGKILL
            assertTrue(pass.waitFor(10, TimeUnit.SECONDS));
            return judge(wanted);
        }

        /** The first file that a pass to these files makes anew. */
        private String added(int wanted) {
            return generations.get(wanted).keySet().stream().filter(name -> !generations.get(1 - wanted).containsKey(name))
                    .findFirst().orElseThrow();
        }

        /** What the dead pass left. */
        private Phase judge(int wanted) throws IOException {
            Map<String, String> before = generations.get(now);
            Map<String, String> after = generations.get(wanted);
            Map<String, String> files = node.files();
            int changed = 0;
            TreeSet<String> names = new TreeSet<>(files.keySet());
            TreeSet<String> differing = differing(generations);
            names.addAll(differing);
            for (String name : names) {
                String text = files.get(name);
                if (name.startsWith(".")) {
                    assertTrue(name.endsWith(".tmp"), "a hidden file that is no staged one: " + name);
                } else if (differing.contains(name)) {
                    boolean isAfter = Objects.equals(text, after.get(name));
                    assertTrue(isAfter || Objects.equals(text, before.get(name)), name + " is neither old nor new:\n" + text);
                    changed += isAfter ? 1 : 0;
                } else {
                    assertEquals(before.get(name), text, name);
                }
            }
            assertEquals("", node.check(), "HAProxy refuses what the killed pass left");
            if (Files.exists(journal)) {
                return changed == 0 ? Phase.JOURNAL : changed < differing.size() ? Phase.MIXED : Phase.SWAPPED;
            }
            assertTrue(changed == 0 || changed == differing.size(), "files of two generations, and no journal");
            return changed > 0 ? Phase.RECORDED : Files.exists(candidate) ? Phase.STAGED : Phase.NOTHING;
        }

        private void converge(int wanted, String after) throws IOException {
            Cli.Result result = node.run(inventories.get(wanted));
            assertEquals(0, result.exit(), () -> "after " + after + ": " + result.stdout() + result.stderr());
            assertEquals(generations.get(wanted), node.files(), after);
            assertEquals(LiveNode.sections(generations.get(wanted)), node.loaded(), after);
            assertTrue(Files.notExists(journal), "the journal is left after " + after);
            // A pass with nothing to do leaves even a dead pass's candidate alone; the next kill is told by its own.
            assertTrue(Files.notExists(candidate) || now == wanted, "the candidate is left after " + after);
            deleteCandidate();
            now = wanted;
        }

        private void deleteCandidate() throws IOException {
            if (Files.exists(candidate)) {
                try (Stream<Path> files = Files.list(candidate)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(candidate);
            }
        }

        private static void await(Process pass, Path event) throws IOException {
            // Of a directory that is there it is the first change in it: a swap begins.
            FileTime before = Files.isDirectory(event) ? Files.getLastModifiedTime(event) : null;
            while (pass.isAlive() && (before == null ? Files.notExists(event) : Files.getLastModifiedTime(event).equals(before))) {
                LockSupport.parkNanos(20_000);
            }
        }
    }

    private static TreeSet<String> differing(List<Map<String, String>> generations) {
        TreeSet<String> names = new TreeSet<>(generations.get(0).keySet());
        names.addAll(generations.get(1).keySet());
        names.removeIf(name -> Objects.equals(generations.get(0).get(name), generations.get(1).get(name)));
        return names;
    }

    /** Two states of a cluster: a weight, a member more, a service more and one less, a port moved, two ports exchanged. */
    private static List<Path> inventories() throws IOException {
        int[] port = new int[9];
        for (int i = 0; i < port.length; i++) {
            port[i] = PrivateHaproxy.freePort();
        }
        String a = inventory(100, "", service("weighed", port[0]) + service("left", port[1]) + service("right", port[2])
                + service("mover", port[3]) + service("gone", port[4]) + fixed(port[7]));
        String b = inventory(50, "        127.0.0.13: { pg_seq: 3, pg_role: replica }\n",
                service("weighed", port[0]) + service("left", port[2]) + service("right", port[1]) + service("mover", port[5])
                + service("come", port[6]) + service("too", port[4]) + fixed(port[7]));
        return List.of(Files.writeString(directory.resolve("a.yml"), a), Files.writeString(directory.resolve("b.yml"), b));
    }

    private static String inventory(int weight, String member, String services) {
        return "all:\n  children:\n    pg-kill:\n      hosts:\n        127.0.0.11: { pg_seq: 1, pg_role: primary }\n"
                + "        127.0.0.12: { pg_seq: 2, pg_role: replica, pg_weight: " + weight + " }\n" + member
                + "      vars:\n        pg_cluster: pg-kill\n        pg_default_services: []\n        pg_services:\n" + services;
    }

    private static String service(String name, int port) {
        return "          - { name: " + name + ", port: " + port + ", ip: 127.0.0.1, selector: \"[]\" }\n";
    }

    /** The same in both states. */
    private static String fixed(int port) {
        return "          - { name: fixed, port: " + port + ", ip: 127.0.0.1, selector: \"[? pg_role == `primary`]\" }\n";
    }
}
