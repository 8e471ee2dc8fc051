package io.pgsvc.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.publish.Scope;
import io.pgsvc.render.RenderedFile;
import io.pgsvc.service.Defaults;
import io.pgsvc.service.NodeIdentity;
import io.pgsvc.service.NodePlan;
import io.pgsvc.testing.BigInventory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One node's services out of 10,000 hosts in 2,000 clusters, on a warm JVM. Times are the thread's own CPU time, so that
 * whatever else the machine does decides nothing; garbage collection is not in them.
 */
class BigInventoryTest {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int RUNS = 8;
    private static final BigInventory BIG = new BigInventory(2000, 5);
    private static final String NODE = BIG.host(1200, 3);

    @TempDir
    Path directory;

    /** Milliseconds of CPU time of each step. */
    private record Times(double read, double prepare, double identify, double plan, double render) {
        double sum() {
            return read + prepare + identify + plan + render;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f ms: read %.0f, index clusters %.1f, find the node %.1f, plan %.1f, select and render %.1f",
                    sum(), read, prepare, identify, plan, render);
        }
    }

    @Test
    void oneFile() throws IOException {
        Path file = BIG.file(directory.resolve("pigsty.yml"));
        Times best = best(file);
        System.out.println("10,000 hosts in one file, best of " + RUNS + ": " + best);
        assertTrue(best.sum() < 1000, best.toString());
    }

    @Test
    void aDirectoryOfTwoThousandFiles() throws IOException {
        Times best = best(BIG.directory(directory.resolve("inventory")));
        System.out.println("10,000 hosts in 2,001 files, best of " + RUNS + ": " + best);
        assertTrue(best.sum() < 1000, best.toString());
    }

    private static Times best(Path source) {
        Times best = null;
        for (int i = 0; i < RUNS; i++) {
            Times times = run(source);
            best = best == null || times.sum() < best.sum() ? times : best;
        }
        return best;
    }

    private static Times run(Path source) {
        long start = CPU.getCurrentThreadCpuTime();
        Inventory inventory = new InventoryReader().read(source);
        long read = CPU.getCurrentThreadCpuTime();
        Preparation preparation = new Preparation(inventory, new JinjaTemplates(), Defaults.load(Defaults.CLASSIC), Optional.empty());
        long prepared = CPU.getCurrentThreadCpuTime();
        Host host = NodeIdentity.find(inventory, Set.of(NODE));
        long identified = CPU.getCurrentThreadCpuTime();
        NodePlan plan = preparation.plan(host);
        long planned = CPU.getCurrentThreadCpuTime();
        NodeFiles files = preparation.node(host, Scope.ALL, p -> List.of(), Map.of());
        long rendered = CPU.getCurrentThreadCpuTime();
        assertEquals(List.of(), files.findings());
        assertEquals(List.of("pg-01200-default", "pg-01200-offline", "pg-01200-primary", "pg-01200-replica", "pg-01200-standby"),
                files.files().stream().map(RenderedFile::stem).sorted().toList());
        assertEquals(plan.services().size(), files.files().size());
        files.files().stream().filter(f -> f.stem().endsWith("-primary")).forEach(f -> assertEquals(5, f.servers().size()));
        // The plan is made again inside of the last step: its second, cheaper time counts there.
        return new Times(ms(start, read), ms(read, prepared), ms(prepared, identified), ms(identified, planned), ms(planned, rendered));
    }

    private static double ms(long from, long to) {
        return (to - from) / 1e6;
    }
}
