package io.pgsvc.publish;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.publish.RecordingEffects.Op;
import io.pgsvc.testing.InMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power fails after every single request to the disk, and whatever was not synced is lost, kept or half there, in
 * many combinations: then the machine starts with what is left, HAProxy first, pgsvc later.
 */
class PowerCutTest {
    /** More combinations of lost and kept names at each point: {@code make crash} asks for more. */
    private static final int RANDOM = Integer.getInteger("pgsvc.powercuts", 2);
    private static final Aftermath AFTERMATH = new Aftermath();

    @TempDir(factory = InMemory.class)
    Path root;

    @AfterAll
    static void tell() {
        System.out.printf("power cuts: %d disks after a cut, %d different directories accepted by HAProxy, %d lost%n",
                AFTERMATH.judged(), AFTERMATH.checked(), AFTERMATH.lost());
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void everyRequest(Scenario scenario) throws IOException {
        Node node = AFTERMATH.prepared(scenario, root.resolve("recorded"));
        DiskModel disk = new DiskModel(root.resolve("recorded"));
        RecordingEffects effects = new RecordingEffects(root.resolve("recorded"));
        AFTERMATH.pass(node, scenario.after(), scenario.options(), effects);
        assertTrue(effects.ops.size() > 15, "requests: " + effects.ops.size());
        int nodes = 0;
        for (int at = 0; at <= effects.ops.size(); at++) {
            Optional<Op> last = at == 0 ? Optional.empty() : Optional.of(effects.ops.get(at - 1));
            last.ifPresent(disk::apply);
            for (Map<String, String> image : disk.images(RANDOM, at)) {
                for (boolean onwards : new boolean[] {true, false}) {
                    if (!onwards && (!scenario.goesBack() || nodes % 3 != 0)) {
                        continue;
                    }
                    String when = scenario + " after " + last.map(Op::toString).orElse("nothing") + (onwards ? ", onwards" : ", back");
                    Path place = root.resolve("n" + nodes++);
                    DiskModel.materialize(image, place);
                    Node after = new Node(place); // HAProxy starts with what it finds
                    AFTERMATH.assertOldOrNew(after, scenario, when);
                    AFTERMATH.assertConverges(after, onwards ? scenario.after() : scenario.before(), scenario.options(), when);
                }
            }
        }
    }
}
