package io.pgsvc.it;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.testing.Cli;
import io.pgsvc.testing.PrivateHaproxy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watcher that has a change to publish every second for a long time holds no more at the end than early on. */
class SoakIT {
    /** The whole form takes 1800. */
    private static final int SECONDS = Integer.getInteger("pgsvc.soak", isNative() ? 120 : 30);
    /** Changes come back to the same directories and files after so many. */
    private static final int ROUND = 4;
    private static final long MOST_RSS = 60 * 1024;

    @TempDir
    Path temp;

    private Path inventory;

    @Test
    void aLongLifeLeaksNothing() throws Exception {
        assumeTrue(PrivateHaproxy.system().isPresent(), "no haproxy");
        try (Site site = Site.in(temp).start()) {
            inventory = Files.createDirectories(temp.resolve("inv/host_vars")).getParent();
            Files.copy(site.inventoryFile(), inventory.resolve("pigsty.yml"));
            try (LiveWatch watch = LiveWatch.start(site, inventory)) {
                change(watch, 0);
                int quarter = Math.max(ROUND, SECONDS / 4 / ROUND * ROUND);
                int last = Math.max(2 * quarter, SECONDS / ROUND * ROUND);
                for (int i = 1; i <= quarter; i++) {
                    second(watch, i);
                }
                ProcessFigures early = settled(watch);
                for (int i = quarter + 1; i <= last; i++) {
                    second(watch, i);
                }
                ProcessFigures late = settled(watch);
                Duration idle = Duration.ofSeconds(Math.clamp(SECONDS / 10, 5, 60));
                // At most a thousandth of a processor, and a tick; a JVM has some housekeeping of its own.
                long most = isNative() ? idle.toSeconds() / 10 + 1 : idle.toSeconds();
                long ticks = idleTicks(watch, idle);
                // What the last change left to do may fall into the first look; what comes again and again is in each.
                for (int again = 0; again < 2 && ticks > most; again++) {
                    ticks = Math.min(ticks, idleTicks(watch, idle));
                }
                System.out.printf("soak (-Dpgsvc.soak=%d): %d changes, %d passes; after %d changes %s; at the end %s; "
                        + "idle for %d s: %d ms of CPU%n", SECONDS, last, watch.passes().size(), quarter, early, late, idle.toSeconds(), ticks * 10);
                judge(early, late);
                assertTrue(ticks <= most, "idle, it took " + ticks * 10 + " ms of CPU");
                assertEquals(0, watch.stop(), watch::log);
            }
        }
    }

    private static long idleTicks(LiveWatch watch, Duration idle) throws Exception {
        long before = ProcessFigures.ticks(watch.process());
        LiveWatch.pause(idle);
        return ProcessFigures.ticks(watch.process()) - before;
    }

    /** The heap of a JVM takes what it may before it is swept; its memory says nothing in so short a time. */
    private static void judge(ProcessFigures early, ProcessFigures late) {
        String both = "early: " + early + "; late: " + late;
        if (isNative()) {
            assertTrue(late.rss() <= early.rss() * 11 / 10, both);
            assertTrue(late.rss() <= MOST_RSS, both);
        }
        assertTrue(late.descriptors() <= early.descriptors(), both);
        assertTrue(late.threads() <= early.threads(), both);
        assertEquals(early.watches(), late.watches(), both);
        assertEquals(0, late.children(), both);
    }

    private void second(LiveWatch watch, int number) throws IOException {
        long start = System.nanoTime();
        change(watch, number);
        long rest = 1_000_000_000 - (System.nanoTime() - start);
        LiveWatch.pause(Duration.ofNanos(Math.max(0, rest)));
    }

    /** One of four changes, each of which gives one member another weight; files and directories come and go. */
    private void change(LiveWatch watch, int number) throws IOException {
        Path file = inventory.resolve("host_vars/127.0.0.12.yml");
        Path directory = inventory.resolve("host_vars/127.0.0.12");
        int weight = number % 250 + 1;
        String text = "pg_weight: " + weight + "\n";
        switch (number % ROUND) {
            case 0 -> {
                Files.deleteIfExists(directory.resolve("deep/weight.yml"));
                Files.deleteIfExists(directory.resolve("deep"));
                Files.deleteIfExists(directory);
                Files.writeString(file, text);
            }
            case 1 -> Files.writeString(file, text);
            case 2 -> {
                Path next = Files.writeString(inventory.resolve("host_vars/.next"), text);
                Files.move(next, file, ATOMIC_MOVE, REPLACE_EXISTING);
            }
            default -> {
                Files.delete(file);
                Files.writeString(Files.createDirectories(directory.resolve("deep")).resolve("weight.yml"), text);
            }
        }
        watch.await("weight " + weight, () -> {
            try {
                return watch.site().read("pg-test-primary").contains(" weight " + weight + "\n")
                        && Files.notExists(watch.site().stateDir().resolve("journal.json"));
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** The figures when nothing has gone on for a while. */
    private static ProcessFigures settled(LiveWatch watch) throws IOException {
        LiveWatch.pause(Duration.ofSeconds(2));
        return ProcessFigures.of(watch.process());
    }

    private static boolean isNative() {
        try (InputStream program = Files.newInputStream(Cli.program())) {
            return program.read() == 0x7f; // ELF
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
