package io.pgsvc.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import io.pgsvc.pass.FileChange;
import io.pgsvc.pass.Origins;
import io.pgsvc.pass.PassResult;
import io.pgsvc.watch.WatchStatus.PassEntry;
import io.pgsvc.watch.WatchStatus.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the log after passes of all kinds. */
class WatchLogTest {
    private static final Clock CLOCK = Clock.fixed(Statuses.TIME, ZoneOffset.UTC);
    private static final Finding BROKEN = Finding.error("yaml", "a tab", new Position("pigsty.yml", 3, 1)).withHint("use blanks");
    private static final Finding OTHER = Finding.error("yaml", "no colon", new Position("pigsty.yml", 5, 1));
    private static final Finding ODD = Finding.warning("unknown-key", "nobody knows pg_sek", new Position("pigsty.yml", 9, 2));

    private final List<String> lines = new ArrayList<>();
    private WatchLog log = log(LogLevel.INFO);
    private long id;

    private WatchLog log(LogLevel level) {
        return new WatchLog(LogSink.journal(lines::add), level);
    }

    private List<String> pass(Trigger trigger, String result, String message, Revision revision, Finding... findings) {
        return pass(trigger, result, message, revision, List.of(), findings);
    }

    private List<String> pass(Trigger trigger, String result, String message, Revision revision, List<FileChange> files, Finding... findings) {
        lines.clear();
        LinkedHashMap<String, Duration> stages = new LinkedHashMap<>();
        stages.put("load", Duration.ofNanos(1_240_000));
        stages.put("check", Duration.ofMillis(40));
        PassResult.Status status = PassResult.Status.valueOf(result.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        PassResult made = new PassResult(status, !files.isEmpty(), message, files, List.of(findings), OptionalLong.of(7), Optional.empty());
        PassEntry entry = new PassEntry(++id, trigger.word(), Optional.ofNullable(revision), Statuses.TIME, Duration.ofMillis(42), result,
                !files.isEmpty(), message, stages, PassChanges.of(made, Origins.NONE), List.of());
        boolean whole = status != PassResult.Status.FAILED;
        log.passed(entry, whole ? Optional.of(made) : Optional.empty(), List.of(findings));
        return List.copyOf(lines);
    }

    private static String service(String more) {
        return "listen pg-test-replica\n    bind *:5434\n    server pg-test-2 10.10.10.12:6432 check port 8008\n" + more;
    }

    private static FileChange update() {
        return new FileChange(Optional.empty(), "pg-test-replica.cfg", Optional.of("pg-test"), "replica", "update",
                "", Optional.of(service("")), Optional.of(service("    server pg-test-3 10.10.10.13:6432 check port 8008\n")));
    }

    @Test
    void aChangeIsToldWithItsRevisionItsStagesAndItsReason() {
        assertEquals(List.of("""
                <6>pass 1 (files, 42 ms): done: 1 updated
                <6>    revision 222222222222; load 1.2 ms, check 40 ms
                <6>    pg-test-replica: + pg-test-3"""),
                pass(Trigger.FILES, "done", "1 updated", Statuses.NEW, List.of(update())));
    }

    @Test
    void anIdleWatcherIsSilent() {
        assertEquals(1, pass(Trigger.START, "done", "nothing to do", null).size());
        assertEquals(List.of(), pass(Trigger.RESYNC, "done", "nothing to do", null));
        assertEquals(List.of(), pass(Trigger.FILES, "done", "nothing to do", null));
        assertEquals(1, pass(Trigger.SIGNAL, "done", "nothing to do", null).size(), "whoever asks gets an answer");
        pass(Trigger.FILES, "done", "1 updated", null, List.of(update()));
        assertEquals(List.of(), pass(Trigger.RESYNC, "done", "nothing to do", null), "nothing new after a change");
        assertEquals(1, pass(Trigger.FILES, "done", "nothing to do", Statuses.NEW).size(), "another revision is news");
        log = log(LogLevel.DEBUG);
        pass(Trigger.START, "done", "nothing to do", null);
        assertTrue(pass(Trigger.RESYNC, "done", "nothing to do", null).getFirst().startsWith("<7>pass "));
    }

    @Test
    void anErrorIsSaidOnceAndItsEndIsSaid() {
        List<String> first = pass(Trigger.FILES, "invalid", "1 error", null, BROKEN);
        assertEquals("<3>pigsty.yml:3:1: a tab [yaml]\n<3>    hint: use blanks", first.getFirst());
        assertTrue(first.getLast().startsWith("<3>pass 1 (files, 42 ms): invalid: 1 error"));
        assertEquals(List.of(), pass(Trigger.RESYNC, "invalid", "1 error", null, BROKEN));
        assertEquals(List.of("<3>pigsty.yml:5:1: no colon [yaml]"), pass(Trigger.FILES, "invalid", "1 error", null, OTHER));
        assertEquals(1, pass(Trigger.FILES, "invalid", "1 error", null, BROKEN).size(), "it is back");
        List<String> end = pass(Trigger.FILES, "done", "nothing to do", null);
        assertEquals("<6>no longer: pigsty.yml:3:1: error: a tab [yaml]", end.getFirst());
        assertTrue(end.getLast().startsWith("<6>pass 5 (files, 42 ms): done"), end::toString);
    }

    @Test
    void aWarningIsNotSaidAgainAfterAPassThatCouldNotLook() {
        assertEquals(2, pass(Trigger.START, "done", "nothing to do", null, ODD).size());
        pass(Trigger.FILES, "failed", "the lock is held", null, BROKEN);
        assertEquals(List.of(), pass(Trigger.RESYNC, "failed", "the lock is held", null, BROKEN));
        assertFalse(pass(Trigger.RETRY, "done", "nothing to do", null, ODD).toString().contains("pg_sek"));
        pass(Trigger.FILES, "done", "nothing to do", null);
        assertTrue(pass(Trigger.FILES, "done", "nothing to do", null, ODD).toString().contains("pg_sek"), "gone and back");
    }

    @Test
    void asTextAndAsJson() throws IOException {
        log = new WatchLog(LogSink.text(lines::add, CLOCK, false), LogLevel.INFO);
        log.said(Severity.WARNING, "HAProxy says:\ntwo lines");
        assertEquals(List.of("2026-01-02T03:04:05.000Z warning: HAProxy says:\n    two lines"), lines);
        log = new WatchLog(LogSink.json(lines::add, CLOCK), LogLevel.INFO);
        List<String> json = pass(Trigger.FILES, "held", "1 updated; 1 file held", Statuses.NEW, List.of(update()), ODD);
        JsonNode finding = new ObjectMapper().readTree(json.getFirst());
        assertEquals("warning unknown-key pigsty.yml 9", String.join(" ", finding.get("level").asText(), finding.get("rule").asText(),
                finding.get("file").asText(), finding.get("line").asText()));
        JsonNode pass = new ObjectMapper().readTree(json.getLast());
        assertEquals("2026-01-02T03:04:05.000Z", pass.get("time").asText());
        assertEquals(Statuses.NEW.commit(), pass.get("revision").asText());
        assertEquals(0.04, pass.get("stages").get("check").asDouble());
        assertTrue(pass.get("changes").get(0).asText().contains("pg-test-3"));
        assertFalse(json.getLast().contains("\n"));
    }

    @Test
    void theLevelIsTheLeastThatIsSaid() {
        log = log(LogLevel.ERROR);
        assertEquals(List.of(), pass(Trigger.START, "done", "1 updated", null, List.of(update()), ODD));
        assertEquals(2, pass(Trigger.FILES, "invalid", "1 error", null, BROKEN).size());
    }

    @Test
    void priorityPrefixesAreForTheJournalOnly(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("stream"));
        Object device = Files.getAttribute(file, "unix:dev");
        Object inode = Files.getAttribute(file, "unix:ino");
        assertTrue(JournalStream.isStream(device + ":" + inode, file));
        assertFalse(JournalStream.isStream(device + ":1", file));
        assertFalse(JournalStream.isStream("", file));
        assertFalse(JournalStream.isStream(device + ":" + inode, directory.resolve("missing")));
    }
}
