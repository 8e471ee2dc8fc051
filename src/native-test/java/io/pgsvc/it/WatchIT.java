package io.pgsvc.it;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.it.LiveWatch.Pass;
import io.pgsvc.testing.PrivateHaproxy;
import io.pgsvc.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way in which an inventory is brought up to date makes one pass of a watcher, and the right files. */
class WatchIT {
    @TempDir
    Path temp;

    @Test
    void aDirectoryInAllTheWaysInWhichItChanges() throws Exception {
        try (Site site = Site.in(temp)) {
            Path inventory = directory(site, temp.resolve("inv"), 1);
            Path weight = inventory.resolve("host_vars/127.0.0.12.yml");
            try (LiveWatch watch = LiveWatch.start(site, inventory)) {
                assertWeight(site, 1);
                watch.calm();

                // a write in place
                applied(watch, 2, () -> Files.writeString(weight, weight(2)));

                // a rename over the file
                applied(watch, 3, () -> replace(weight, weight(3)));

                // an editor's save: swap file, probe, the old one aside, the new one in its place
                watch.none(() -> Files.writeString(inventory.resolve("host_vars/.127.0.0.12.yml.swp"), "vim"));
                applied(watch, 4, () -> {
                    Files.createFile(inventory.resolve("host_vars/4913"));
                    Files.delete(inventory.resolve("host_vars/4913"));
                    Files.move(weight, inventory.resolve("host_vars/127.0.0.12.yml~"));
                    Files.writeString(weight, weight(4));
                    Files.delete(inventory.resolve("host_vars/127.0.0.12.yml~"));
                    Files.delete(inventory.resolve("host_vars/.127.0.0.12.yml.swp"));
                });

                // rsync --delay-updates: all files into a hidden directory, then renamed in a row
                applied(watch, 5, () -> {
                    Path hidden = Files.createDirectory(inventory.resolve("host_vars/.~tmp~"));
                    Files.writeString(hidden.resolve("127.0.0.12.yml"), weight(5));
                    LiveWatch.pause(LiveWatch.QUIET.multipliedBy(2));
                    Files.move(hidden.resolve("127.0.0.12.yml"), weight, ATOMIC_MOVE);
                    Files.delete(hidden);
                });

                // a new directory, with directories in it: the file becomes one
                applied(watch, 6, () -> {
                    Files.delete(weight);
                    Path deep = Files.createDirectories(inventory.resolve("host_vars/127.0.0.12/deep"));
                    Files.writeString(deep.resolve("weight.yml"), weight(6));
                });
                applied(watch, 7, () -> Files.writeString(inventory.resolve("host_vars/127.0.0.12/deep/weight.yml"), weight(7)));

                // all of it deleted and made again
                applied(watch, 8, () -> {
                    delete(inventory);
                    directory(site, inventory, 8);
                });
                applied(watch, 9, () -> Files.writeString(weight, weight(9)));

                // another directory moved into its place
                applied(watch, 10, () -> {
                    directory(site, temp.resolve("next"), 10);
                    Files.move(inventory, temp.resolve("before"));
                    Files.move(temp.resolve("next"), inventory);
                });
                applied(watch, 11, () -> Files.writeString(weight, weight(11)));
                watch.none(() -> Files.writeString(temp.resolve("before/host_vars/127.0.0.12.yml"), weight(1)));
                assertEquals(0, watch.stop(), watch::log);
            }
        }
    }

