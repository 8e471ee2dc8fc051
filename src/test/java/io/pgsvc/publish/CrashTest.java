package io.pgsvc.publish;

import static io.pgsvc.publish.Node.NORMAL;
import static io.pgsvc.publish.Node.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.model.PgsvcException;
import io.pgsvc.publish.KillingEffects.How;
import io.pgsvc.publish.KillingEffects.Killed;
import io.pgsvc.render.RenderedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stops the world at every single effect of several passes, in every way, and looks at what is left (contract 6). */
class CrashTest {
    private static final String FOREIGN = "listen other\n    bind *:9000\n";
    private static final int NEVER = Integer.MAX_VALUE;

    enum Scenario {
        FIRST {
            @Override
            List<RenderedFile> before() {
                return List.of();
            }

            @Override
            List<RenderedFile> after() {
                return List.of(service("a", "primary", 5433), service("a", "replica", 5434));
            }
        },
        MIXED {
            @Override
            List<RenderedFile> after() {
                return List.of(service("a", "primary", 5433), service("a", "replica", 5434, "    maxconn 7\n", "10.0.0.1"),
                        service("b", "primary", 6433, "    maxconn 8\n", "10.0.0.2"), service("c", "primary", 7433));
            }
        },
        RELOAD_FAILS {
            @Override
            List<RenderedFile> after() {
                return List.of(service("a", "primary", 5433, "    maxconn 9 # FAILING\n", "10.0.0.1"), service("a", "replica", 5434),
                        service("b", "primary", 6433), service("c", "primary", 7433));
            }
        },
        COMMENTS {
            @Override
            List<RenderedFile> after() {
                return List.of(service("a", "primary", 5433, "    # one\n", "10.0.0.1", "10.0.0.2"),
                        service("a", "replica", 5434, "    # two\n", "10.0.0.1", "10.0.0.2"), service("b", "primary", 6433),
                        service("b", "gone", 6434));
            }
        };

        List<RenderedFile> before() {
            return List.of(service("a", "primary", 5433), service("a", "replica", 5434), service("b", "primary", 6433),
                    service("b", "gone", 6434));
        }

        abstract List<RenderedFile> after();
    }

    @TempDir
    Path root;
    private int nodes;

    private Node prepared(Scenario scenario) {
        Node node = new Node(root.resolve("n" + nodes++));
        node.put("other.cfg", FOREIGN);
        node.publisher(new KillingEffects(NEVER, How.KILL)).run(Desired.of("node-1", scenario.before()), NORMAL);
        node.running = node.meaning();
        node.calls.clear();
        return node;
    }

    /** Whether the pass came to its end; else it was killed or failed. */
    private static boolean pass(Node node, List<RenderedFile> files, Effects effects) {
        try {
            return !node.publisher(effects).run(Desired.of("node-1", files), NORMAL).failed();
        } catch (Killed | PgsvcException e) {
            return false;
        }
    }

    private static void assertOldOrNew(Node node, Scenario scenario, String when) {
        node.files().forEach((name, text) -> {
            boolean known = name.equals("other.cfg") && text.equals(FOREIGN);
            for (RenderedFile file : scenario.before()) {
                known |= file.fileName().equals(name) && file.content().equals(text);
            }
            for (RenderedFile file : scenario.after()) {
                known |= file.fileName().equals(name) && file.content().equals(text);
            }
            assertTrue(known, when + ": " + name + " is neither old nor new:\n" + text);
        });
        assertEquals(FOREIGN, node.files().get("other.cfg"), when);
        for (RenderedFile file : scenario.before()) {
            boolean stays = scenario.after().stream().anyMatch(f -> f.stem().equals(file.stem()));
            assertTrue(!stays || node.files().containsKey(file.fileName()), when + ": " + file.stem() + " is missing");
        }
        // Else the rules about clashes would take what a killed pass left for somebody else's, and stop the next one.
        Publisher.View view = node.publisher(new FileSystemEffects()).look();
        node.files().keySet().forEach(name -> assertEquals(!name.equals("other.cfg"),
                view.owns(name.substring(0, name.length() - ".cfg".length())), when + ": whose is " + name));
    }

