package io.pgsvc.publish;

import static io.pgsvc.publish.Node.NORMAL;
import static io.pgsvc.publish.Node.change;
import static io.pgsvc.publish.Node.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.model.Finding;
import io.pgsvc.render.RenderedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pause holds every pass, and a rollback leaves one. */
class PauseTest {
    private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
    private static final Pause PAUSE = new Pause(START, Optional.of(START.plusSeconds(7200)), "alice", "kernel upgrade");
    private static final RenderedFile OLD = service("a", "primary", 5433);
    private static final RenderedFile NEW = service("a", "primary", 5444);

    @TempDir
    Path root;
    private Node node;
    private Instant now = START;

    @BeforeEach
    void node() {
        node = new Node(root);
        pass(NORMAL, OLD);
        node.calls.clear();
    }

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private NodeState state() {
        return new NodeState(node.paths, new FileSystemEffects(), clock);
    }

    private PublishResult pass(PublishOptions options, RenderedFile... files) {
        return new Publisher(node.paths, node, node, new FileSystemEffects(), clock).run(Desired.of("node-1", List.of(files)), options);
    }

    private PublishResult rollBack(long generation) {
        return pass(NORMAL.withPauseAfter(new Pause(now, Optional.empty(), "bob", "rollback to generation " + generation))
                .withOrigin(Origin.rollbackTo(generation)), state().generations().files(
                        state().generations().generation(generation).orElseThrow()).toArray(RenderedFile[]::new));
    }

    @Test
    void aPassIsHeldUntilItEnds() throws IOException {
        assertEquals(Optional.empty(), state().pause(PAUSE, Duration.ZERO));
        String manifest = Files.readString(node.paths.manifest());
        PublishResult held = pass(NORMAL, NEW, service("a", "replica", 5434));
        assertTrue(held.isHeld());
        assertFalse(held.changed());
        assertEquals(Action.HELD, change(held, "a-primary").action());
        assertEquals("this node is paused", change(held, "a-replica").reason());
        Finding finding = held.findings().getFirst();
        assertEquals("paused", finding.rule());
        assertEquals("nothing is changed: this node is paused since 2026-01-01T10:00:00Z, until 2026-01-01T12:00:00Z, by alice:"
                + " kernel upgrade", finding.message());
        assertTrue(finding.hint().orElseThrow().contains("`pgsvc resume`"));
        assertEquals(1, held.findings().size());
        assertEquals(List.of(), node.calls, "HAProxy is not asked");
        assertEquals(manifest, Files.readString(node.paths.manifest()));
        assertTrue(pass(NORMAL, OLD).isHeld(), "held even where nothing would change: whoever asks should know");

        now = START.plusSeconds(7199);
        assertTrue(pass(NORMAL, NEW).isHeld());
        now = START.plusSeconds(7200);
        assertEquals(Optional.empty(), state().paused());
        assertEquals(Action.UPDATE, change(pass(NORMAL, NEW), "a-primary").action());
        now = START; // a clock that jumps back does not lose the pause
        assertEquals(Optional.of(PAUSE), state().paused());
    }

    @Test
    void isReplacedAndEnded() {
        state().pause(PAUSE, Duration.ZERO);
        Pause forever = new Pause(START, Optional.empty(), "bob", "");
        assertEquals(Optional.of(PAUSE), state().pause(forever, Duration.ZERO));
        assertEquals(Optional.of(forever), state().paused());
        assertEquals(Optional.of(forever), state().resume(Duration.ZERO));
        assertEquals(Optional.empty(), state().resume(Duration.ZERO));
        assertFalse(pass(NORMAL, OLD).isHeld());
    }

    @Test
    void aDryRunShowsWhatWouldBeDone() {
        state().pause(PAUSE, Duration.ZERO);
        PublishResult dry = pass(NORMAL.withDryRun(true), NEW);
        assertEquals(Action.UPDATE, change(dry, "a-primary").action());
        assertFalse(dry.isHeld());
        assertTrue(dry.findings().getFirst().message().startsWith("a real pass would change nothing: this node is paused"));
    }

