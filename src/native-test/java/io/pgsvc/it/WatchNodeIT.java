package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.it.LiveWatch.Pass;
import io.pgsvc.testing.Cli;
import io.pgsvc.testing.PrivateHaproxy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watcher on a node with a real HAProxy: signals, edits by hand, failures, other passes beside it. */
class WatchNodeIT {
    @TempDir
    Path temp;

    @BeforeAll
    static void haproxyIsThere() {
        assumeTrue(PrivateHaproxy.system().isPresent(), "no haproxy");
    }

    @Test
    void followsTheInventoryAndTellsHaproxy() throws Exception {
        try (Site site = Site.in(temp).start(); LiveWatch watch = LiveWatch.start(site, site.inventoryFile())) {
            assertEquals(List.of("pg-test-1", "pg-test-2", "pg-test-3"), site.served().get("pg-test-primary"));
            String worker = site.worker();
            watch.calm();
            watch.one(() -> site.edit("        127.0.0.13: { pg_seq: 3, pg_role: replica }\n", ""));
            assertEquals(List.of("pg-test-1", "pg-test-2"), site.served().get("pg-test-primary"));
            assertFalse(site.worker().equals(worker), "a new worker");

            // another watcher; a render beside this one
            try (LiveWatch second = LiveWatch.launch(site, site.inventoryFile())) {
                assertEquals(7, second.end(), second::log);
                assertTrue(second.log().contains("another pgsvc watches this node already (process " + watch.process().pid() + ")"), second::log);
            }
            site.render().expect(0, "nothing to do");
            site.edit("pg_seq: 2,", "pg_seq: 2, pg_weight: 7,");
            site.render("--lock-timeout", "5s").expect(0);
            watch.calm();
            assertTrue(site.read("pg-test-primary").contains("weight 7"));

            // SIGUSR1: a pass now, though nothing changed
            watch.calm();
            assertEquals("signal", watch.one(() -> watch.signal("USR1")).trigger());
            assertEquals(0, watch.stop(), watch::log);
            assertTrue(watch.log().contains("SIGTERM"), watch::log);
        }
    }

    @Test
    void sighupReadsTheConfigurationAgain() throws Exception {
        try (Site site = Site.in(temp)) {
            Path configuration = Files.writeString(temp.resolve("pgsvc.properties"), "quiet=100ms\n");
            Cli cli = Cli.in(temp).env("PGSVC_CONFIG", configuration.toString());
            try (LiveWatch watch = LiveWatch.launch(cli, site, site.inventoryFile())) {
                watch.awaitPasses(1);
                Files.writeString(site.file("pg-test-primary"), site.read("pg-test-primary").replace("weight 100", "weight 1"));
                watch.awaitWords("edited on disk");
                watch.calm();
                // the file is watched, too
                watch.one(() -> Files.writeString(configuration, "quiet=100ms\nno-such-option=1\n"));
                assertTrue(watch.log().contains("the settings stay as they were: " + configuration + ":2:1: error: unknown option"), watch::log);
                assertTrue(site.read("pg-test-primary").contains("weight 1\n"));
                watch.one(() -> Files.writeString(configuration, "drift=restore\n"));
                assertFalse(site.read("pg-test-primary").contains("weight 1\n"), watch::log);
                assertEquals("configuration", watch.one(() -> watch.signal("HUP")).trigger());
                assertTrue(watch.log().contains("SIGHUP: reading the configuration again"), watch::log);
                watch.signal("INT");
                assertEquals(0, watch.end(), watch::log);
            }
        }
    }

    @Test
    void sigtermLetsAPassEnd() throws Exception {
        try (Site site = Site.in(temp).with(slow(temp.resolve("slow-haproxy"), "1"))) {
            Path inventory = site.inventoryFile();
            try (LiveWatch watch = LiveWatch.launch(site, inventory)) {
                watch.await("the check", () -> Files.exists(site.stateDir().resolve("candidate")));
                assertEquals(0, watch.stop(), watch::log);
                assertTrue(watch.log().contains("ending when the pass under way has ended"), watch::log);
                assertEquals(1, watch.passes().size(), watch::log);
            }
            assertEquals(List.of("pg-test-primary.cfg", "pg-test-replica.cfg"), site.files());
            assertEquals(List.of("pg-test-primary", "pg-test-replica"), site.owned());
            assertFalse(Files.exists(site.stateDir().resolve("journal.json")));
        }
    }

