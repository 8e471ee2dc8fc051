package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.testing.Cli;
import io.pgsvc.testing.PrivateHaproxy;
import io.pgsvc.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Storms of edits: revisions that are pulled in many steps, one soon after the other, while the watcher is killed now and
 * then. HAProxy's directory holds one consistent revision at every instant, and the last one in the end.
 */
class WatchStormIT {
    private static final int STORMS = Integer.getInteger("pgsvc.storms", 100);
    private static final int KILLS = Integer.getInteger("pgsvc.storm.kills", 20);
    private static final long SEED = Long.getLong("pgsvc.seed", System.nanoTime() & 0xffffff);
    /** A longer one for a machine that is busy with other things. */
    private static final Duration QUIET = Duration.ofMillis(Integer.getInteger("pgsvc.storm.quiet", 50));

    @TempDir
    Path temp;

    private final Random random = new Random(SEED);
    private Site site;
    private Path inventory;
    private StormPull pull;
    private StormSampler sampler;
    private LiveWatch watch;
    private StormRevision now;
    private int revisions;
    private int starved;

    @Test
    void onlyConsistentRevisionsAreEverPublished() throws Exception {
        assumeTrue(PrivateHaproxy.system().isPresent(), "no haproxy");
        System.out.println("seed " + SEED + " (-Dpgsvc.seed), " + STORMS + " storms (-Dpgsvc.storms), " + KILLS
                + " kills (-Dpgsvc.storm.kills), quiet period " + QUIET.toMillis() + " ms (-Dpgsvc.storm.quiet)");
        Set<Integer> killed = new TreeSet<>();
        while (killed.size() < Math.min(KILLS, STORMS)) {
            killed.add(1 + random.nextInt(STORMS));
        }
        site = Site.in(temp);
        inventory = Files.createDirectories(temp.resolve("inv"));
        Files.createDirectories(inventory.resolve("host_vars"));
        Files.createDirectories(inventory.resolve("group_vars"));
        pull = new StormPull(inventory, random, QUIET.multipliedBy(3).dividedBy(10));
        now = StormRevision.random(0, random);
        for (Map.Entry<String, String> file : now.files(site.address()).entrySet()) {
            Files.writeString(inventory.resolve(file.getKey()), file.getValue());
        }
        watch = LiveWatch.start(site, inventory, "--quiet", QUIET.toMillis() + "ms");
        long start = System.nanoTime();
        try (StormSampler looking = new StormSampler(site.confDir(), site.stateDir())) {
            sampler = looking;
            for (int storm = 1; storm <= STORMS; storm++) {
                storm(storm, killed.contains(storm));
            }
            assertWhole();
            assertEquals(0, watch.stop(), watch::log);
        } finally {
            watch.close();
            site.close();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertAccepted();
        System.out.printf("%d storms, %d revisions, %d kills in %d s: %s, 0 torn; in %d storms the machine was too slow to "
                + "tell%n", STORMS, revisions, killed.size(), took.toSeconds(), sampler.figures(), starved);
        assertTrue(starved * 10 < STORMS * 9,
                "this machine is too busy: a longer quiet period tells more (-Dpgsvc.storm.quiet=200)");
    }

    private void storm(int number, boolean kill) throws Exception {
        Set<SortedMap<String, String>> consistent = new HashSet<>(Set.of(now.says()));
        sampler.allow(consistent);
        sampler.takeTorn();
        sampler.takeLatest();
        int pulls = random.nextInt(8) == 0 ? 3 : 2;
        int killAt = kill ? random.nextInt(pulls) : -1;
        List<Thread> restarts = new ArrayList<>();
        Duration gap = Duration.ZERO;
        for (int i = 0; i < pulls; i++) {
            StormRevision next = StormRevision.random(++revisions, random);
            consistent.add(next.says());
            sampler.allow(consistent);
            // Half of the kills come while files are pulled, half while the watcher is likely at a pass.
            boolean amid = i == killAt && random.nextBoolean();
            boolean[] due = {amid};
            Duration longest = pull.pull(now.files(site.address()), next.files(site.address()), () -> {
                if (due[0] && random.nextInt(4) == 0) {
                    due[0] = false;
                    restarts.add(restart(Duration.ZERO));
                }
            });
            gap = longest.compareTo(gap) > 0 ? longest : gap;
            now = next;
            if (i == killAt && restarts.isEmpty()) {
                restarts.add(restart(QUIET.plusMillis(random.nextInt(120))));
            }
            // Half of the next pulls begin just when the watcher begins its pass.
            LiveWatch.pause(random.nextBoolean() ? QUIET.plusMillis(random.nextInt(60))
                    : QUIET.multipliedBy(6).dividedBy(5).plusMillis(random.nextInt((int) QUIET.toMillis())));
        }
        for (Thread restart : restarts) {
            restart.join();
        }
        awaitLast(number);
        judge(number, gap);
    }

    /** kill -9 after a while, and another one at once; on a thread of its own, for a start takes longer than a pause. */
    private Thread restart(Duration after) {
        LiveWatch old = watch;
        return Thread.ofPlatform().start(() -> {
            try {
                Thread.sleep(after);
                old.process().destroyForcibly();
                old.end();
                watch = LiveWatch.launch(site, inventory, "--quiet", QUIET.toMillis() + "ms");
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void awaitLast(int storm) {
        SortedMap<String, String> wanted = now.says();
        watch.await("the last revision of storm " + storm + " (seed " + SEED + ", " + wanted + ")",
                () -> Files.notExists(site.stateDir().resolve("journal.json")) && StormRevision.says(files()).equals(wanted));
    }

    /**
     * Half of a pull may well be published where the next step came later than the quiet period, and so it may where
     * nobody gets the processor in time to see that step. Such storms are counted, and say nothing of torn states.
     */
    private void judge(int storm, Duration gap) {
        List<SortedMap<String, String>> torn = sampler.takeTorn();
        long late = sampler.takeLatest();
        boolean slow = gap.compareTo(QUIET.multipliedBy(3).dividedBy(5)) > 0 || late > QUIET.toNanos() * 3 / 10;
        if (slow) {
            starved++;
        } else {
            assertEquals(List.of(), torn.stream().distinct().toList(), () -> "seed " + SEED + ", storm " + storm
                    + ": files of no consistent revision; the last is " + now.says() + "\n" + watch.log());
        }
    }

    private SortedMap<String, String> files() {
        try {
            SortedMap<String, String> files = new TreeMap<>();
            for (String name : site.files()) {
                files.put(name, Files.readString(site.confDir().resolve(name)));
            }
            return files;
        } catch (java.nio.file.NoSuchFileException e) {
            return new TreeMap<>();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** In the end, byte for byte, what a pass without any HAProxy writes of the same inventory. */
    private void assertWhole() throws IOException {
        Path out = temp.resolve("wanted");
        Cli.Result result = Cli.in(temp).start("render", "-i", inventory.toString(), "--node", Site.NODE, "--defaults", "classic",
                "--output-dir", out.toString());
        assertEquals(0, result.exit(), result.stderr());
        SortedMap<String, String> wanted = new TreeMap<>();
        for (String name : out.toFile().list()) {
            wanted.put(name, Files.readString(out.resolve(name)));
        }
        assertEquals(wanted, files());
    }

    /** HAProxy accepts each mixture of two generations that was seen amid a swap. */
    private void assertAccepted() throws IOException {
        Path copy = Files.createDirectory(temp.resolve("copy"));
        Path main = Files.writeString(temp.resolve("main.cfg"), "defaults\n    mode tcp\n    timeout connect 1s\n"
                + "    timeout client 30s\n    timeout server 30s\n");
        Tool check = new Tool(Duration.ofSeconds(20), PrivateHaproxy.system().orElseThrow().toString());
        for (SortedMap<String, String> mixture : sampler.mixtures()) {
            for (Path file : Files.list(copy).toList()) {
                Files.delete(file);
            }
            for (Map.Entry<String, String> file : mixture.entrySet()) {
                Files.writeString(copy.resolve(file.getKey()), file.getValue());
            }
            Cli.Result result = check.run("-c", "-q", "-f", main.toString(), "-f", copy.toString());
            assertEquals(0, result.exit(), () -> "seed " + SEED + ": HAProxy refuses " + mixture + "\n" + result.stderr());
        }
    }
}
