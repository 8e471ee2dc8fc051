package io.pgsvc.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands on disk after an export: ours and nothing else, and never a file of somebody else's touched. */
class ExportDirectoryTest {
    @TempDir
    Path temp;

    private Path directory;
    private final SortedMap<String, String> files = new TreeMap<>();

    @BeforeEach
    void twoClusters() {
        directory = temp.resolve("nodes");
        files.put("all.yml", "all:\n");
        files.put("clusters/pg-a.yml", "pg-a:\n");
        files.put("clusters/pg-b.yml", "pg-b:\n");
    }

    private List<String> export() {
        ExportDirectory target = new ExportDirectory(directory);
        List<ExportDirectory.Change> changes = target.plan(files);
        target.apply(changes);
        return changes.stream().map(change -> change.action() + " " + change.path()).toList();
    }

    private List<String> onDisk() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> !Files.isDirectory(path)).map(path -> directory.relativize(path).toString()).sorted().toList();
        }
    }

    @Test
    void filesThatAreAsTheyShouldBeAreNotTouched() throws IOException {
        assertEquals(List.of("create all.yml", "create clusters/pg-a.yml", "create clusters/pg-b.yml"), export());
        FileTime long_ago = FileTime.fromMillis(0);
        for (String path : files.keySet()) {
            Files.setLastModifiedTime(directory.resolve(path), long_ago);
        }
        files.put("clusters/pg-b.yml", "pg-b: {}\n");
        assertEquals(List.of("unchanged all.yml", "unchanged clusters/pg-a.yml", "update clusters/pg-b.yml"), export());
        assertEquals(long_ago, Files.getLastModifiedTime(directory.resolve("clusters/pg-a.yml")));
        assertEquals("pg-b: {}\n", Files.readString(directory.resolve("clusters/pg-b.yml")));
    }

    @Test
    void whatIsNoLongerNeededGoesAndOnlyThat() throws IOException {
        export();
        Files.writeString(directory.resolve("README.md"), "ours");
        Files.createDirectories(directory.resolve(".git"));
        Files.writeString(directory.resolve(".git/HEAD"), "ref");
        files.remove("clusters/pg-a.yml");
        files.remove("clusters/pg-b.yml");
        assertEquals(List.of("unchanged all.yml", "delete clusters/pg-a.yml", "delete clusters/pg-b.yml"), export());
        assertEquals(List.of(".git/HEAD", ".pgsvc-export", "README.md", "all.yml"), onDisk());
        assertFalse(Files.exists(directory.resolve("clusters")), "no empty folder is left");
    }

    /** A list that names other people's files, by mistake or on purpose, removes nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"../victim.yml", "/etc/victim.yml", "clusters/../../victim.yml", "victim.yml", "clusters/.git/victim.yml"})
    void theListIsNotBelieved(String path) throws IOException {
        export();
        Path victim = Files.writeString(temp.resolve("victim.yml"), "mine");
        Files.writeString(directory.resolve(".pgsvc-export"), Files.readString(directory.resolve(".pgsvc-export")) + path + "\n");
        assertFalse(export().stream().anyMatch(line -> line.startsWith("delete")));
        assertTrue(Files.exists(victim));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pigsty.yml", "group_vars/all.yml", "clusters/pg-z.yml", "clusters/pg-a.yml", "hosts", "nodes/deep/x.yml"})
    void aDirectoryWithOtherFilesIsRefused(String foreign) throws IOException {
        Path file = directory.resolve(foreign);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "mine");
        ExportDirectory.DirectoryException refused = assertThrows(ExportDirectory.DirectoryException.class, this::export);
        assertTrue(refused.findings().getFirst().toString().contains("is not of an export [export-directory]"), refused.getMessage());
        assertEquals(List.of(foreign), onDisk());
        assertEquals("mine", Files.readString(file));
    }

    /** Nothing is written through a link, not even by an export that was there before. */
    @ParameterizedTest
    @ValueSource(strings = {"clusters", "clusters/pg-a.yml"})
    void linksAreRefused(String path) throws IOException {
        export();
        Path elsewhere = temp.resolve("elsewhere");
        Files.move(directory.resolve(path), elsewhere);
        Files.createSymbolicLink(directory.resolve(path), elsewhere);
        files.put("clusters/pg-a.yml", "changed");
        assertThrows(ExportDirectory.DirectoryException.class, this::export);
        Path original = Files.isDirectory(elsewhere) ? elsewhere.resolve("pg-a.yml") : elsewhere;
        assertEquals("pg-a:\n", Files.readString(original));
    }

    /** Killed after some files were written: the next export takes them for its own. */
    @Test
    void anInterruptedExportIsFinishedByTheNext() throws IOException {
        export();
        Files.writeString(directory.resolve(".pgsvc-export"), "all.yml\nclusters/pg-a.yml\nclusters/pg-b.yml\nclusters/pg-c.yml\n");
        Files.writeString(directory.resolve("clusters/pg-c.yml"), "pg-c:\n");
        Files.writeString(directory.resolve("clusters/.pg-d.yml.tmp"), "half");
        assertTrue(export().contains("delete clusters/pg-c.yml"));
        assertFalse(Files.exists(directory.resolve("clusters/pg-c.yml")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pg-test", "a/b", "..", ".hidden", "ünï code", "x.bak", "group_vars", "%2F"})
    void namesOfClustersBecomeFileNamesThatAnsibleReads(String name) {
        String path = "clusters/" + FileNames.of(name);
        assertTrue(FileNames.PATH.matcher(path).matches(), path);
    }

    @Test
    void namesOfFilesAreDifferentForDifferentNames() {
        List<String> names = List.of("a/b", "a%2Fb", "a_b", "A/b", ".a", "%2Ea", "x".repeat(300), "x".repeat(299) + "y");
        assertEquals(names.size(), names.stream().map(FileNames::of).distinct().count());
        names.forEach(name -> assertTrue(FileNames.of(name).length() < 250));
    }
}