    /** The next pass gives what is wanted, HAProxy runs with just that, nothing is left over, and then all is quiet. */
    private static void assertConverges(Node node, List<RenderedFile> wanted, String when) throws IOException {
        Effects healthy = new KillingEffects(NEVER, How.KILL);
        node.failing = "nothing fails any more";
        assertTrue(pass(node, wanted, healthy), when);
        Map<String, String> files = new java.util.TreeMap<>(Map.of("other.cfg", FOREIGN));
        wanted.forEach(file -> files.put(file.fileName(), file.content()));
        assertEquals(files, node.files(), when);
        assertEquals(node.meaning(), node.running, when + ": HAProxy runs with something else");
        assertEquals(List.copyOf(files.keySet()), node.names(), when + ": something is left over");
        assertFalse(Files.exists(node.paths.journal()), when);
        node.calls.clear();
        KillingEffects none = new KillingEffects(0, How.KILL);
        PublishResult quiet = node.publisher(none).run(Desired.of("node-1", wanted), NORMAL);
        assertFalse(quiet.changed(), when);
        assertEquals(List.of(), node.calls, when);
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void everyEffect(Scenario scenario) throws IOException {
        KillingEffects counter = new KillingEffects(NEVER, How.KILL);
        pass(prepared(scenario), scenario.after(), counter);
        assertTrue(counter.count > 20, "effects: " + counter.count);
        for (How how : How.values()) {
            for (int at = 0; at < counter.count; at++) {
                if ((how == How.KILL_AFTER || how == How.DISK_FULL) && !counter.writing.contains(at)) {
                    continue; // the same as KILL at the next effect, or as DISK_FULL there
                }
                for (boolean onwards : new boolean[] {true, false}) {
                    String when = scenario + " " + how + " at " + at + (onwards ? " onwards" : " back");
                    Node node = prepared(scenario);
                    boolean done = pass(node, scenario.after(), new KillingEffects(at, how));
                    assertTrue(!done || how == How.FAIL_ONCE || how == How.DISK_FULL, when);
                    assertOldOrNew(node, scenario, when);
                    if (how == How.FAIL_ONCE && !done && !Files.exists(node.paths.journal())) {
                        assertWhole(node, scenario, when);
                    }
                    if (!onwards && (scenario == Scenario.FIRST || how == How.FAIL_ONCE || how == How.DISK_FULL)) {
                        continue; // the first: back to nothing would be a mass deletion
                    }
                    assertConverges(node, onwards ? scenario.after() : scenario.before(), when);
                }
            }
        }
    }

    /** Without a journal the files are of one generation. */
    private static void assertWhole(Node node, Scenario scenario, String when) {
        Map<String, String> files = node.files();
        files.remove("other.cfg");
        assertTrue(files.equals(contents(scenario.before())) || files.equals(contents(scenario.after())), when + ": " + files);
    }

    private static Map<String, String> contents(List<RenderedFile> files) {
        Map<String, String> contents = new java.util.TreeMap<>();
        files.forEach(file -> contents.put(file.fileName(), file.content()));
        return contents;
    }

    @ParameterizedTest
    @EnumSource(names = {"MIXED", "RELOAD_FAILS"})
    void killedAgainWhileRecovering(Scenario scenario) throws IOException {
        KillingEffects counter = new KillingEffects(NEVER, How.KILL);
        pass(prepared(scenario), scenario.after(), counter);
        for (int first = 1; first < counter.count; first += 9) {
            for (int second = first % 7; second < counter.count; second += 7) {
                String when = scenario + " killed at " + first + ", then at " + second;
                Node node = prepared(scenario);
                pass(node, scenario.after(), new KillingEffects(first, How.KILL_AFTER));
                pass(node, scenario.after(), new KillingEffects(second, How.KILL));
                assertOldOrNew(node, scenario, when);
                assertConverges(node, scenario.after(), when);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "MIXED")
    void recoveryNeedsNoInventory(Scenario scenario) {
        KillingEffects counter = new KillingEffects(NEVER, How.KILL);
        pass(prepared(scenario), scenario.after(), counter);
        int recovered = 0;
        for (int at = 0; at < counter.count; at++) {
            String when = scenario + " killed at " + at;
            Node node = prepared(scenario);
            pass(node, scenario.after(), new KillingEffects(at, How.KILL));
            Publisher publisher = node.publisher(new FileSystemEffects());
            assertEquals(Optional.empty(), publisher.recover(NORMAL.withDryRun(true)), when);
            boolean interrupted = Files.exists(node.paths.journal());
            assertEquals(interrupted, publisher.recover(NORMAL).isPresent(), when);
            assertFalse(Files.exists(node.paths.journal()), when);
            assertWhole(node, scenario, when);
            recovered += interrupted ? 1 : 0;
        }
        assertTrue(recovered > 5, "only " + recovered);
    }

    @ParameterizedTest
    @EnumSource(names = "MIXED")
    void recoverySaysWhatItDid(Scenario scenario) {
        KillingEffects counter = new KillingEffects(NEVER, How.KILL);
        pass(prepared(scenario), scenario.after(), counter);
        java.util.Set<PublishResult.Recovered.How> seen = java.util.EnumSet.noneOf(PublishResult.Recovered.How.class);
        for (int at = 0; at < counter.count; at++) {
            Node node = prepared(scenario);
            pass(node, scenario.after(), new KillingEffects(at, How.KILL));
            node.rejected = at % 2 == 0 ? "maxconn 7" : "REJECTED"; // HAProxy changed its mind meanwhile
            Optional<PublishResult.Recovered> recovered = node.publisher(new FileSystemEffects())
                    .run(Desired.of("node-1", scenario.before()), NORMAL).recovered();
            recovered.ifPresent(r -> seen.add(r.how()));
        }
        assertEquals(java.util.EnumSet.allOf(PublishResult.Recovered.How.class), seen);
    }
}
