package io.pgsvc.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.testing.Cli;
import io.pgsvc.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commit of a directory must be the one that git itself tells. */
class RevisionReaderTest {
    private static final String A = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path directory;
    private Path tree;

    @BeforeEach
    void tree() throws IOException {
        tree = Files.createDirectory(directory.resolve("tree"));
    }

    private String git(String... arguments) {
        List<String> line = new ArrayList<>(List.of("-C", tree.toString(), "-c", "user.name=t", "-c", "user.email=t@example.com",
                "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"));
        line.addAll(List.of(arguments));
        Cli.Result result = new Tool(Duration.ofSeconds(20), "git").run(line.toArray(String[]::new));
        assertEquals(0, result.exit(), () -> line + "\n" + result.stderr());
        return result.stdout().strip();
    }

    private String repository() throws IOException {
        assumeTrue(Tool.onPath("git"), "no git here");
        Files.createDirectories(tree.resolve("group_vars"));
        Files.writeString(tree.resolve("pigsty.yml"), "all: {}\n");
        git("init", "-q");
        git("add", ".");
        git("commit", "-q", "-m", "one");
        return git("rev-parse", "HEAD");
    }

    private static void check(String commit, Path path) {
        assertEquals(Optional.of(new WatchStatus.Revision(commit)), RevisionReader.read(path));
    }

    @Test
    void aWorkTreeItsFilesAndItsFolders() throws IOException {
        String head = repository();
        check(head, tree);
        check(head, tree.resolve("pigsty.yml"));
        check(head, tree.resolve("group_vars"));
        Files.createSymbolicLink(directory.resolve("link"), tree);
        check(head, directory.resolve("link"));
    }

    @Test
    void packedAndDetachedAndBranchedRefs() throws IOException {
        String first = repository();
        git("pack-refs", "--all");
        check(first, tree);
        git("checkout", "-q", "-b", "deep/feature");
        git("commit", "-q", "--allow-empty", "-m", "two");
        check(git("rev-parse", "HEAD"), tree);
        git("checkout", "-q", "--detach", first);
        check(first, tree);
    }

    @Test
    void aWorktreeAndASubmodule() throws IOException {
        String first = repository();
        git("commit", "-q", "--allow-empty", "-m", "two");
        git("worktree", "add", "-q", directory.resolve("other").toString(), "-b", "other", first);
        check(first, directory.resolve("other"));
        git("pack-refs", "--all");
        check(first, directory.resolve("other"));
        Path inner = directory.resolve("tree");
        tree = Files.createDirectory(directory.resolve("outer"));
        git("init", "-q");
        git("submodule", "--quiet", "add", inner.toString(), "sub");
        tree = tree.resolve("sub");
        check(git("rev-parse", "HEAD"), tree);
    }

    /** What git-sync leaves: a link, swapped, to a folder named by the commit. Its .git may lead to nowhere in a container. */
    @ParameterizedTest
    @ValueSource(strings = {".worktrees/" + A, "rev-" + A})
    void aLinkOfGitSync(String checkout) throws IOException {
        Files.createDirectories(tree.resolve(checkout));
        Files.writeString(tree.resolve(checkout).resolve(".git"), "gitdir: /nowhere/.git/worktrees/x\n");
        Files.createSymbolicLink(tree.resolve("current"), Path.of(checkout));
        check(A, tree.resolve("current"));
    }

    @Test
    void aSha256Repository() throws IOException {
        assumeTrue(Tool.onPath("git"), "no git here");
        git("init", "-q", "--object-format=sha256");
        git("commit", "-q", "--allow-empty", "-m", "one");
        check(git("rev-parse", "HEAD"), tree);
    }

    /** HEAD files that tell no commit: reftables, a branch without one, damage, an escape, a circle. */
    @ParameterizedTest
    @ValueSource(strings = {"ref: refs/heads/.invalid\n", "ref: refs/heads/main\n", "", "0123\n", "ref: ../../secret\n",
        "ref: refs/../../../secret\n", "ref: refs/heads/circle\n"})
    void noRevision(String head) throws IOException {
        Files.createDirectories(tree.resolve(".git/refs/heads"));
        Files.writeString(tree.resolve(".git/HEAD"), head);
        Files.writeString(tree.resolve(".git/refs/heads/circle"), "ref: refs/heads/circle\n");
        Files.writeString(directory.resolve("secret"), A + "\n");
        assertEquals(Optional.empty(), RevisionReader.read(tree));
    }

    @Test
    void noRepositoryNoDirectoryAndAPipe() throws IOException {
        assertEquals(Optional.empty(), RevisionReader.read(tree));
        assertEquals(Optional.empty(), RevisionReader.read(tree.resolve("missing")));
        assertEquals(0, new Tool(Duration.ofSeconds(5), "mkfifo").run(tree.resolve(".git").toString()).exit());
        assertEquals(Optional.empty(), RevisionReader.read(tree));
    }
}
