package io.pgsvc.publish;

import static io.pgsvc.publish.Node.NORMAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.publish.KillingEffects.How;
import io.pgsvc.render.RenderedFile;
import io.pgsvc.testing.InMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stops the world at every single effect of several passes, in every way, and looks at what is left (contract 6). */
class CrashTest {
    private final Aftermath aftermath = new Aftermath();
    private static final int NEVER = Integer.MAX_VALUE;

    @TempDir(factory = InMemory.class)
    Path root;
    private int nodes;

    private Node prepared(Scenario scenario) {
        return aftermath.prepared(scenario, root.resolve("n" + nodes++));
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void everyEffect(Scenario scenario) throws IOException {
        KillingEffects counter = new KillingEffects(NEVER, How.KILL);
        aftermath.pass(prepared(scenario), scenario.after(), scenario.options(), counter);
        assertTrue(counter.count > 20, "effects: " + counter.count);
        for (How how : How.values()) {
            for (int at = 0; at < counter.count; at++) {
                if ((how == How.KILL_AFTER || how == How.DISK_FULL) && !counter.writing.contains(at)) {
                    continue; // the same as KILL at the next effect, or as DISK_FULL there
                }
                for (boolean onwards : new boolean[] {true, false}) {
                    String when = scenario + " " + how + " at " + at + (onwards ? " onwards" : " back");
                    Node node = prepared(scenario);
                    boolean done = aftermath.pass(node, scenario.after(), scenario.options(), new KillingEffects(at, how));
                    assertTrue(!done || how == How.FAIL_ONCE || how == How.DISK_FULL, when);
                    aftermath.assertOldOrNew(node, scenario, when);
                    if (how == How.FAIL_ONCE && !done && !Files.exists(node.paths.journal())) {
                        aftermath.assertWhole(node, scenario, when);
                    }
                    if (!onwards && (!scenario.goesBack() || how == How.FAIL_ONCE || how == How.DISK_FULL)) {
                        continue; // back to nothing would be a mass deletion
                    }
                    aftermath.assertConverges(node, onwards ? scenario.after() : scenario.before(), scenario.options(), when);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MIXED", "RELOAD_FAILS"})
    void killedAgainWhileRecovering(Scenario scenario) throws IOException {
        KillingEffects counter = new KillingEffects(NEVER, How.KILL);
        aftermath.pass(prepared(scenario), scenario.after(), scenario.options(), counter);
        for (int first = 1; first < counter.count; first += 9) {
            for (int second = first % 7; second < counter.count; second += 7) {
                String when = scenario + " killed at " + first + ", then at " + second;
                Node node = prepared(scenario);
                aftermath.pass(node, scenario.after(), scenario.options(), new KillingEffects(first, How.KILL_AFTER));
                aftermath.pass(node, scenario.after(), scenario.options(), new KillingEffects(second, How.KILL));
                aftermath.assertOldOrNew(node, scenario, when);
                aftermath.assertConverges(node, scenario.after(), scenario.options(), when);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "MIXED")
    void recoveryNeedsNoInventory(Scenario scenario) {
        KillingEffects counter = new KillingEffects(NEVER, How.KILL);
        aftermath.pass(prepared(scenario), scenario.after(), scenario.options(), counter);
        int recovered = 0;
        for (int at = 0; at < counter.count; at++) {
            String when = scenario + " killed at " + at;
            Node node = prepared(scenario);
            aftermath.pass(node, scenario.after(), scenario.options(), new KillingEffects(at, How.KILL));
            Publisher publisher = node.publisher(new FileSystemEffects());
            assertEquals(Optional.empty(), publisher.recover(NORMAL.withDryRun(true)), when);
            boolean interrupted = Files.exists(node.paths.journal());
            assertEquals(interrupted, publisher.recover(NORMAL).isPresent(), when);
            assertFalse(Files.exists(node.paths.journal()), when);
            aftermath.assertWhole(node, scenario, when);
            recovered += interrupted ? 1 : 0;
        }
        assertTrue(recovered > 5, "only " + recovered);
    }

    @ParameterizedTest
    @EnumSource(names = "MIXED")
    void recoverySaysWhatItDid(Scenario scenario) {
        KillingEffects counter = new KillingEffects(NEVER, How.KILL);
        aftermath.pass(prepared(scenario), scenario.after(), scenario.options(), counter);
        java.util.Set<PublishResult.Recovered.How> seen = java.util.EnumSet.noneOf(PublishResult.Recovered.How.class);
        for (int at = 0; at < counter.count; at++) {
            Node node = prepared(scenario);
            aftermath.pass(node, scenario.after(), scenario.options(), new KillingEffects(at, How.KILL));
            node.rejected = at % 2 == 0 ? "maxconn 7" : "REJECTED"; // HAProxy changed its mind meanwhile
            Optional<PublishResult.Recovered> recovered = node.publisher(new FileSystemEffects())
                    .run(Desired.of("node-1", scenario.before()), NORMAL).recovered();
            recovered.ifPresent(r -> seen.add(r.how()));
        }
        assertEquals(java.util.EnumSet.allOf(PublishResult.Recovered.How.class), seen);
    }
}
