package io.pgsvc.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.watch.Message.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which events count, and for whom; and that polling sees what events would tell. */
class TargetsTest {
    private static final Set<Role> NOBODY = Set.of();
    private static final Set<Role> INPUTS = Set.of(Role.INPUTS);

    @TempDir
    Path temp;

    private Path root;

    @BeforeEach
    void real() throws IOException {
        root = temp.toRealPath();
        Files.createDirectories(root.resolve("conf.d"));
    }

    private Targets targets(String inventory) {
        return new Targets(root.resolve(inventory), List.of(root.resolve("templates"), root.resolve("defaults.yml")),
                List.of(root.resolve("etc/pgsvc.properties")), root.resolve("conf.d"), List.of(root.resolve("haproxy.cfg")),
                List.of(root.resolve("inv/state")));
    }

    private Set<Role> roles(Targets targets, String path) {
        return targets.plan().roles(root.resolve(path).getParent(), root.resolve(path).getFileName().toString());
    }

    private void file(String path) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), "a: 1\n");
    }

    @Test
    void aDirectory() throws IOException {
        file("inv/a.yml");
        file("inv/group_vars/all/b.yml");
        file("inv/.git/HEAD");
        file("inv/state/manifest.json");
        Targets targets = targets("inv");
        for (String counts : List.of("inv", "inv/a.yml", "inv/new.yml", "inv/group_vars", "inv/group_vars/all/new.yml",
                "templates", "defaults.yml")) {
            assertEquals(INPUTS, roles(targets, counts), counts);
        }
        for (String not : List.of("inv/.git", "inv/.git/HEAD", "inv/.a.yml.swp", "inv/a.yml~", "inv/.~tmp~", "other",
                "inv/state/manifest.json", "conf.d/.x.cfg.tmp", "conf.d/README", "templates/x.cfg")) {
            assertEquals(NOBODY, roles(targets, not), not);
        }
        assertEquals(Set.of(Role.NODE), roles(targets, "conf.d/x.cfg"));
        assertEquals(Set.of(Role.NODE), roles(targets, "haproxy.cfg"));
        assertEquals(Set.of(Role.CONFIGURATION), roles(targets, "etc"), "what is not there is waited for above it");
        file("etc/pgsvc.properties");
        assertEquals(Set.of(Role.CONFIGURATION), roles(targets, "etc/pgsvc.properties"));
        assertFalse(targets.plan().content(root.getParent()), "above, only names matter");
        assertTrue(targets.plan().content(root.resolve("inv")));
    }

    @Test
    void aFile() throws IOException {
        file("pigsty.yml");
        Targets targets = targets("pigsty.yml");
        assertEquals(INPUTS, roles(targets, "pigsty.yml"));
        assertEquals(INPUTS, roles(targets, "host_vars"), "may come");
        assertEquals(NOBODY, roles(targets, "other.yml"));
        file("host_vars/a.yml");
        assertEquals(INPUTS, roles(targets, "host_vars/a.yml"));
    }

    @Test
    void everyLinkOnTheWay() throws IOException {
        file("sync/.worktrees/aaa/inv/a.yml");
        Files.createSymbolicLink(root.resolve("sync/current"), Path.of(".worktrees/aaa"));
        Files.createSymbolicLink(root.resolve("link"), root.resolve("sync/current/inv"));
        file("elsewhere/shared/b.yml");
        Files.createSymbolicLink(root.resolve("sync/.worktrees/aaa/inv/shared"), Path.of("../../../../elsewhere/shared"));
        Files.createSymbolicLink(root.resolve("sync/.worktrees/aaa/inv/loop"), Path.of("."));
        Files.createSymbolicLink(root.resolve("sync/.worktrees/aaa/inv/nowhere"), Path.of("not-yet"));
        Targets targets = targets("link");
        for (String counts : List.of("link", "sync", "sync/current", "sync/.worktrees", "sync/.worktrees/aaa", "sync/.worktrees/aaa/inv",
                "sync/.worktrees/aaa/inv/a.yml", "elsewhere", "elsewhere/shared", "elsewhere/shared/b.yml")) {
            assertEquals(INPUTS, roles(targets, counts), counts);
        }
        assertEquals(NOBODY, roles(targets, "sync/.worktrees/bbb"));
    }

    @Test
    void linksInACircleEnd() throws IOException {
        Files.createSymbolicLink(root.resolve("one"), Path.of("two"));
        Files.createSymbolicLink(root.resolve("two"), Path.of("one"));
        assertEquals(INPUTS, roles(targets("one"), "one"));
        assertEquals(INPUTS, roles(targets("one/below"), "two"));
    }

    @Test
    void pollingSeesTheSame() throws IOException {
        file("inv/a.yml");
        file("inv/host_vars/b.yml");
        Polling polling = new Polling(targets("inv"));
        assertEquals(NOBODY, polling.changed());
        Files.writeString(root.resolve("inv/host_vars/b.yml"), "a: 22\n");
        assertEquals(INPUTS, polling.changed());
        assertEquals(NOBODY, polling.changed());
        Files.move(root.resolve("inv/host_vars/b.yml"), root.resolve("inv/host_vars/c.yml"));
        assertEquals(INPUTS, polling.changed());
        file("inv/.git/index");
        file("inv/.x.swp");
        assertEquals(NOBODY, polling.changed());
        file("conf.d/x.cfg");
        assertEquals(Set.of(Role.NODE), polling.changed());
        Files.move(root.resolve("inv"), root.resolve("away"));
        assertEquals(INPUTS, polling.changed());
        file("etc/pgsvc.properties");
        assertEquals(Set.of(Role.CONFIGURATION), polling.changed());
    }
}
