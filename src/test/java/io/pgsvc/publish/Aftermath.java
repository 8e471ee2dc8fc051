package io.pgsvc.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.model.PgsvcException;
import io.pgsvc.publish.KillingEffects.How;
import io.pgsvc.publish.KillingEffects.Killed;
import io.pgsvc.render.RenderedFile;
import io.pgsvc.testing.RealHaproxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What must hold after a pass was stopped (design, contract 6). Counts what it looked at. */
final class Aftermath {
    private static final String FOREIGN = "listen other\n    mode tcp\n    bind *:9000\n";
    private static final int NEVER = Integer.MAX_VALUE;

    /** Directories that the real HAProxy accepted; a pass that is stopped leaves one of a few. */
    private final Set<String> accepted = new HashSet<>();
    private final boolean real = RealHaproxy.isAvailable();
    private int judged;
    private int held;

    /** How many stopped passes were judged. */
    int judged() {
        return judged;
    }

    /** How many of them did not pass. */
    int lost() {
        return judged - held;
    }

    /** How many different directories HAProxy itself was asked about; 0 where there is no HAProxy. */
    int checked() {
        return accepted.size();
    }

    /** A node as an undisturbed pass left it. */
    Node prepared(Scenario scenario, Path root) {
        Node node = new Node(root);
        node.put("other.cfg", FOREIGN);
        if (!scenario.before().isEmpty()) {
            node.publisher(healthy()).run(Desired.of("node-1", scenario.before()), Node.NORMAL);
        }
        scenario.found().forEach(file -> node.put(file.fileName(), file.content()));
        node.running = node.meaning();
        node.calls.clear();
        return node;
    }

    static Effects healthy() {
        return new KillingEffects(NEVER, How.KILL);
    }

    /** Whether the pass came to its end; else it was killed or failed. */
    boolean pass(Node node, List<RenderedFile> files, PublishOptions options, Effects effects) {
        try {
            Publisher publisher = effects instanceof KillingEffects killing ? node.publisher(killing) : node.publisher(effects);
            return !publisher.run(Desired.of("node-1", files), options).failed();
        } catch (Killed | PgsvcException e) {
            return false;
        }
    }

    /** Every file is of the old or the new generation, nothing foreign is touched, and HAProxy would start. */
    void assertOldOrNew(Node node, Scenario scenario, String when) {
        judged++;
        List<RenderedFile> all = Stream.of(scenario.before(), scenario.found(), scenario.after()).flatMap(List::stream).toList();
        node.files().forEach((name, text) -> assertTrue(name.equals("other.cfg") && text.equals(FOREIGN)
                        || all.stream().anyMatch(file -> file.fileName().equals(name) && file.content().equals(text)),
                () -> when + ": " + name + " is neither old nor new:\n" + text));
        assertEquals(FOREIGN, node.files().get("other.cfg"), when);
        for (RenderedFile file : scenario.before()) {
            boolean stays = scenario.after().stream().anyMatch(f -> f.stem().equals(file.stem()));
            assertTrue(!stays || node.files().containsKey(file.fileName()), () -> when + ": " + file.stem() + " is missing");
        }
        assertHaproxyAccepts(node, when);
    }

    /** Else the rules about clashes would take what a killed pass left for somebody else's, and stop the next one. */
    void assertOwned(Node node, Scenario scenario, String when) {
        if (!scenario.found().isEmpty()) {
            return;
        }
        Publisher.View view = node.publisher(new FileSystemEffects()).look();
        node.files().keySet().forEach(name -> assertEquals(!name.equals("other.cfg"),
                view.owns(name.substring(0, name.length() - ".cfg".length())), () -> when + ": whose is " + name));
    }

    private void assertHaproxyAccepts(Node node, String when) {
        StringBuilder whole = new StringBuilder();
        node.files().values().forEach(whole::append);
        if (!real || !accepted.add(whole.toString())) {
            return;
        }
        try {
            Path directory = Files.createTempDirectory(node.conf.getParent(), "check");
            String refused = RealHaproxy.check(directory, whole.toString());
            assertEquals("", refused, () -> when + ": HAProxy refuses what was left");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without a journal the files are of one generation. */
    void assertWhole(Node node, Scenario scenario, String when) {
        Map<String, String> files = node.files();
        files.remove("other.cfg");
        assertTrue(files.equals(contents(scenario.before())) || files.equals(contents(scenario.found()))
                || files.equals(contents(scenario.after())), () -> when + ": " + files);
    }

    private static Map<String, String> contents(List<RenderedFile> files) {
        Map<String, String> contents = new TreeMap<>();
        files.forEach(file -> contents.put(file.fileName(), file.content()));
        return contents;
    }

    /** The next pass gives what is wanted, HAProxy runs with just that, nothing is left over, and then all is quiet. */
    void assertConverges(Node node, List<RenderedFile> wanted, PublishOptions options, String when) throws IOException {
        node.failing = "nothing fails any more";
        assertTrue(pass(node, wanted, options, healthy()), when);
        Map<String, String> files = contents(wanted);
        files.put("other.cfg", FOREIGN);
        assertEquals(files, node.files(), when);
        assertEquals(node.meaning(), node.running, () -> when + ": HAProxy runs with something else");
        assertEquals(List.copyOf(files.keySet()), node.names(), () -> when + ": something is left over");
        assertFalse(Files.exists(node.paths.journal()), when);
        node.calls.clear();
        PublishResult quiet = node.publisher(new KillingEffects(0, How.KILL)).run(Desired.of("node-1", wanted), options);
        assertFalse(quiet.changed(), when);
        assertEquals(List.of(), node.calls, when);
        held++;
    }
}