    @Test
    void linksThatAreSwapped() throws Exception {
        try (Site site = Site.in(temp)) {
            // git-sync: current -> .worktrees/<commit>; and the whole of it behind one more link
            Path root = Files.createDirectories(temp.resolve("sync/.worktrees")).getParent();
            directory(site, root.resolve(".worktrees/aaa"), 1);
            link(root.resolve("current"), ".worktrees/aaa");
            link(temp.resolve("inventory"), root + "/current");
            try (LiveWatch watch = LiveWatch.start(site, temp.resolve("inventory"))) {
                assertWeight(site, 1);
                directory(site, root.resolve(".worktrees/bbb"), 2);
                watch.calm();
                applied(watch, 2, () -> {
                    link(root.resolve("current"), ".worktrees/bbb");
                    delete(root.resolve(".worktrees/aaa"));
                });
                applied(watch, 3, () -> Files.writeString(root.resolve(".worktrees/bbb/host_vars/127.0.0.12.yml"), weight(3)));
                directory(site, temp.resolve("plain"), 4);
                applied(watch, 4, () -> link(temp.resolve("inventory"), "plain"));
                watch.none(() -> Files.writeString(root.resolve(".worktrees/bbb/host_vars/127.0.0.12.yml"), weight(9)));

                // a volume of Kubernetes: each file is a link through a hidden link that is swapped
                directory(site, temp.resolve("volume/..1"), 5);
                link(temp.resolve("volume/..data"), "..1");
                link(temp.resolve("volume/pigsty.yml"), "..data/pigsty.yml");
                link(temp.resolve("volume/host_vars"), "..data/host_vars");
                applied(watch, 5, () -> link(temp.resolve("inventory"), "volume"));
                directory(site, temp.resolve("volume/..2"), 6);
                watch.calm();
                applied(watch, 6, () -> link(temp.resolve("volume/..data"), "..2"));
                assertEquals(0, watch.stop(), watch::log);
            }
        }
    }

    @Test
    void aGitWorkTree() throws Exception {
        try (Site site = Site.in(temp)) {
            Path inventory = directory(site, temp.resolve("tree/inv"), 1);
            Path tree = inventory.getParent();
            git(tree, "init", "-q", "-b", "main");
            git(tree, "add", ".");
            git(tree, "commit", "-qm", "one");
            git(tree, "checkout", "-qb", "many");
            Files.createDirectory(inventory.resolve("group_vars"));
            Files.createDirectory(inventory.resolve("group_vars/all"));
            for (int i = 0; i < 2000; i++) {
                Files.writeString(inventory.resolve("group_vars/all/" + i + ".yml"), "v" + i + ": 1\n");
            }
            Files.writeString(inventory.resolve("host_vars/127.0.0.12.yml"), weight(2));
            git(tree, "add", ".");
            git(tree, "commit", "-qm", "two");
            git(tree, "checkout", "-q", "main");
            try (LiveWatch watch = LiveWatch.start(site, inventory, "--quiet", "300ms")) {
                assertWeight(site, 1);
                watch.calm();
                watch.none(() -> git(tree, "gc", "-q"));
                Pass pass = applied(watch, 2, () -> git(tree, "checkout", "-q", "many"));
                assertEquals("files", pass.trigger());
                applied(watch, 1, () -> git(tree, "checkout", "-q", "main"));

                // git is at work: nothing is read before it is done
                Path lock = tree.resolve(".git/index.lock");
                applied(watch, 3, () -> {
                    Files.createFile(lock);
                    Files.writeString(inventory.resolve("host_vars/127.0.0.12.yml"), "pg_weight: [half\n");
                    LiveWatch.pause(Duration.ofMillis(700));
                    Files.writeString(inventory.resolve("host_vars/127.0.0.12.yml"), weight(3));
                    Files.delete(lock);
                });
                // a git that was killed an hour ago holds nothing up
                Files.createFile(lock);
                Files.setLastModifiedTime(lock, java.nio.file.attribute.FileTime.from(java.time.Instant.now().minusSeconds(3600)));
                applied(watch, 4, () -> Files.writeString(inventory.resolve("host_vars/127.0.0.12.yml"), weight(4)));
                assertTrue(watch.log().contains("it is ignored; remove it"), watch::log);
                assertEquals(0, watch.stop(), watch::log);
            }
        }
    }

