package io.pgsvc.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.inventory.Reference;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import io.pgsvc.publish.Scope;
import io.pgsvc.service.Defaults;
import io.pgsvc.testing.BigInventory;
import io.pgsvc.testing.RandomEdits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pass after pass of one process gives what a new process would give, whatever is edited in between; and does less. */
class IncrementalPassTest {
    private static final int EDITS = 25;
    private static final String DELEGATED = """
            all:
              vars: { pg_weight: 100, note: "{{ groups.infra | join(',') }}" }
              children:
                infra: { hosts: { 10.10.10.10: { nodename: infra-1 } } }
                pg-test:
                  hosts:
                    "10.10.10.[11:13]:2222":
                  vars: { pg_cluster: pg-test, pg_seq: "{{ inventory_hostname.split('.')[3] }}", pg_role: replica }
                pg-prov:
                  hosts:
                    10.10.10.21: { pg_seq: 1, pg_role: primary }
                    10.10.10.22: { pg_seq: 2, pg_role: replica, pg_weight: "{{ groups.all | length }}" }
                  vars: { pg_cluster: pg-prov, pg_service_provider: infra }
            """;

    @TempDir
    Path directory;

    /** What can be told of a pass; also everything of the inventory, values with their places included. */
    private static List<Object> told(Preparation preparation) {
        Inventory inventory = preparation.inventory();
        List<Object> told = new ArrayList<>(List.of(inventory.warnings(), inventory.hosts(), inventory.groups(),
                preparation.clusters().all().stream().map(Record::toString).toList()));
        for (Host host : inventory.hosts()) {
            Map<String, Object> variables = new LinkedHashMap<>();
            inventory.variableNames(host).forEach(name -> variables.put(name, inventory.variable(host, name)));
            told.add(List.copyOf(variables.entrySet()));
            told.add(inventory.groupNames(host));
            told.add(preparation.node(host, Scope.ALL, plan -> List.of(), Map.of()));
        }
        inventory.groups().forEach(group -> told.add(inventory.hostsOf(group.name())));
        return told;
    }

    /** What one node has: of it alone, all that was selected and drafted is kept. */
    private static List<Object> told(Preparation preparation, String node) {
        return preparation.inventory().host(node).map(host -> List.<Object>of("node", host, preparation.node(host, Scope.ALL,
                plan -> List.of(), Map.of()))).orElse(List.of("node", "none", node));
    }

    private static List<Object> toldOf(Supplier<Preparation> how, Function<Preparation, List<Object>> what) {
        try {
            return what.apply(how.get());
        } catch (PgsvcException e) {
            return List.of(e.getClass(), e.findings());
        }
    }

    /** A clock of later tells that no file was changed shortly before: stamps alone then decide what is read. */
    private void compare(Path root, long seed, Clock clock) throws IOException {
        Random random = new Random(seed);
        RandomEdits edits = new RandomEdits(root, seed);
        Path templates = Files.createDirectories(directory.resolve("templates-" + seed));
        String[] profile = {Defaults.CLASSIC};
        boolean[] own = {false};
        Supplier<Defaults> defaults = () -> Defaults.load(profile[0]);
        Supplier<Optional<Path>> template = () -> own[0] ? Optional.of(templates) : Optional.empty();
        Preparer forAll = new Preparer(root, defaults, template, clock);
        Preparer forOne = new Preparer(root, defaults, template, clock);
        List<Host> hosts = new InventoryReader().read(root).hosts();
        String node = hosts.get(random.nextInt(hosts.size())).name();
        int good = 0;
        String log = "seed " + seed;
        for (int i = 0; i < EDITS; i++) {
            Supplier<Preparation> anew = () -> new Preparation(new InventoryReader().read(root), new JinjaTemplates(), defaults.get(), template.get());
            for (int ahead = random.nextInt(3); ahead > 0; ahead--) {
                readAhead(forAll, node);
                readAhead(forOne, node);
                log += ", read ahead";
            }
            List<Object> fresh = toldOf(anew, IncrementalPassTest::told);
            assertSame(fresh, toldOf(forAll::prepare, IncrementalPassTest::told), log);
            assertSame(toldOf(anew, p -> told(p, node)), toldOf(forOne::prepare, p -> told(p, node)), log);
            good += fresh.size() > 2 ? 1 : 0;
            boolean broken = fresh.size() <= 2;
            if (random.nextInt(5) == 0) {
                profile[0] = Defaults.PROFILES.get(random.nextInt(2));
            }
            if (random.nextInt(4) == 0) {
                own[0] = random.nextInt(3) > 0;
                Files.writeString(templates.resolve("postgres-service.cfg"), "listen {section}\n# " + random.nextInt(3) + "\n");
            }
            if (!broken && random.nextInt(4) == 0) {
                continue; // nothing but perhaps the defaults or a template changed
            }
            // A broken tree is mended by going back, most of the time: else little but errors would be compared.
            if (broken && random.nextInt(4) > 0) {
                back(root);
                log += ", back";
            } else {
                if (!broken) {
                    keep(root);
                }
                log += ", " + edits.edit();
            }
            if (random.nextInt(4) == 0 && Files.exists(root)) {
                readAhead(forOne, node); // and then one more edit, as in a pull
                log += ", read ahead, " + edits.edit();
            }
        }
        assertTrue(good > EDITS / 4, "only " + good + " of " + EDITS + " revisions were good, seed " + seed);
    }

