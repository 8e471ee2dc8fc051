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
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stops the world at every single effect of several passes, in every way, and looks at what is left (contract 6). */
class CrashTest {
    private static final Aftermath AFTERMATH = new Aftermath();
    private static int points;
    private static final int NEVER = Integer.MAX_VALUE;

    @TempDir(factory = InMemory.class)
    Path root;
    private int nodes;

    @AfterAll
    static void tell() {
        System.out.printf("crash: %d points, %d faults, %d different directories accepted by HAProxy, %d lost%n",
                points, AFTERMATH.judged(), AFTERMATH.checked(), AFTERMATH.lost());
    }

    private Node prepared(Scenario scenario) {
        return AFTERMATH.prepared(scenario, root.resolve("n" + nodes++));
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void everyEffect(Scenario scenario) throws IOException {
        KillingEffects counter = new KillingEffects(NEVER, How.KILL);
        AFTERMATH.pass(prepared(scenario), scenario.after(), scenario.options(), counter);
        assertTrue(counter.count > 20, "effects: " + counter.count);
        points += counter.count;
        Set<How> stopped = EnumSet.noneOf(How.class);
        for (How how : How.values()) {
            for (int at = 0; at < counter.count; at++) {
                if ((how == How.KILL_AFTER || how == How.DISK_FULL) && !counter.writing.contains(at)) {
                    continue; // the same as KILL at the next effect, or as DISK_FULL there
                }
                if (!stop(scenario, how, at, scenario.after(), "onwards")) {
                    stopped.add(how);
                }
                if (scenario.goesBack() && (how == How.KILL || at % 2 == 0)) {
                    stop(scenario, how, at, scenario.before(), "back");
                }
            }
        }
        assertEquals(EnumSet.allOf(How.class), stopped, "faults that a pass noticed");
    }

    /** Whether the pass came to its end nevertheless. */
    private boolean stop(Scenario scenario, How how, int at, List<RenderedFile> wanted, String where) throws IOException {
        String when = scenario + " " + how + " at " + at + " " + where;
        Node node = prepared(scenario);
        boolean done = AFTERMATH.pass(node, scenario.after(), scenario.options(), new KillingEffects(at, how));
        assertTrue(!done || how.survives(), when);
        AFTERMATH.assertOldOrNew(node, scenario, when);
        AFTERMATH.assertOwned(node, scenario, when);
        if (how.survives() && !Files.exists(node.paths.journal())) {
            AFTERMATH.assertWhole(node, scenario, when);
        }
        AFTERMATH.assertConverges(node, wanted, scenario.options(), when);
        return done;
    }

    @ParameterizedTest
    @EnumSource(names = {"MIXED", "RELOAD_FAILS"})
    void killedAgainWhileRecovering(Scenario scenario) throws IOException {
        KillingEffects counter = new KillingEffects(NEVER, How.KILL);
        AFTERMATH.pass(prepared(scenario), scenario.after(), scenario.options(), counter);
        for (int first = 1; first < counter.count; first += 9) {
            for (int second = first % 7; second < counter.count; second += 7) {
                String when = scenario + " killed at " + first + ", then at " + second;
                Node node = prepared(scenario);
                AFTERMATH.pass(node, scenario.after(), scenario.options(), new KillingEffects(first, How.KILL_AFTER));
                AFTERMATH.pass(node, scenario.after(), scenario.options(), new KillingEffects(second, How.KILL));
                AFTERMATH.assertOldOrNew(node, scenario, when);
                AFTERMATH.assertConverges(node, scenario.after(), scenario.options(), when);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "MIXED")
    void recoveryNeedsNoInventory(Scenario scenario) {
        KillingEffects counter = new KillingEffects(NEVER, How.KILL);
        AFTERMATH.pass(prepared(scenario), scenario.after(), scenario.options(), counter);
        int recovered = 0;
        for (int at = 0; at < counter.count; at++) {
            String when = scenario + " killed at " + at;
            Node node = prepared(scenario);
            AFTERMATH.pass(node, scenario.after(), scenario.options(), new KillingEffects(at, How.KILL));
            Publisher publisher = node.publisher(new FileSystemEffects());
            assertEquals(Optional.empty(), publisher.recover(NORMAL.withDryRun(true)), when);
            boolean interrupted = Files.exists(node.paths.journal());
            assertEquals(interrupted, publisher.recover(NORMAL).isPresent(), when);
            assertFalse(Files.exists(node.paths.journal()), when);
            AFTERMATH.assertWhole(node, scenario, when);
            recovered += interrupted ? 1 : 0;
        }
        assertTrue(recovered > 5, "only " + recovered);
    }

    @ParameterizedTest
    @EnumSource(names = "MIXED")
    void recoverySaysWhatItDid(Scenario scenario) {
        KillingEffects counter = new KillingEffects(NEVER, How.KILL);
        AFTERMATH.pass(prepared(scenario), scenario.after(), scenario.options(), counter);
        Set<PublishResult.Recovered.How> seen = EnumSet.noneOf(PublishResult.Recovered.How.class);
        for (int at = 0; at < counter.count; at++) {
            Node node = prepared(scenario);
            AFTERMATH.pass(node, scenario.after(), scenario.options(), new KillingEffects(at, How.KILL));
            node.rejected = at % 2 == 0 ? "maxconn 7" : "REJECTED"; // HAProxy changed its mind meanwhile
            Optional<PublishResult.Recovered> recovered = node.publisher(new FileSystemEffects())
                    .run(Desired.of("node-1", scenario.before()), NORMAL).recovered();
            recovered.ifPresent(r -> seen.add(r.how()));
        }
        assertEquals(EnumSet.allOf(PublishResult.Recovered.How.class), seen);
    }
}