    @Test
    void aSingleFileAndAllThatIsReadBesideIt() throws Exception {
        try (Site site = Site.in(temp)) {
            Path inventory = site.inventoryFile();
            Path beside = temp.resolve("host_vars/127.0.0.12.yml");
            try (LiveWatch watch = LiveWatch.start(site, inventory, "--defaults", temp.resolve("defaults.yml").toString())) {
                assertEquals("invalid", watch.passes().getFirst().result(), "there is no defaults file yet");
                watch.calm();
                watch.one(() -> Files.writeString(temp.resolve("defaults.yml"), "{}\n"));
                assertEquals(2, site.files().size(), watch::log);
                watch.none(() -> Files.writeString(temp.resolve("something-else.yml"), "a: 1\n"));
                applied(watch, 2, () -> site.edit("pg_seq: 2,", "pg_seq: 2, pg_weight: 2,"));
                applied(watch, 3, () -> replace(inventory, Files.readString(inventory).replace("pg_weight: 2", "pg_weight: 3")));
                applied(watch, 4, () -> {
                    Files.createDirectory(beside.getParent());
                    Files.writeString(beside, weight(4));
                    site.edit("pg_weight: 3,", "");
                });
                applied(watch, 5, () -> Files.writeString(beside, weight(5)));

                Path template = temp.resolve("templates/postgres-service.cfg");
                watch.one(() -> {
                    Files.createDirectory(template.getParent());
                    Files.writeString(template, Files.readString(Path.of("src/main/resources/templates/postgres-service.cfg"))
                            + "# from the site's template\n");
                });
                assertTrue(site.read("pg-test-primary").contains("# from the site's template"), watch::log);
                watch.one(() -> Files.delete(template));
                assertTrue(!site.read("pg-test-primary").contains("# from the site's template"), watch::log);
                assertEquals(0, watch.stop(), watch::log);
            }
        }
    }

    @Test
    void aTreeThatCannotBeReadKeepsTheLastGoodGeneration() throws Exception {
        try (Site site = Site.in(temp)) {
            Path inventory = directory(site, temp.resolve("inv"), 1);
            Path weight = inventory.resolve("host_vars/127.0.0.12.yml");
            try (LiveWatch watch = LiveWatch.start(site, inventory, "--resync", "900ms")) {
                var good = Site.fingerprint(site.confDir());
                Files.writeString(weight, "pg_weight: [1\n");
                watch.await("the invalid pass", () -> watch.passes().getLast().result().equals("invalid"));
                int passes = watch.passes().size();
                watch.awaitPasses(passes + 2); // by resync
                assertEquals("resync", watch.passes().getLast().trigger());
                assertEquals(good, Site.fingerprint(site.confDir()));
                assertEquals(1, times(watch.log(), "[yaml-syntax]"), () -> "said once:\n" + watch.log());
                assertTrue(watch.log().contains("host_vars/127.0.0.12.yml:"), watch::log);

                delete(inventory);
                watch.awaitWords("the inventory does not exist");
                assertEquals(good, Site.fingerprint(site.confDir()));
                directory(site, inventory, 2);
                watch.await("the new weight", () -> hasWeight(site, 2));
                assertEquals(0, watch.stop(), watch::log);
            }
        }
    }

    @Test
    void aPassGivesWayToFurtherChangesButNotForEver() throws Exception {
        Path haproxy = PrivateHaproxy.system().orElseThrow();
        Path slow = Files.writeString(temp.resolve("slow-haproxy"), "#!/bin/sh\nsleep 0.6\nexec " + haproxy + " \"$@\"\n");
        assertTrue(slow.toFile().setExecutable(true));
        try (Site site = Site.in(temp).with(slow)) {
            Path inventory = directory(site, temp.resolve("inv"), 1);
            Path weight = inventory.resolve("host_vars/127.0.0.12.yml");
            try (LiveWatch watch = LiveWatch.start(site, inventory, "--max-quiet", "1500ms")) {
                assertWeight(site, 1);
                applied(watch, 3, () -> {
                    Files.writeString(weight, weight(2));
                    LiveWatch.pause(Duration.ofMillis(400)); // HAProxy's check is under way
                    Files.writeString(weight, weight(3));
                });
                assertTrue(watch.log().contains("weight of pg-test-2 1 -> 3"), watch::log);

                int passes = watch.passes().size();
                long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
                for (int i = 4; watch.passes().size() == passes; i++) {
                    assertTrue(System.nanoTime() < end, () -> "no pass while the changes go on:\n" + watch.log());
                    Files.writeString(weight, weight(i % 200 + 1));
                    LiveWatch.pause(Duration.ofMillis(50));
                }
                assertEquals(0, watch.stop(), watch::log);
            }
        }
    }

