package io.pgsvc.publish;

import static io.pgsvc.publish.Node.NORMAL;
import static io.pgsvc.publish.Node.change;
import static io.pgsvc.publish.Node.service;
import static io.pgsvc.publish.Node.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.publish.FileChange.Cause;
import io.pgsvc.publish.PublishResult.Failure;
import io.pgsvc.render.RenderedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passes on a real disk, with a HAProxy that only remembers what it was asked. */
class PublisherTest {
    private static final RenderedFile PRIMARY = service("a", "primary", 5433);
    private static final RenderedFile REPLICA = service("a", "replica", 5434);

    @TempDir
    Path root;
    private Node node;

    @BeforeEach
    void node() {
        node = new Node(root);
    }

    @Test
    void createsUpdatesDeletes() throws IOException {
        PublishResult first = node.run(PRIMARY, REPLICA);
        assertTrue(first.changed());
        assertEquals(1, first.generation());
        assertEquals(List.of("requireLoaded", "check", "reload"), node.calls);
        assertEquals(Map.of("a-primary", List.of("s-1", "s-2"), "a-replica", List.of("s-1", "s-2")), node.expected);
        assertEquals(List.of("a-primary.cfg", "a-replica.cfg"), node.names());
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(node.conf.resolve("a-primary.cfg"))));
        assertFalse(Files.exists(node.paths.candidate()));

        node.calls.clear();
        Files.setPosixFilePermissions(node.conf.resolve("a-primary.cfg"), PosixFilePermissions.fromString("rw-r-----"));
        PublishResult second = node.run(service("a", "primary", 5433, "    maxconn 5\n", "10.0.0.2"));
        assertEquals(Action.UPDATE, change(second, "a-primary").action());
        assertEquals(Action.DELETE, change(second, "a-replica").action());
        assertEquals(Map.of("a-primary", List.of("s-2")), node.expected);
        assertEquals(Set.of("a-replica"), node.gone);
        assertEquals(List.of("a-primary.cfg"), node.names());
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(node.conf.resolve("a-primary.cfg"))));
        assertEquals(2, second.generation());
    }

    @Test
    void changesNothingWhenNothingChanges() {
        node.run(PRIMARY, REPLICA);
        node.calls.clear();
        PublishResult again = node.publisher(new KillingEffects(0, KillingEffects.How.KILL))
                .run(Desired.of("node-1", List.of(PRIMARY, REPLICA)), NORMAL);
        assertFalse(again.changed());
        assertEquals(1, again.generation());
        assertEquals(List.of(), node.calls);
        assertEquals(Action.UNCHANGED, change(again, "a-primary").action());
    }

    @Test
    void unchangedFingerprintsNeedNoRendering() {
        node.run(PRIMARY, REPLICA);
        Map<String, String> known = node.publisher(new FileSystemEffects()).look().fingerprints();
        assertEquals(Map.of("a-primary", PRIMARY.fingerprint(), "a-replica", REPLICA.fingerprint()), known);
        node.put("a-replica.cfg", "gone wrong");
        node.calls.clear();
        Desired desired = new Desired("node-1", true, List.of(), known, Set.of(), Set.of(), Set.of());
        PublishResult held = node.run(desired, NORMAL);
        assertEquals(Cause.DRIFT, change(held, "a-replica").cause());
        node.run(desired, NORMAL.withForce(true));
        assertEquals(REPLICA.content(), node.files().get("a-replica.cfg"));
        Desired stale = new Desired("node-1", true, List.of(), Map.of("a-primary", "other"), Set.of(), Set.of(), Set.of());
        assertThrows(PublishException.class, () -> node.run(stale, NORMAL));
    }

    @Test
    void commentsAreWrittenWithoutReload() {
        node.run(PRIMARY);
        node.calls.clear();
        RenderedFile other = service("a", "primary", 5433, "    # remark\n", "10.0.0.1", "10.0.0.2");
        PublishResult result = node.run(other);
        assertTrue(result.changed());
        assertTrue(change(result, "a-primary").commentsOnly());
        assertEquals(List.of("requireLoaded", "check"), node.calls);
        assertEquals(other.content(), node.files().get("a-primary.cfg"));
    }

    @Test
    void rejectedCandidateLeavesTheDisk() throws IOException {
        node.put("other.cfg", "listen other\n");
        node.run(PRIMARY);
        Map<String, String> before = node.files();
        PublishResult result = node.run(service("a", "primary", 5433, "    x REJECTED\n", "10.0.0.1"), REPLICA);
        assertEquals(Failure.REJECTED, result.failure());
        assertFalse(result.changed());
        assertEquals(before, node.files());
        assertEquals(Set.of("a-primary.cfg", "a-replica.cfg", "other.cfg"), node.candidate.keySet());
        assertFalse(Files.exists(node.paths.journal()));
        assertFalse(Files.exists(node.paths.candidate()));
        assertEquals("refused", result.check().orElseThrow().output());
    }

    @Test
    void failedReloadComesBack() {
        node.run(PRIMARY, REPLICA);
        Map<String, String> before = node.files();
        node.calls.clear();
        PublishResult result = node.run(service("a", "primary", 5433, "    x FAILING\n", "10.0.0.1"), service("b", "primary", 1));
        assertEquals(Failure.RELOAD_FAILED, result.failure());
        assertFalse(result.changed());
        assertEquals(before, node.files());
        assertEquals(List.of("requireLoaded", "check", "reload", "check", "reload"), node.calls);
        assertEquals(Set.of("b-primary"), node.gone);
        assertEquals(Map.of("a-primary", List.of("s-1", "s-2"), "a-replica", List.of("s-1", "s-2")), node.expected);
        assertTrue(result.undo().orElseThrow().complete());
        assertEquals(1, result.generation());
        assertFalse(Files.exists(node.paths.journal()));
    }

    @Test
    void owesTheReloadThatTheWayBackCouldNotGive() {
        node.run(PRIMARY);
        node.put("other.cfg", "listen other # FAILING\n"); // now every reload fails
        assertEquals(Failure.RELOAD_FAILED, node.run(PRIMARY, REPLICA).failure());
        assertTrue(Files.exists(node.paths.journal()));
        PublishResult still = node.run(PRIMARY);
        assertEquals(Failure.RELOAD_FAILED, still.failure());
        node.put("other.cfg", "listen other\n");
        node.calls.clear();
        PublishResult good = node.run(PRIMARY);
        assertEquals(List.of("check", "reload"), node.calls);
        assertFalse(good.failed());
        assertFalse(Files.exists(node.paths.journal()));
    }

    @Test
    void noHaproxyIsAWarning() {
        node.notRunning = true;
        PublishResult result = node.run(PRIMARY);
        assertTrue(result.changed());
        assertFalse(result.failed());
        assertEquals("haproxy-not-running", result.findings().getFirst().rule());
    }

    @Test
    void aDirectoryThatHaproxyDoesNotLoadIsRefusedBeforeAnyWrite() {
        node.loaded = false;
        assertThrows(NotLoadedException.class, () -> node.run(PRIMARY));
        assertEquals(Map.of(), node.files());
        assertFalse(Files.exists(node.paths.manifest()));
    }

    @Test
    void dryRunChecksAndWritesNothing() throws IOException {
        PublishResult result = node.run(Desired.of("node-1", List.of(PRIMARY)), NORMAL.withDryRun(true));
        assertTrue(result.changed());
        assertEquals(List.of("requireLoaded", "check"), node.calls);
        assertEquals(Set.of("a-primary.cfg"), node.candidate.keySet());
        assertEquals(List.of(), node.names());
        assertFalse(Files.exists(node.paths.stateDir()));
    }

    @Test
    void linksAndOddFilesAreNeverFollowed() throws IOException {
        Path outside = Files.writeString(root.resolve("outside"), "precious");
        Files.createSymbolicLink(node.conf.resolve("a-primary.cfg"), outside);
        Path other = Files.writeString(root.resolve("hard"), PRIMARY.content());
        Files.createLink(node.conf.resolve("a-replica.cfg"), other);
        Files.createDirectory(node.conf.resolve("a-default.cfg"));
        Files.createSymbolicLink(node.conf.resolve(".b-primary.cfg.tmp"), outside);
        PublishResult result = node.run(Desired.of("node-1", List.of(PRIMARY, REPLICA, service("a", "default", 5436),
                service("b", "primary", 6433))), NORMAL.withAdopt(true).withForce(true));
        for (String stem : List.of("a-primary", "a-replica", "a-default")) {
            assertEquals(Action.FOREIGN, change(result, stem).action(), stem);
        }
        assertEquals(3, result.held().size());
        assertEquals("precious", Files.readString(outside));
        assertEquals(Action.CREATE, change(result, "b-primary").action());
        assertEquals(Set.of("a-primary.cfg", "a-replica.cfg", "b-primary.cfg"), node.candidate.keySet());
        assertEquals("precious", node.candidate.get("a-primary.cfg"));
    }

    @Test
    void theConfDirMayBeALink() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("link"), node.conf);
        Publisher publisher = new Publisher(new PublishPaths(link, node.paths.stateDir()), node, node,
                new FileSystemEffects(), java.time.Clock.systemUTC());
        assertTrue(publisher.run(Desired.of("node-1", List.of(PRIMARY)), NORMAL).changed());
        assertEquals(Set.of("a-primary.cfg"), node.files().keySet());
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void theConfDirMayBeOnAnotherFileSystem() throws IOException {
        Path shm = Path.of("/dev/shm");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isWritable(shm)
                && !Files.getFileStore(shm).equals(Files.getFileStore(root)));
        Path conf = Files.createTempDirectory(shm, "pgsvc-test-");
        try {
            Publisher publisher = new Publisher(new PublishPaths(conf, node.paths.stateDir()), node, node,
                    new FileSystemEffects(), java.time.Clock.systemUTC());
            assertTrue(publisher.run(Desired.of("node-1", List.of(PRIMARY)), NORMAL).changed());
            assertEquals(Set.of("a-primary.cfg"), Node.files(conf).keySet());
        } finally {
            for (String name : Node.files(conf).keySet()) {
                Files.delete(conf.resolve(name));
            }
            Files.delete(conf);
        }
    }

    @Test
    void adoptingAgainAndAgainKeepsTheStoreSmall() throws IOException {
        for (int i = 0; i < 5; i++) {
            node.put("a-primary.cfg", "# Ansible managed " + i + "\n" + PRIMARY.content());
            PublishResult result = node.run(Desired.of("node-1", List.of(PRIMARY)), NORMAL.withKeepGenerations(2));
            assertEquals(Action.ADOPT, change(result, "a-primary").action());
        }
        assertEquals(List.of(4L, 5L), node.publisher(new FileSystemEffects()).generations().numbers());
        try (var objects = Files.list(node.paths.objects())) {
            assertEquals(2, objects.count());
        }
    }

    @Test
    void aMissingConfDirIsSaidClearly() throws IOException {
        Files.delete(node.conf);
        PublishException e = assertThrows(PublishException.class, () -> node.run(PRIMARY));
        assertTrue(e.getMessage().contains("there is no " + node.conf), e.getMessage());
    }

    @Test
    void aDamagedStateIsNeverEmpty() throws IOException {
        node.run(PRIMARY);
        node.run(PRIMARY, REPLICA);
        byte[] good = Files.readAllBytes(node.paths.manifest());
        for (String bad : List.of("", "{", "[]", "{}", "null", "{\"schema\": 99}", "{\"schema\": 1, \"node\": \"n\", \"generation\": 1}",
                new String(good).replace("a-primary", "../etc/passwd"), new String(good) + "x")) {
            Files.writeString(node.paths.manifest(), bad);
            assertThrows(StateException.class, () -> node.run(PRIMARY), bad);
        }
        Files.delete(node.paths.manifest());
        assertThrows(StateException.class, () -> node.run(PRIMARY));
        Files.copy(node.paths.previousManifest(), node.paths.manifest());
        PublishResult recovered = node.run(PRIMARY, REPLICA);
        assertEquals(Action.ADOPT, change(recovered, "a-replica").action());
        assertEquals(3, recovered.generation());
        Files.writeString(node.paths.journal(), "{");
        assertThrows(StateException.class, () -> node.run(PRIMARY));
    }

    @Test
    void generationsAreKeptAndBounded() throws IOException {
        PublishOptions few = NORMAL.withKeepGenerations(3);
        for (int i = 1; i <= 6; i++) {
            node.run(Desired.of("node-1", List.of(service("a", "primary", 5433, "    maxconn " + i + "\n", "10.0.0.1"))), few);
        }
        Generations generations = node.publisher(new FileSystemEffects()).generations();
        assertEquals(List.of(4L, 5L, 6L), generations.numbers());
        try (var objects = Files.list(node.paths.objects())) {
            assertEquals(3, objects.count());
        }
        List<RenderedFile> old = generations.files(generations.generation(4).orElseThrow());
        PublishResult back = node.run(Desired.of("node-1", old), few);
        assertEquals(7, back.generation());
        assertTrue(node.files().get("a-primary.cfg").contains("maxconn 4"));
        assertEquals(Optional.empty(), generations.generation(1));
    }

    @Test
    void anEditBetweenCheckAndSwapIsNotOverwritten() throws IOException {
        node.run(PRIMARY);
        Reloader reloader = node;
        ConfigCheck editor = new ConfigCheck() {
            @Override
            public void requireLoaded(Path confDir) {
            }

            @Override
            public CheckResult check(Path confDir, Path candidateDir) {
                node.put("a-primary.cfg", "edited just now\n");
                return new CheckResult(true, List.of(), "");
            }
        };
        Publisher publisher = new Publisher(node.paths, editor, reloader, new FileSystemEffects(), java.time.Clock.systemUTC());
        assertThrows(PublishException.class, () -> publisher.run(Desired.of("node-1",
                List.of(service("a", "primary", 5433, "    maxconn 5\n", "10.0.0.1"), REPLICA)), NORMAL));
        assertEquals(Map.of("a-primary.cfg", "edited just now\n"), node.files());
        assertEquals(List.of("a-primary.cfg"), node.names());
        assertFalse(Files.exists(node.paths.journal()));
    }

    @Test
    void stemsOfAnotherServiceAreNotMixedUp() {
        node.put("a-primary.cfg", text("a-primary", 5433, "", "10.0.0.9"));
        PublishResult result = node.run(PRIMARY);
        assertEquals(Cause.ADOPTION_DIFFERENT, change(result, "a-primary").cause());
        assertTrue(result.isHeld());
    }
}