    @Test
    void forceMakesOnePass() {
        state().pause(PAUSE, Duration.ZERO);
        PublishResult forced = pass(NORMAL.withForce(true), NEW);
        assertTrue(forced.changed());
        assertTrue(forced.findings().getFirst().message().contains("the pause goes on"));
        assertTrue(pass(NORMAL, OLD).isHeld());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"schema\":1}", "{\"schema\":2}", "{\"schema\":1,\"since\":\"soon\",\"by\":\"\",\"reason\":\"\"}",
        "{\"schema\":1,\"since\":\"2026-01-01T10:00:00Z\",\"by\":\"\",\"reason\":\"\",\"until\":7}"})
    void aDamagedFileHolds(String text) throws IOException {
        Files.writeString(node.paths.pause(), text);
        PublishResult held = pass(NORMAL, NEW);
        assertTrue(held.isHeld());
        assertTrue(state().paused().orElseThrow().damaged());
        assertTrue(held.findings().getFirst().message().contains("the file "), held.findings().getFirst().message());
        state().resume(Duration.ZERO);
        assertFalse(pass(NORMAL, NEW).isHeld());
    }

    @Test
    void doesNotStopARecovery() throws IOException {
        KillingEffects killed = new KillingEffects(0, KillingEffects.How.KILL);
        int effects = 0;
        while (!Files.exists(node.paths.journal())) {
            killed = new KillingEffects(++effects, KillingEffects.How.KILL);
            Publisher publisher = new Publisher(node.paths, node, node, killed, clock);
            assertThrows(KillingEffects.Killed.class, () -> publisher.run(Desired.of("node-1", List.of(NEW)), NORMAL));
        }
        state().pause(PAUSE, Duration.ZERO);
        PublishResult held = pass(NORMAL, NEW);
        assertTrue(held.recovered().isPresent());
        assertTrue(held.isHeld());
        assertFalse(state().interrupted());
    }

    @Test
    void aRollbackLeavesOneAndGoesThroughOne() {
        pass(NORMAL, NEW, service("a", "replica", 5434));
        state().pause(PAUSE, Duration.ZERO);
        PublishResult back = rollBack(1);
        assertTrue(back.changed());
        assertEquals(3, back.generation());
        assertEquals(Map.of("a-primary.cfg", OLD.content()), node.files());
        assertEquals("rollback to generation 1", state().paused().orElseThrow().reason());
        assertTrue(pass(NORMAL, NEW).isHeld());
        Generations.Generation now3 = state().generations().generation(3).orElseThrow();
        assertEquals(Origin.rollbackTo(1), now3.manifest().origin());
        assertEquals(2, state().generations().before(3).orElseThrow());
        state().resume(Duration.ZERO);
        assertTrue(pass(NORMAL, NEW, service("a", "replica", 5434)).changed(), "and forward again");
    }

    /** Its files stood here before, so they are no other environment's, and HAProxy had them with their servers. */
    @Test
    void aRollbackNeedsNoForceForOtherServers() {
        pass(NORMAL.withForce(true), service("a", "primary", 5433, "", "10.9.9.9"));
        assertEquals(Action.UPDATE, change(rollBack(1), "a-primary").action());
    }

    @Test
    void aRollbackThatFailsLeavesThePauseAsItWas() {
        pass(NORMAL, service("a", "primary", 5433, "    maxconn 5\n", "10.0.0.1"));
        node.rejected = "default-server"; // HAProxy refuses by now what it took then
        assertEquals(PublishResult.Failure.REJECTED, rollBack(1).failure());
        assertEquals(Optional.empty(), state().paused());
        node.rejected = "REJECTED";
        node.failing = "10.0.0.2"; // only in generation 1
        assertEquals(PublishResult.Failure.RELOAD_FAILED, rollBack(1).failure());
        assertEquals(Optional.empty(), state().paused());
        state().pause(PAUSE, Duration.ZERO);
        assertEquals(PublishResult.Failure.RELOAD_FAILED, rollBack(1).failure());
        assertEquals(Optional.of(PAUSE), state().paused());
    }

    /** Wherever a rollback is killed: either it never began, or the node is paused and the next pass does not undo it. */
    @Test
    void aRollbackThatIsKilledIsNotUndone() throws IOException {
        int completed = 0;
        boolean ended = false;
        for (int effects = 1; !ended; effects++) {
            state().resume(Duration.ZERO);
            pass(NORMAL, effects % 2 == 0 ? NEW : service("a", "primary", 5445));
            Map<String, String> before = node.files();
            Publisher killed = new Publisher(node.paths, node, node, new KillingEffects(effects, KillingEffects.How.KILL_AFTER), clock);
            PublishOptions options = NORMAL.withPauseAfter(new Pause(now, Optional.empty(), "bob", "rollback"));
            try {
                killed.run(Desired.of("node-1", List.of(OLD)), options);
                ended = true;
            } catch (KillingEffects.Killed e) {
                pass(NORMAL, service("a", "primary", 5446));
                boolean back = node.files().equals(Map.of("a-primary.cfg", OLD.content()));
                completed += back ? 1 : 0;
                assertTrue(back ? state().paused().isPresent() : node.files().equals(before) || state().paused().isEmpty(),
                        "killed after effect " + effects);
            }
        }
        assertTrue(completed > 3, "killed " + completed + " times when it had begun");
    }

    /** A file that was recorded before generations had an origin. */
    @Test
    void oldManifestsAreRead() throws IOException {
        Path file = node.paths.generations().resolve("1.json");
        assertFalse(Files.readString(file).contains("trigger"));
        assertEquals(Origin.UNKNOWN, state().generations().generation(1).orElseThrow().manifest().origin());
        assertEquals(Origin.UNKNOWN, state().manifest().orElseThrow().origin());
        pass(NORMAL.withOrigin(Origin.of("watch").withRevision("3fa2")), NEW);
        assertEquals(Origin.of("watch").withRevision("3fa2"), state().manifest().orElseThrow().origin());
        pass(NORMAL.withOrigin(Origin.of("render")), NEW); // changes nothing
        assertEquals("watch", state().manifest().orElseThrow().origin().trigger());
    }
}