    @Test
    void filesThatSomebodyEditsOrRemoves() throws Exception {
        try (Site site = Site.in(temp).start();
                LiveWatch watch = LiveWatch.start(site, site.inventoryFile(), "--missing-wait", "2500ms")) {
            Path primary = site.file("pg-test-primary");
            String ours = site.read("pg-test-primary");
            watch.calm();

            // edited: reported, left, and left by later passes
            assertEquals("held", watch.one(() -> Files.writeString(primary, ours.replace("weight 100", "weight 1"))).result());
            assertTrue(watch.log().contains("it was edited on disk"), watch::log);
            watch.one(() -> site.edit("pg_seq: 2,", "pg_seq: 2, pg_weight: 7,"));
            assertTrue(site.read("pg-test-primary").contains("weight 1\n"));
            assertTrue(site.read("pg-test-replica").contains("weight 7\n"), "the other file goes on");

            // --force, by hand, beside the watcher: the hold is over
            site.render("--force").expect(0, "1 restored");
            watch.await("the end of the hold", () -> watch.passes().getLast().result().equals("done"));
            watch.calm();

            // Ansible writes it anew with other comments: adopted, without a reload
            String worker = site.worker();
            String now = site.read("pg-test-primary");
            assertEquals("done", watch.one(() -> Files.writeString(primary, "# Ansible managed\n" + now)).result());
            assertEquals("# Ansible managed\n" + now, site.read("pg-test-primary"));
            assertEquals(worker, site.worker());

            // removed, and back before the second look: nothing is written
            Pass missing = watch.one(() -> Files.delete(primary));
            assertEquals("nothing to do; 1 file is missing, and restored if still so later", missing.message());
            Files.writeString(primary, "# Ansible managed\n" + now);
            LiveWatch.pause(Duration.ofMillis(2700));
            assertEquals("# Ansible managed\n" + now, site.read("pg-test-primary"));

            // removed for good: restored at the second look
            watch.calm();
            long start = System.nanoTime();
            watch.one(() -> Files.delete(primary));
            assertFalse(Files.exists(primary), watch::log);
            watch.await("the file", () -> watch.passes().getLast().message().startsWith("1 restored"));
            assertTrue(System.nanoTime() - start >= 2_500_000_000L, watch::log);

            // what is not ours: looked at, as its ports count, and left alone
            watch.calm();
            watch.one(() -> Files.writeString(site.file("other"), "# nothing\n"));
            watch.none(() -> Files.writeString(site.confDir().resolve("README"), "not for HAProxy\n"));
            watch.calm();
            assertEquals(0, watch.stop(), watch::log);
        }
    }

    @Test
    void aFailedReloadIsTakenBackAndTriedAgain() throws Exception {
        try (Site site = Site.in(temp).start()) {
            Path broken = temp.resolve("broken");
            String command = "test ! -e " + broken + " && kill -USR2 $(cat " + site.haproxy().pidFile() + ")";
            try (LiveWatch watch = LiveWatch.start(site, site.inventoryFile(), "--reload", "command", "--reload-command", command)) {
                var good = Site.fingerprint(site.confDir());
                Files.createFile(broken);
                site.edit("pg_seq: 2,", "pg_seq: 2, pg_weight: 7,");
                watch.await("three tries", () -> watch.passes().stream().filter(p -> p.result().equals("reload-failed")).count() >= 3);
                assertEquals("retry", watch.passes().getLast().trigger());
                assertTrue(watch.passes().size() <= 6, () -> "it does not spin:\n" + watch.log());
                assertEquals(good.keySet(), Site.fingerprint(site.confDir()).keySet());
                assertFalse(site.read("pg-test-primary").contains("weight 7"));
                Files.delete(broken);
                watch.await("the reload", () -> watch.passes().getLast().result().equals("done"));
                assertTrue(site.read("pg-test-primary").contains("weight 7"));
                assertEquals(0, watch.stop(), watch::log);
            }
        }
    }