    private static boolean readAhead(Preparer preparer, String node) {
        return preparer.readAhead(inventory -> inventory.host(node).orElseThrow(() -> new TestNodeException(node)));
    }

    /** The node is not in the inventory any more. */
    private static final class TestNodeException extends PgsvcException {
        TestNodeException(String node) {
            super(Finding.error("node", "no host " + node, Position.of("test")));
        }
    }

    private static void assertSame(List<Object> fresh, List<Object> incremental, String edits) {
        assertEquals(fresh.size(), incremental.size(), edits);
        for (int i = 0; i < fresh.size(); i++) {
            assertEquals(fresh.get(i), incremental.get(i), edits);
        }
    }

    private void keep(Path root) throws IOException {
        delete(directory.resolve("kept"));
        RandomEdits.copy(root, directory.resolve("kept"));
    }

    private void back(Path root) throws IOException {
        delete(root);
        RandomEdits.copy(directory.resolve("kept"), root);
    }

    private static void delete(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static Clock now() {
        return Clock.systemUTC();
    }

    private static Clock later() {
        return Clock.offset(now(), Duration.ofMinutes(1));
    }

    /** 10,000 hosts in 2,001 files: what an edit touches is counted, whatever else there is. */
    @Test
    void aChangeOfOneLineTouchesOnlyWhatDependsOnIt() throws IOException {
        BigInventory big = new BigInventory(2000, 5);
        Path root = big.directory(directory.resolve("inventory"));
        String node = big.host(1200, 3);
        Map<String, String> manifest = new HashMap<>();
        Preparer preparer = new Preparer(root, () -> Defaults.load(Defaults.CLASSIC), Optional::empty, later());
        assertEquals(new Work(2001, 2001, 5, 5, 0), work(preparer, node, manifest), "at first: all clusters, and the node itself");
        assertEquals(Work.NONE, work(preparer, node, manifest), "nothing changed");

        replace(root.resolve("pg-01200.yml"), "pg_seq: 2,", "pg_seq: 2, pg_weight: 50,");
        assertEquals(new Work(1, 2, 5, 5, 0), work(preparer, node, manifest), "a member of the node's own cluster, and the node in the same file");
        replace(root.resolve("pg-00007.yml"), "pg_seq: 2,", "pg_seq: 2, pg_weight: 50,");
        assertEquals(new Work(1, 1, 0, 0, 0), work(preparer, node, manifest), "a member of another cluster");
        replace(root.resolve("pg-01200.yml"), "{ name: app1200 }", "{ name: app1201 }");
        assertEquals(new Work(1, 2, 5, 0, 0), work(preparer, node, manifest), "a variable that no selector reads, but could");
        replace(root.resolve("pg-01201.yml"), "pg-01201:\n  hosts:\n", "pg-01201:\n  hosts:\n    10.9.9.9: { pg_seq: 9, pg_role: replica }\n");
        assertEquals(new Work(1, 1, 5, 0, 0), work(preparer, node, manifest), "a new host: members see it in the variable groups");
        Files.createDirectories(root.resolve("host_vars"));
        RandomEdits.write(root.resolve("host_vars/" + node + ".yml"), "pg_weight: 7\n");
        assertEquals(new Work(1, 2, 5, 5, 0), work(preparer, node, manifest), "the node's own variables");
        replace(root.resolve("group_vars/all.yml"), "region: default", "region: other");
        assertEquals(new Work(1, 2001, 5, 0, 0), work(preparer, node, manifest), "a variable of all hosts");
    }

    @Test
    void whatWasReadAheadCountsAsDoneByThePassAndIsNotDoneAgain() throws IOException {
        BigInventory big = new BigInventory(20, 5);
        Path root = big.directory(directory.resolve("inventory"));
        String node = big.host(12, 3);
        Map<String, String> manifest = new HashMap<>();
        Preparer preparer = new Preparer(root, () -> Defaults.load(Defaults.CLASSIC), Optional::empty, later());
        assertTrue(readAhead(preparer, node));
        assertEquals(new Work(21, 21, 5, 5, 0), work(preparer, node, manifest));
        assertFalse(readAhead(preparer, node), "nothing changed");
        replace(root.resolve("pg-00012.yml"), "pg_seq: 2,", "pg_seq: 2, pg_weight: 50,");
        assertTrue(readAhead(preparer, node));
        replace(root.resolve("pg-00007.yml"), "pg_seq: 2,", "pg_seq: 2, pg_weight: 50,");
        assertTrue(readAhead(preparer, node));
        assertFalse(readAhead(preparer, node), "done already");
        assertEquals(new Work(2, 3, 5, 5, 0), work(preparer, node, manifest));
        replace(root.resolve("pg-00007.yml"), "pg_seq: 2,", "pg_seq: 2}");
        assertTrue(readAhead(preparer, node), "a file that cannot be parsed is read each time");
        replace(root.resolve("pg-00007.yml"), "pg_seq: 2}", "pg_seq: 2,");
        assertEquals(new Work(2, 1, 0, 0, 0), work(preparer, node, manifest), "the broken file, and the mended one");
    }

    private static Work work(Preparer preparer, String node, Map<String, String> manifest) {
        Preparation preparation = preparer.prepare();
        NodeFiles files = preparation.node(preparation.inventory().host(node).orElseThrow(), Scope.ALL, plan -> List.of(), manifest);
        assertEquals(List.of(), files.findings());
        assertEquals(5, files.files().size() + files.unchanged().size());
        files.files().forEach(file -> manifest.put(file.stem(), file.fingerprint()));
        return preparation.work();
    }

    private static void replace(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertTrue(text.contains(from), file + " has no " + from);
        RandomEdits.write(file, text.replace(from, to));
    }

    /** All variables stand in group_vars, and these do not change: only the host's own place does. */
    @Test
    void aHostThatMovesInItsFileTakesItsFindingsAlong() throws IOException {
        Path root = Files.createDirectories(directory.resolve("moving/group_vars")).getParent();
        Files.writeString(root.resolve("group_vars/pg-test.yml"), "pg_cluster: pg-test\npg_role: primary\n");
        Path file = root.resolve("pigsty.yml");
        RandomEdits.write(file, "pg-test: { hosts: { one: } }\n");
        Preparer preparer = new Preparer(root, () -> Defaults.load(Defaults.CLASSIC), Optional::empty);
        List<Object> before = told(preparer.prepare());
        RandomEdits.write(file, "# a comment\npg-test: { hosts: { one: } }\n");
        List<Object> after = told(preparer.prepare());
        assertTrue(before.toString().contains("pigsty.yml:1:21: error: host one of cluster pg-test has no pg_seq"), before.toString());
        assertTrue(after.toString().contains("pigsty.yml:2:21: error: host one of cluster pg-test has no pg_seq"), after.toString());
    }

    @Test
    void example() throws IOException {
        compare(RandomEdits.copy(Path.of("examples/inventory"), directory.resolve("a")), 1, later());
        compare(RandomEdits.copy(Path.of("examples/inventory"), directory.resolve("b")), 2, now());
    }

    @Test
    void delegatedClusters() throws IOException {
        for (int seed = 10; seed < 13; seed++) {
            Path root = Files.createDirectories(directory.resolve("d" + seed));
            Files.writeString(root.resolve("pigsty.yml"), DELEGATED);
            compare(root, seed, seed % 2 == 0 ? later() : now());
        }
    }

    @Test
    void manyFiles() throws IOException {
        compare(new BigInventory(5, 3).directory(directory.resolve("big")), 20, later());
    }

    @Test
    void goldenInventories() throws IOException {
        Optional<Path> golden = Reference.golden();
        assumeTrue(golden.isPresent(), "no reference folder");
        List<Path> cases;
        try (Stream<Path> all = Files.list(golden.get().resolve("random"))) {
            cases = all.filter(Files::isDirectory).sorted().limit(2).toList();
        }
        for (int i = 0; i < cases.size(); i++) {
            Path root = directory.resolve("golden" + i);
            try (Stream<Path> inside = Files.list(cases.get(i))) {
                Path inventory = inside.filter(p -> p.getFileName().toString().startsWith("inventory")).findFirst().orElseThrow();
                if (Files.isDirectory(inventory)) {
                    RandomEdits.copy(inventory, root);
                } else {
                    Files.copy(inventory, Files.createDirectories(root).resolve("pigsty.yml"));
                }
            }
            compare(root, 30 + i, i % 2 == 0 ? later() : now());
        }
    }
}
