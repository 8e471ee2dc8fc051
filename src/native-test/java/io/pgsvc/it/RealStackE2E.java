package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.pgsvc.testing.Cli;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The real stack ({@code make e2e}): three PostgreSQL instances under Patroni, a pgbouncer before each, HAProxy, and the
 * program as {@code watch}. One story in steps; clients are at work from its beginning to its end, and the last step
 * accounts for each of their errors. Not part of other runs, by its name.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealStackE2E {
    private static final String ONE = "127.0.0.11";
    private static final String TWO = "127.0.0.12";
    private static final String THREE = "127.0.0.13";
    /** What HAProxy's checks may need to see the end of an event that clients have seen: fall × fastinter, and inter. */
    private static final Duration CHECKS = Duration.ofSeconds(6);
    /** What an edit does to clients would show by then. */
    private static final Duration AFTERMATH = Duration.ofSeconds(2);

    private final List<String> said = new ArrayList<>();
    private RealStack stack;
    private StackNode node;
    private LiveWatch watch;
    private LiveWatch proxyWatch;
    private Ledger ledger;
    /** A session from before the first change, which nobody uses: its worker has stopped checking. */
    private PgConnection forgotten;
    private String broken = "";

    /** What a step does. */
    private interface Step {
        void take() throws Exception;
    }

    @BeforeAll
    void start() throws Exception {
        long began = System.nanoTime();
        stack = new RealStack();
        ledger = stack.ledger;
        node = stack.node();
        watch = node.watch();
        proxyWatch = stack.proxy().watch();
        try (InputStream program = Files.newInputStream(Cli.program())) {
            say("pgsvc (%s): three PostgreSQL %s instances, Patroni, etcd, pgbouncer and HAProxy up after %.1f s", program.read() == 0x7f ? "native" : "JVM",
                    stack.cluster().sql(1, "e2e", "show server_version").split(" ")[0], (System.nanoTime() - began) / 1e9);
        }
    }

    @Test
    @Order(1)
    void everyServiceLeadsToItsInstance() {
        step("start", () -> {
            Map<Service, Set<String>> now = Ledger.servers(Set.of(ONE), Set.of(TWO), Set.of(TWO));
            long start = System.currentTimeMillis();
            Answers.await(stack.members(), now);
            ledger.add(new Ledger.Span(Ledger.Kind.EVENT, "start", start, System.currentTimeMillis(), now));
            stack.startClients();
            forgotten = Traffic.connect(stack.members(), Service.PRIMARY);
            Traffic.transact(forgotten, Service.PRIMARY);
            Answers.psql(stack.members(), now);
            say("start: 5433 and 5436 reach the primary pg-e2e-1, 5434 the replica pg-e2e-2, 5438 the same, as there is no offline instance yet");
        });
    }

    @Test
    @Order(2)
    void anAddedReplicaServesReads() {
        // Of several backups HAProxy uses the first one, so 5438 stays where it is.
        step("replica added", () -> edit("replica added", () -> stack.inventory().member(3, "pg_role: replica"),
                Ledger.servers(Set.of(ONE), Set.of(TWO, THREE), Set.of(TWO))));
    }

    @Test
    @Order(3)
    void aWeightSharesOutReads() {
        step("weight", () -> {
            edit("weight changed", () -> stack.inventory().weight(3, 25), ledger.expected());
            assertEquals("25", stat("pg-e2e-replica/pg-e2e-3")[18]);
            long[] before = sessions();
            for (int i = 0; i < 100; i++) {
                Answers.read(stack.members(), Service.REPLICA);
            }
            long[] after = sessions();
            long two = after[0] - before[0];
            long three = after[1] - before[1];
            say("weight changed: pg-e2e-3 has 25 beside 100, and gets %d of %d reads", three, two + three);
            assertTrue(two + three >= 100 && Math.abs(three * 5 - (two + three)) <= (two + three) / 5, two + " and " + three + " connections");
        });
    }

    @Test
    @Order(4)
    void aFlaggedReplicaServesOfflineQueries() {
        step("pg_offline_query", () -> edit("pg_offline_query set", () -> stack.inventory().member(3, "pg_role: replica, pg_offline_query: true"),
                Ledger.servers(Set.of(ONE), Set.of(TWO, THREE), Set.of(THREE))));
    }

    @Test
    @Order(5)
    void aRemovedReplicaKeepsItsSessions() {
        step("replica removed", () -> {
            PgConnection reader = Answers.session(stack.members(), Service.REPLICA, THREE);
            PgConnection analyst = Answers.session(stack.members(), Service.OFFLINE, THREE);
            String backend = analyst.row("select pg_backend_pid()").getFirst();
            edit("replica removed", () -> stack.inventory().remove(3), Ledger.servers(Set.of(ONE), Set.of(TWO), Set.of(TWO)));
            assertEquals(THREE, Traffic.transact(reader, Service.REPLICA));
            assertEquals(THREE, Traffic.transact(analyst, Service.OFFLINE));
            assertEquals(backend, analyst.row("select pg_backend_pid()").getFirst());
            say("replica removed: its sessions go on, on the old worker; HAProxy has %d of these", node.processes().oldWorkers().size());
            reader.close();
            analyst.close();
        });
    }

    @Test
    @Order(6)
    void anOfflineInstanceServesNothingElse() {
        step("offline instance added", () -> edit("offline instance added", () -> stack.inventory().member(3, "pg_role: offline"),
                Ledger.servers(Set.of(ONE), Set.of(TWO), Set.of(THREE))));
    }

    @Test
    @Order(7)
    void aSwitchoverMovesTrafficWithoutPgsvc() {
        step("switchover", () -> {
            PgConnection live = Traffic.connect(stack.members(), Service.PRIMARY);
            Traffic.transact(live, Service.PRIMARY);
            // Roles in the inventory are what they were: the new primary still carries reads (docs/reliability.md).
            event("switchover", ONE, TWO, () -> stack.cluster().switchover(1, 2), Ledger.servers(Set.of(TWO), Set.of(TWO), Set.of(THREE)));
            stack.cluster().awaitStreaming(2, 1, 3);
            say("switchover: a session of the worker from before the reloads is %s; one of the present worker is %s", Answers.state(forgotten), Answers.state(live));
            forgotten.close();
            live.close();
        });
    }

    @Test
    @Order(8)
    void aCrashOfThePrimaryMovesTrafficWithoutPgsvc() {
        step("failover", () -> event("failover", TWO, ONE, () -> stack.cluster().member(2).crash(),
                Ledger.servers(Set.of(ONE), Set.of(ONE), Set.of(THREE))));
    }

    @Test
    @Order(9)
    void theCrashedInstanceServesReadsAgain() {
        step("restart", () -> {
            StackNode.Published before = node.published();
            long start = System.currentTimeMillis();
            stack.cluster().member(2).startPatroni();
            stack.cluster().awaitStreaming(1, 2, 3);
            long streaming = System.currentTimeMillis();
            Map<Service, Set<String>> now = Ledger.servers(Set.of(ONE), Set.of(TWO), Set.of(THREE));
            Answers.await(stack.members(), now);
            LiveWatch.pause(CHECKS);
            ledger.add(new Ledger.Span(Ledger.Kind.EVENT, "restart", start, System.currentTimeMillis(), now));
            assertEquals(before, node.published());
            Answers.psql(stack.members(), now);
            assertEquals(count(1), count(2));
            say("restart: streams after %.1f s, serves reads after %.1f s; no file written, no reload", seconds(start, streaming),
                    seconds(start, ledger.firstAnswer(Service.REPLICA, TWO, start)));
        });
    }

    /** What an operator does who lets the roles of the inventory follow, and is early: the reload comes amid the switchover. */
    @Test
    @Order(10)
    void anEditAmidASwitchoverDoesNoHarm() {
        step("edit amid a switchover", () -> {
            long start = System.currentTimeMillis();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread operator = Thread.ofPlatform().start(() -> {
                try {
                    stack.cluster().switchover(1, 2);
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            while (stack.cluster().member(1).health("/primary") == 200) {
                LiveWatch.pause(Duration.ofMillis(50));
            }
            publish(() -> stack.inventory().members(Map.of(1, "pg_role: replica", 2, "pg_role: primary")));
            long published = System.currentTimeMillis();
            operator.join();
            assertNull(failure.get());
            Map<Service, Set<String>> now = Ledger.servers(Set.of(TWO), Set.of(ONE), Set.of(THREE));
            Answers.await(stack.members(), now);
            long moved = System.currentTimeMillis();
            LiveWatch.pause(CHECKS);
            ledger.add(new Ledger.Span(Ledger.Kind.EVENT, "edit amid a switchover", start, System.currentTimeMillis(), now));
            stack.cluster().awaitStreaming(2, 1, 3);
            Answers.psql(stack.members(), now);
            say("edit amid a switchover: published and confirmed after %.1f s; %s", seconds(start, published), moved(ONE, TWO, start, moved));
        });
    }

    @Test
    @Order(11)
    void aProviderTakesTheServicesOver() {
        step("delegation", () -> {
            Map<Service, Set<String>> now = ledger.expected();
            long start = System.currentTimeMillis();
            StackNode.Published before = node.published();
            int passes = proxyWatch.passes().size();
            LiveWatch.Pass held = watch.one(() -> stack.inventory().delegate(stack.provider()));
            proxyWatch.awaitPasses(passes + 1);
            assertEquals("held", held.result(), watch::log);
            assertEquals(before, node.published());
            Answers.await(stack.provider(), now);
            Answers.psql(stack.provider(), now);
            double there = seconds(start, System.currentTimeMillis());
            stack.moveClients(stack.provider());
            LiveWatch.pause(Duration.ofSeconds(1));
            node.render("--force").expect(0, "4 deleted");
            for (Service service : Service.values()) {
                assertThrows(java.net.ConnectException.class, () -> Traffic.connect(stack.members(), service), "nobody listens there any more");
            }
            watch.await("the end of the old workers", () -> node.processes().oldWorkers().isEmpty());
            LiveWatch.pause(AFTERMATH);
            ledger.add(new Ledger.Span(Ledger.Kind.EDIT, "delegated to the provider", start, System.currentTimeMillis(), now));
            say("delegated to the provider: its services are checked after %.1f s; the members' are held until --force, and its clients go there first", there);
        });
    }

    @Test
    @Order(12)
    void noErrorIsPgsvcs() {
        step("account", () -> {
            LiveWatch.pause(AFTERMATH);
            stack.endClients();
            assertEquals(0, watch.stop(), watch::log);
            assertEquals(0, proxyWatch.stop(), proxyWatch::log);
            long benched = stack.benched();
            Collection<Ledger.Attempt> errors = ledger.errors();
            Map<String, List<Ledger.Attempt>> by = ledger.errorsBySpan();
            List<Ledger.Attempt> pgsvcs = new ArrayList<>();
            ledger.spansOf(Ledger.Kind.EDIT).forEach(s -> pgsvcs.addAll(by.get(s)));
            int switchover = by.get("switchover").size();
            int failover = by.get("failover").size();
            int restart = by.get("restart").size();
            int amid = by.get("edit amid a switchover").size();
            say("%d clients' transactions and %d of pgbench, %d errors: %d in the switchover, %d in the failover, %d in the restart, "
                    + "%d in the switchover with an edit amid, %d by pgsvc, %d in quiet times", ledger.size() - errors.size(), benched,
                    errors.size(), switchover, failover, restart, amid, pgsvcs.size(), by.get("quiet").size());
            List<Ledger.Attempt> misled = ledger.misled();
            say("%d connections answered by an instance that neither inventory nor roles named", misled.size());
            assertEquals(List.of(), some(pgsvcs), "errors while pgsvc published");
            assertEquals(List.of(), some(by.get("quiet")), "errors without a cause");
            assertEquals(errors.size(), switchover + failover + restart + amid);
            assertEquals(0, restart, "an instance that comes back costs nobody anything");
            assertEquals(List.of(), some(misled));
            assertTrue(switchover > 0 && failover > 0, "clients that notice neither are not at work");
            assertTrue(benched > 1000 && ledger.size() > 5000, "too few to say anything");
        });
    }

    /** The first of many; all errors are in the logs. */
    private static List<Ledger.Attempt> some(List<Ledger.Attempt> attempts) {
        return attempts.subList(0, Math.min(10, attempts.size()));
    }

    /** An edit of the inventory that must lead to one pass, and to these answers. */
    private void edit(String name, LiveWatch.Change change, Map<Service, Set<String>> after) throws Exception {
        Map<Service, Set<String>> before = ledger.expected();
        int passes = watch.passes().size();
        long start = System.currentTimeMillis();
        publish(change);
        long published = System.currentTimeMillis();
        Answers.await(stack.members(), after);
        LiveWatch.pause(AFTERMATH);
        ledger.add(new Ledger.Span(Ledger.Kind.EDIT, name, start, System.currentTimeMillis(), after));
        assertEquals(passes + 1, watch.passes().size(), watch::log);
        Answers.psql(stack.members(), after);
        say("%s: published and confirmed after %.1f s, all connections so after %.1f s", name, seconds(start, published),
                seconds(start, Math.max(published, ledger.settled(before, after, start))));
    }

    /** Until the edit is a generation of this node, which HAProxy has confirmed. */
    private void publish(LiveWatch.Change change) throws Exception {
        int generation = node.published().generation();
        int passes = watch.passes().size();
        change.make();
        LiveWatch.Pass pass = watch.awaitPasses(passes + 1);
        assertEquals("done", pass.result(), watch::log);
        assertEquals(generation + 1, node.published().generation(), watch::log);
    }

    /** Something that happens to the cluster, and to which pgsvc has nothing to do. */
    private void event(String name, String from, String to, LiveWatch.Change change, Map<Service, Set<String>> after) throws Exception {
        StackNode.Published before = node.published();
        int passes = watch.passes().size();
        long start = System.currentTimeMillis();
        change.make();
        Answers.await(stack.members(), after);
        long moved = System.currentTimeMillis();
        LiveWatch.pause(CHECKS);
        long end = System.currentTimeMillis();
        ledger.add(new Ledger.Span(Ledger.Kind.EVENT, name, start, end, after));
        assertEquals(before, node.published(), "pgsvc wrote or reloaded something");
        assertEquals(passes, watch.passes().size(), watch::log);
        Answers.psql(stack.members(), after);
        say("%s: %s; no file written, no reload", name, moved(from, to, start, moved));
        // Then nothing happens for a while: errors that came now would have no cause.
        LiveWatch.pause(AFTERMATH);
    }

    /** How fast it went for clients that connect anew each time. */
    private String moved(String from, String to, long start, long settled) {
        return "last write on %s after %.1f s, first on %s after %.1f s (5433) and %.1f s (5436), all settled after %.1f s".formatted(from,
                seconds(start, ledger.lastAnswer(Service.PRIMARY, from)), to, seconds(start, ledger.firstAnswer(Service.PRIMARY, to, start)),
                seconds(start, ledger.firstAnswer(Service.DEFAULT, to, start)), seconds(start, settled));
    }

    private static double seconds(long start, long end) {
        return Math.max(0, end - start) / 1e3;
    }

    private String count(int member) {
        return stack.cluster().sql(member, "e2e", "select count(*) from writes where service = 'psql'");
    }

    private String[] stat(String server) {
        return node.site().stat().get(server);
    }

    /** All sessions so far of the two readers, by HAProxy's count. */
    private long[] sessions() {
        return new long[] {Long.parseLong(stat("pg-e2e-replica/pg-e2e-2")[7]), Long.parseLong(stat("pg-e2e-replica/pg-e2e-3")[7])};
    }

    /** Steps build on each other: after one that failed no other is tried. */
    private void step(String name, Step step) {
        if (!broken.isEmpty()) {
            fail("not tried, as this step failed: " + broken);
        }
        broken = name;
        try {
            step.take();
        } catch (Exception e) {
            throw new AssertionError(name, e);
        }
        broken = "";
    }

    private void say(String format, Object... values) {
        String line = "e2e: " + format.formatted(values);
        said.add(line);
        System.out.println(line);
    }

    @AfterAll
    void end() throws IOException {
        if (stack == null) {
            return;
        }
        stack.close();
        Files.write(RealStack.LOGS.resolve("summary.txt"), said);
        List<String> errors = new ArrayList<>();
        ledger.errorsBySpan().forEach((span, list) -> list.forEach(e -> errors.add(span + " " + e)));
        Files.write(RealStack.LOGS.resolve("errors.txt"), errors);
    }
}