    @Test
    void whatIsMissingIsWaitedFor() throws Exception {
        Path program = temp.resolve("bin/haproxy");
        try (Site site = Site.in(temp).with(program)) {
            Files.createDirectories(site.stateDir());
            try (FileChannel channel = FileChannel.open(site.stateDir().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock();
                    LiveWatch watch = LiveWatch.launch(site, temp.resolve("later.yml"), "--reload", "master", "--lock-timeout", "100ms")) {
                assertTrue(held.isValid());
                watch.awaitWords("the inventory does not exist");
                Files.copy(site.inventoryFile(), temp.resolve("later.yml"));
                watch.awaitWords("another pgsvc is at work on this node");
                held.release();
                watch.awaitWords("there is no program " + program);
                Files.createDirectory(program.getParent());
                Files.createSymbolicLink(program, PrivateHaproxy.system().orElseThrow());
                watch.awaitWords("reload-failed");
                assertEquals(List.of(), site.files(), watch::log);
                site.haproxy().with(PrivateHaproxy.system().orElseThrow()).start();
                watch.await("HAProxy's files", () -> watch.passes().getLast().result().equals("done"));
                assertEquals(List.of("pg-test-1", "pg-test-2", "pg-test-3"), site.served().get("pg-test-primary"));
                assertEquals(0, watch.stop(), watch::log);
            }
        }
    }

    @Test
    void changesThatComeFastAreMerged() throws Exception {
        try (Site site = Site.in(temp).start();
                LiveWatch watch = LiveWatch.start(site, site.inventoryFile(), "--min-reload-interval", "2s")) {
            String worker = site.worker();
            for (int weight = 1; weight <= 5; weight++) {
                site.inventory(Site.members("11: primary", "12: replica, pg_weight: " + weight, "13: replica"));
                LiveWatch.pause(Duration.ofMillis(250));
            }
            assertEquals(worker, site.worker(), watch::log);
            watch.awaitWords("2 updated");
            watch.calm();
            assertTrue(site.read("pg-test-primary").contains("weight 5\n"));
            assertEquals(2, watch.passes().size(), watch::log);
        }
    }

    @Test
    void aServiceThatLosesItsLastServerIsToldLater() throws Exception {
        try (Site site = Site.in(temp);
                StandInBackend patroni = new StandInBackend("one", site.address(), 6432, 8008, Set.of("/good"))) {
            site.haproxy().withServerState();
            site.start();
            site.edit("check: /primary,", "check: /good, options: \"inter 200ms fastinter 100ms downinter 200ms rise 1 fall 5\",");
            site.edit("selector: \"[]\" }\n      - { name: replica", "selector: \"[? pg_role == `primary`]\" }\n      - { name: replica");
            site.inventory(Files.readString(site.inventoryFile()).replace("127.0.0.11:", site.address() + ":"));
            try (LiveWatch watch = LiveWatch.start(site, site.inventoryFile(), "--node", site.address(), "--degraded-wait", "5s")) {
                watch.await("the server", () -> site.stat().get("pg-test-primary/pg-test-1")[17].startsWith("UP"));
                watch.one(() -> site.edit("check: /good,", "check: /bad,"));
                assertFalse(watch.log().contains("had 1 server UP"), "the pass does not wait for the verdict");
                watch.one(() -> site.edit("pg_seq: 2,", "pg_seq: 2, pg_weight: 7,"));
                watch.awaitWords("service pg-test-primary had 1 server UP before the reload and has none now");
                assertEquals(0, watch.stop(), watch::log);
            }
        }
    }

    @Test
    void aPauseHoldsTheWatcherUntilItEnds() throws Exception {
        try (Site site = Site.in(temp); LiveWatch watch = LiveWatch.start(site, site.inventoryFile())) {
            var good = Site.fingerprint(site.confDir());
            site.command("pause").expect(0);
            site.edit("pg_seq: 2,", "pg_seq: 2, pg_weight: 7,");
            watch.await("the held pass", () -> watch.passes().getLast().result().equals("held"));
            watch.calm();
            assertEquals(good, Site.fingerprint(site.confDir()));
            watch.one(() -> site.command("resume").expect(0));
            assertTrue(site.read("pg-test-primary").contains("weight 7\n"), watch::log);

            // one that ends by itself
            int before = watch.passes().size();
            site.command("pause", "--for", "3s").expect(0);
            site.edit("pg_weight: 7,", "pg_weight: 8,");
            watch.await("the pass after the pause", () -> watch.passes().size() > before
                    && watch.passes().getLast().message().startsWith("2 updated"));
            assertTrue(watch.passes().subList(before, watch.passes().size()).stream().anyMatch(p -> p.result().equals("held")), watch::log);
            assertTrue(site.read("pg-test-primary").contains("weight 8\n"), watch::log);
        }
    }

    /** A HAProxy whose every start takes longer. */
    private static Path slow(Path script, String seconds) throws IOException {
        Files.writeString(script, "#!/bin/sh\nsleep " + seconds + "\nexec " + PrivateHaproxy.system().orElseThrow() + " \"$@\"\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
