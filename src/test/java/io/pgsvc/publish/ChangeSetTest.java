package io.pgsvc.publish;

import static io.pgsvc.publish.Node.NORMAL;
import static io.pgsvc.publish.Node.change;
import static io.pgsvc.publish.Node.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.publish.FileChange.Cause;
import io.pgsvc.render.RenderedFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decided for each file: adoption, drift, scope, guards. */
class ChangeSetTest {
    private static final RenderedFile PRIMARY = service("a", "primary", 5433);
    private static final RenderedFile CHANGED = service("a", "primary", 5433, "    maxconn 5\n", "10.0.0.1");
    private static final String EDITED = PRIMARY.content().replace("mode tcp", "mode http");

    @TempDir
    Path root;
    private Node node;

    @BeforeEach
    void node() {
        node = new Node(root);
    }

    private static String onDisk(String name) {
        String ansible = PRIMARY.content().replace("# managed", "# Ansible managed").replace("check port 8008\n", "check port 8008 \n\n");
        return switch (name) {
            case "ansible" -> ansible;
            case "default-server" -> ansible.replace("inter 3s", "inter 2s");
            case "different" -> ansible.replace("mode tcp", "mode http");
            case "no-comment" -> ansible.replace("# service:", "# services:");
            case "two-sections" -> ansible + "listen b\n";
            case "foreign" -> "listen something\n";
            case "same" -> PRIMARY.content();
            case "otherhosts" -> ansible.replace("10.0.0.", "10.9.9.");
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Contract 2, for a file that is not in the manifest. */
    @ParameterizedTest
    @CsvSource({
        "same, , ADOPT, NONE", "ansible, , ADOPT, NONE", "ansible, adopt, ADOPT, NONE",
        "different, , HELD, ADOPTION_DIFFERENT", "different, adopt, UPDATE, NONE", "different, force, HELD, ADOPTION_DIFFERENT",
        "default-server, , HELD, ADOPTION_DIFFERENT", "default-server, adopt, UPDATE, NONE",
        "no-comment, , FOREIGN, FOREIGN", "no-comment, adopt, ADOPT, NONE",
        "two-sections, , FOREIGN, FOREIGN", "two-sections, adopt, UPDATE, NONE",
        "foreign, , FOREIGN, FOREIGN", "foreign, force, FOREIGN, FOREIGN", "foreign, adopt, UPDATE, NONE",
        "otherhosts, adopt, HELD, NO_COMMON_SERVER", "otherhosts, adopt+force, UPDATE, NONE",
    })
    void adoption(String there, String option, Action action, Cause cause) {
        node.put("a-primary.cfg", onDisk(there));
        String options = option == null ? "" : option;
        PublishResult result = node.run(Desired.of("node-1", List.of(PRIMARY)),
                NORMAL.withAdopt(options.contains("adopt")).withForce(options.contains("force")));
        FileChange change = change(result, "a-primary");
        assertEquals(action, change.action());
        assertEquals(cause, change.cause());
        assertEquals(action == Action.HELD || action == Action.FOREIGN, result.isHeld());
        assertEquals(action == Action.UPDATE, result.changed());
        assertEquals(action == Action.UPDATE ? PRIMARY.content() : onDisk(there), node.files().get("a-primary.cfg"));
        assertEquals(action == Action.UPDATE, node.calls.contains("reload"));
        boolean hint = result.findings().stream().anyMatch(f -> f.hint().orElse("").contains("pg_rto"));
        assertEquals(there.equals("default-server") && action == Action.HELD, hint);
        // What was adopted stays as it is in the passes that follow, and is ours to update from then on.
        if (action == Action.ADOPT) {
            assertEquals(1, result.generation());
            assertEquals(Action.UNCHANGED, change(node.run(PRIMARY), "a-primary").action());
            assertEquals(onDisk(there), node.files().get("a-primary.cfg"));
            assertEquals(Action.UPDATE, change(node.run(CHANGED), "a-primary").action());
        }
    }

    @Test
    void notInThePlan() {
        node.put("a-old.cfg", service("a", "old", 1).content());
        node.put("other.cfg", "listen other\n");
        PublishResult result = node.run(PRIMARY);
        assertEquals(Cause.NOT_IN_PLAN, change(result, "a-old").cause());
        assertFalse(result.isHeld());
        assertEquals("not-in-plan", result.findings().getFirst().rule());
        assertTrue(node.files().containsKey("a-old.cfg"));
        node.run(Desired.of("node-1", List.of(PRIMARY)), NORMAL.withAdopt(true));
        assertEquals(Set.of("a-primary.cfg", "other.cfg"), node.files().keySet());
    }

    /** A file of ours that is not as we left it. */
    @ParameterizedTest
    @CsvSource({
        // on disk, wanted, option, action, cause
        "edited, same, , HELD, DRIFT", "edited, same, force, RESTORE, DRIFT", "edited, same, restore, RESTORE, DRIFT",
        "edited, changed, , HELD, DRIFT", "edited, changed, force, RESTORE, DRIFT", "edited, changed, restore, RESTORE, DRIFT",
        "edited, gone, , HELD, DRIFT", "edited, gone, force, DELETE, NONE", "edited, gone, restore, DELETE, NONE",
        "edited, edited, , ADOPT, NONE",
        "comments, same, , ADOPT, NONE", "comments, changed, , UPDATE, NONE", "comments, gone, , DELETE, NONE",
        "missing, same, , RESTORE, MISSING", "missing, changed, , RESTORE, MISSING", "missing, gone, , FORGET, NONE",
    })
    void drift(String there, String wanted, String option, Action action, Cause cause) throws Exception {
        RenderedFile other = service("b", "primary", 6433);
        node.run(PRIMARY, other);
        switch (there) {
            case "edited" -> node.put("a-primary.cfg", EDITED);
            case "comments" -> node.put("a-primary.cfg", "# hello\n" + PRIMARY.content());
            default -> java.nio.file.Files.delete(node.conf.resolve("a-primary.cfg"));
        }
        RenderedFile edited = new RenderedFile("a-primary", Optional.of("a"), "primary", "# x\n" + EDITED, PRIMARY.servers(), "f", Optional.empty());
        List<RenderedFile> files = switch (wanted) {
            case "same" -> List.of(PRIMARY, other);
            case "changed" -> List.of(CHANGED, other);
            case "edited" -> List.of(edited, other);
            default -> List.of(other);
        };
        Map<String, String> before = node.files();
        PublishOptions options = NORMAL.withForce("force".equals(option)).withDrift("restore".equals(option) ? Drift.RESTORE : Drift.REPORT);
        PublishResult result = node.run(Desired.of("node-1", files), options);
        FileChange change = change(result, "a-primary");
        assertEquals(action, change.action());
        assertEquals(cause, change.cause());
        assertEquals(!action.writes(), before.equals(node.files()));
        if (action != Action.HELD) {
            PublishResult next = node.run(Desired.of("node-1", files), NORMAL);
            assertTrue(next.files().stream().allMatch(f -> f.action() == Action.UNCHANGED), next.files().toString());
        }
    }

    @Test
    void scopeLimitsEverything() {
        RenderedFile a1 = service("pg-test", "primary", 1);
        RenderedFile a2 = service("pg-test", "replica", 2);
        RenderedFile b = service("pg-test-2", "primary", 3);
        RenderedFile free = new RenderedFile("primary", Optional.empty(), "primary", Node.text("primary", 4, "", "10.0.0.1"),
                List.of("s-1"), "x", Optional.empty());
        List<RenderedFile> all = List.of(a1, a2, b, free);
        Map<Scope, Set<String>> table = Map.of(
                new Scope(Set.of("pg-test"), Set.of()), Set.of("pg-test-primary", "pg-test-replica"),
                new Scope(Set.of(), Set.of("primary")), Set.of("pg-test-primary", "pg-test-2-primary"),
                new Scope(Set.of("pg-test"), Set.of("primary")), Set.of("pg-test-primary"),
                new Scope(Set.of(), Set.of("pg-test-replica")), Set.of("pg-test-replica"),
                new Scope(Set.of("pg-test-2"), Set.of("replica")), Set.of(),
                new Scope(Set.of("nobody"), Set.of()), Set.of());
        int i = 0;
        for (Map.Entry<Scope, Set<String>> row : table.entrySet()) {
            Node fresh = new Node(root.resolve("scope" + i++));
            PublishResult result = fresh.run(Desired.of("node-1", all), NORMAL.withScope(row.getKey()));
            assertEquals(row.getValue(), Set.copyOf(result.files().stream().map(FileChange::stem).toList()), row.getKey().toString());
            assertEquals(row.getValue().size(), fresh.files().size());
        }
        node.run(a1, a2, b, free);
        // A cluster that only the manifest knows is a removal; what is out of scope may be broken and edited at will.
        node.put("pg-test-primary.cfg", "edited");
        PublishResult gone = node.run(Desired.of("node-1", List.of(a1, free)), NORMAL.withScope(new Scope(Set.of("pg-test-2"), Set.of())));
        assertEquals(List.of("pg-test-2-primary"), gone.files().stream().map(FileChange::stem).toList());
        assertEquals(Set.of("pg-test-primary.cfg", "pg-test-replica.cfg", "primary.cfg"), node.files().keySet());
    }

    @Test
    void orphansBelongToTheLongestKnownCluster() {
        node.put("pg-test-2-old.cfg", service("pg-test-2", "old", 1).content());
        node.put("pg-test-old.cfg", service("pg-test", "old", 2).content());
        Desired desired = new Desired("node-1", true, List.of(PRIMARY), Map.of(), Set.of(), Set.of(), Set.of("pg-test", "pg-test-2"));
        node.run(desired, NORMAL.withAdopt(true).withScope(new Scope(Set.of("pg-test"), Set.of())));
        assertEquals(Set.of("pg-test-2-old.cfg"), node.files().keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, UPDATE, NONE", "'', HELD, LAST_SERVER", "10.9.9.1, HELD, NO_COMMON_SERVER",
    })
    void guardsOfAService(String hosts, Action action, Cause cause) {
        RenderedFile other = service("b", "primary", 6433);
        node.run(PRIMARY, other);
        RenderedFile next = service("a", "primary", 5433, "    maxconn 3\n", hosts.isEmpty() ? new String[0] : hosts.split(" "));
        RenderedFile otherNext = service("b", "primary", 6433, "    maxconn 3\n", "10.0.0.2");
        PublishResult result = node.run(next, otherNext);
        assertEquals(action, change(result, "a-primary").action());
        assertEquals(cause, change(result, "a-primary").cause());
        assertEquals(otherNext.content(), node.files().get("b-primary.cfg"), "the rest goes on");
        assertFalse(node.run(Desired.of("node-1", List.of(next, otherNext)), NORMAL.withForce(true)).isHeld());
        assertEquals(next.content(), node.files().get("a-primary.cfg"));
    }

    @Test
    void aRenamedServerAtItsAddressIsTheSame() {
        node.run(PRIMARY);
        String renamed = PRIMARY.content().replace("server s-", "server t-").replace(":6432", ":5432");
        assertFalse(node.run(new RenderedFile("a-primary", Optional.of("a"), "primary", renamed, List.of("t-1", "t-2"), "f",
                Optional.empty())).isHeld());
    }

    @ParameterizedTest
    @CsvSource({"5, 3, false", "5, 2, true", "6, 3, false", "4, 1, true", "2, 0, false", "3, 0, true"})
    void massDeletion(int before, int after, boolean expected) {
        List<RenderedFile> files = new java.util.ArrayList<>();
        for (int i = 0; i < before; i++) {
            files.add(service("c" + i, "primary", 5000 + i));
        }
        node.run(files.toArray(RenderedFile[]::new));
        List<RenderedFile> rest = new java.util.ArrayList<>(files.subList(0, after));
        rest.add(service("new", "primary", 1));
        boolean held = node.run(rest.toArray(RenderedFile[]::new)).isHeld();
        assertEquals(expected, held);
        assertEquals(expected ? before : after + 1, node.files().size(), "nothing changes");
        node.run(Desired.of("node-1", rest), NORMAL.withForce(true));
        assertEquals(after + 1, node.files().size());
    }

    @Test
    void withoutManifestPigstysFilesCountAsManaged() {
        for (int i = 0; i < 4; i++) {
            node.put("c" + i + "-old.cfg", service("c" + i, "old", i + 1).content());
        }
        PublishResult held = node.run(Desired.of("node-1", List.of(PRIMARY)), NORMAL.withAdopt(true));
        assertEquals(Cause.MASS_DELETION, held.guard().orElseThrow().cause());
        assertEquals(4, node.files().size());
    }

    @Test
    void anotherNodeOrNone() {
        Desired absent = new Desired("node-1", false, List.of(), Map.of(), Set.of(), Set.of(), Set.of());
        assertThrows(UnknownNodeException.class, () -> node.run(absent, NORMAL));
        node.run(PRIMARY);
        assertEquals(Cause.NODE_ABSENT, node.run(absent, NORMAL).guard().orElseThrow().cause());
        PublishResult other = node.run(Desired.of("node-2", List.of(CHANGED)), NORMAL);
        assertEquals(Cause.NODE_CHANGED, other.guard().orElseThrow().cause());
        assertTrue(other.isHeld());
        assertEquals(PRIMARY.content(), node.files().get("a-primary.cfg"));
        assertFalse(node.run(Desired.of("node-2", List.of(CHANGED)), NORMAL.withForce(true)).isHeld());
        assertFalse(node.run(Desired.of("node-2", List.of(CHANGED)), NORMAL).isHeld());
    }

    @Test
    void nothingOfAFailedClusterIsDeleted() {
        RenderedFile gone = service("a", "gone", 5437);
        RenderedFile broken = service("b", "primary", 6433);
        RenderedFile old = service("c", "primary", 7433);
        node.run(PRIMARY, gone, broken, old);
        Desired desired = new Desired("node-1", true, List.of(CHANGED), Map.of(), Set.of("b-primary"), Set.of("a"), Set.of());
        PublishResult result = node.run(desired, NORMAL);
        assertEquals(List.of("a-gone SKIPPED", "a-primary UPDATE", "b-primary SKIPPED", "c-primary DELETE"),
                result.files().stream().map(f -> f.stem() + " " + f.action()).toList());
        assertEquals(Set.of("a-gone.cfg", "a-primary.cfg", "b-primary.cfg"), node.files().keySet());
    }
}