    @Test
    void eventsThatDoNotComeAreFoundByResync() throws Exception {
        try (Site site = Site.in(temp)) {
            Path inventory = directory(site, temp.resolve("inv"), 1);
            // The kernel tells of a write under the name that was written to, here one that nobody watches.
            Path other = Files.createLink(temp.resolve("other.yml"), inventory.resolve("host_vars/127.0.0.12.yml"));
            try (LiveWatch watch = LiveWatch.start(site, inventory, "--resync", "700ms")) {
                Files.writeString(other, weight(2));
                watch.awaitWords("2 updated");
                assertWeight(site, 2);
                assertTrue(watch.passes().stream().filter(p -> p.message().contains("2 updated")).allMatch(p -> p.trigger().equals("resync")), watch::log);
            }
        }
    }

    /** The limits of a user namespace end in the kernel's same refusals as those of the machine. */
    @ParameterizedTest
    @ValueSource(strings = {"max_inotify_instances", "max_inotify_watches"})
    void usedUpLimitsMeanPolling(String limit) throws Exception {
        List<String> starter = List.of("unshare", "-Ur", "sh", "-c", "echo 0 > /proc/sys/user/" + limit + " && exec \"$@\"", "sh");
        assumeTrue(Tool.onPath("unshare") && new Tool(Duration.ofSeconds(5), starter.toArray(String[]::new)).run("true").exit() == 0,
                "no user namespaces here");
        try (Site site = Site.in(temp)) {
            Path inventory = directory(site, temp.resolve("inv"), 1);
            try (LiveWatch watch = LiveWatch.launchBy(starter, site, inventory)) {
                watch.awaitPasses(1);
                assertTrue(watch.log().contains("(sysctl fs.inotify." + limit.replace("inotify_", "user_") + " is used up)"), watch::log);
                Files.writeString(inventory.resolve("host_vars/127.0.0.12.yml"), weight(2));
                watch.awaitWords("2 updated");
                assertWeight(site, 2);
                assertEquals(0, watch.stop(), watch::log);
            }
        }
    }

    /** One pass after a change, done, with this weight in the file. */
    private static Pass applied(LiveWatch watch, int weight, LiveWatch.Change change) throws Exception {
        Pass pass = watch.one(change);
        assertEquals("done", pass.result(), watch::log);
        assertWeight(watch.site(), weight);
        return pass;
    }

    private static void assertWeight(Site site, int weight) throws IOException {
        assertTrue(hasWeight(site, weight), site.read("pg-test-primary"));
    }

    private static boolean hasWeight(Site site, int weight) {
        try {
            return site.read("pg-test-primary").contains(" weight " + weight + "\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String weight(int weight) {
        return "pg_weight: " + weight + "\n";
    }

    /** The site's inventory as a directory, with a weight of one member in a file of its own. */
    private static Path directory(Site site, Path directory, int weight) throws IOException {
        Files.createDirectories(directory.resolve("host_vars"));
        Files.writeString(directory.resolve("host_vars/127.0.0.12.yml"), weight(weight));
        Files.copy(site.inventoryFile(), directory.resolve("pigsty.yml"));
        return directory;
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = file.resolveSibling(".next");
        Files.writeString(next, text);
        Files.move(next, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    /** Makes a link, or swaps it in one step. */
    private static void link(Path link, String target) throws IOException {
        Path next = link.resolveSibling(".link");
        Files.createSymbolicLink(next, Path.of(target));
        Files.move(next, link, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static int times(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }

    private static void git(Path tree, String... arguments) {
        String[] command = Stream.concat(Stream.of("-C", tree.toString(), "-c", "user.name=test", "-c", "user.email=test@test.invalid",
                "-c", "gc.auto=0"), Stream.of(arguments)).toArray(String[]::new);
        var result = new Tool(Duration.ofSeconds(30), "git").run(command);
        assertEquals(0, result.exit(), result::stderr);
    }
}
