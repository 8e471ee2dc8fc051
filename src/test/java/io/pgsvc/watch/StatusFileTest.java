package io.pgsvc.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.model.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What whoever reads the status file gets. */
class StatusFileTest {
    @TempDir
    Path directory;
    private final List<String> said = new ArrayList<>();
    private final FailureNote note = new FailureNote((severity, text) -> said.add(severity + " " + text));

    static Stream<WatchStatus> statuses() {
        return Stream.of(Statuses.fresh(), Statuses.ok(3), Statuses.bad(4), Statuses.with(Statuses.ok(3), Optional.of("paused by alice")));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void comesBackAsItWasWrittenAndKeepsToItsSchema(WatchStatus status) throws IOException {
        new StatusFile(directory.resolve("run"), note).changed(status);
        assertEquals(Optional.of(status), StatusFile.read(directory.resolve("run")));
        assertEquals(List.of(), Statuses.violations(Files.readString(directory.resolve("run/status.json"))));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("run/status.json"))));
        assertEquals(List.of(), said);
    }

    @Test
    void replacesTheFileAtOnceAndLeavesNothingElse() throws IOException {
        StatusFile file = new StatusFile(directory, note);
        Files.writeString(directory.resolve(".status.json.tmp"), "of one that was killed");
        file.changed(Statuses.ok(1));
        Object first = Files.getAttribute(directory.resolve("status.json"), "unix:ino");
        file.changed(Statuses.ok(2));
        assertTrue(!first.equals(Files.getAttribute(directory.resolve("status.json"), "unix:ino")), "renamed, not written over");
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(directory.resolve("status.json")), files.toList());
        }
        file.remove();
        assertEquals(Optional.empty(), StatusFile.read(directory));
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsSaidOnceAndItsEndToo() throws IOException {
        Path blocked = Files.writeString(directory.resolve("run"), "a file");
        StatusFile file = new StatusFile(blocked, note);
        file.changed(Statuses.ok(1));
        file.changed(Statuses.ok(2));
        assertEquals(1, said.size(), said::toString);
        assertTrue(said.getFirst().startsWith(Severity.WARNING + " the status file " + blocked), said::toString);
        Files.delete(blocked);
        file.changed(Statuses.ok(3));
        assertEquals(2, said.size());
        assertTrue(said.getLast().startsWith(Severity.INFO + " no longer: "), said::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"schema": "pgsvc/status/2"}             | pgsvc/status/2
            {"schema": "pgsvc/status/1"}             | `passes`
            {                                        | no JSON
            """)
    void saysWhatIsWrongWithAFile(String text, String words) throws IOException {
        Files.writeString(directory.resolve("status.json"), text);
        StatusException e = assertThrows(StatusException.class, () -> StatusFile.read(directory));
        assertTrue(e.getMessage().contains(words), e::getMessage);
    }

    @Test
    void theStateIsTheWorstThatCanBeSaid() {
        assertEquals(WatchStatus.State.STARTING, Statuses.fresh().state());
        assertEquals(WatchStatus.State.OK, Statuses.ok(1).state());
        assertEquals(WatchStatus.State.FAILING, Statuses.bad(2).state());
        assertEquals(WatchStatus.State.PAUSED, Statuses.with(Statuses.bad(2), Optional.of("paused")).state());
    }
}
