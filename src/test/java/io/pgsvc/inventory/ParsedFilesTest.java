package io.pgsvc.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgsvc.inventory.yaml.Limits;
import io.pgsvc.inventory.yaml.YamlReader;
import io.pgsvc.model.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a file that was read before is read again, and when it is parsed again. */
class ParsedFilesTest {
    private static final Instant CHANGED = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path directory;

    private Path inventory;
    private Supplier<Instant> time = Instant::now;
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return time.get();
        }
    };
    private final InventoryReader reader = InventoryReader.keeping(clock);

    @BeforeEach
    void write() throws IOException {
        inventory = Files.createDirectories(directory.resolve("inventory"));
        Files.writeString(inventory.resolve("a.yml"), "a: { hosts: { one: { x: 1 } } }\n");
        Files.writeString(inventory.resolve("b.yml"), "b: { hosts: { two: { x: 2 } } }\n");
        Files.createDirectories(inventory.resolve("group_vars"));
        Files.writeString(inventory.resolve("group_vars/b.yml"), "y: 3\n");
    }

    /** So long that no edit can fall into the tick of the last one. */
    private void longAfter() {
        time = () -> Instant.now().plusSeconds(60);
    }

    private String x(String host) {
        Inventory read = reader.read(inventory);
        return ((Value.Int) read.variable(read.host(host).orElseThrow(), "x").orElseThrow()).value().toString();
    }

    @Test
    void unchangedFilesGiveTheSameInventory() {
        Inventory first = reader.read(inventory);
        assertEquals(3, reader.parsed());
        assertSame(first, reader.read(inventory));
        assertEquals(0, reader.parsed());
    }

    @Test
    void aChangedFileIsParsedAndNoOther() throws IOException {
        longAfter();
        Inventory first = reader.read(inventory);
        Files.writeString(inventory.resolve("b.yml"), "b: { hosts: { two: { x: 22 } } }\n");
        Inventory second = reader.read(inventory);
        assertEquals(1, reader.parsed());
        assertEquals("22", x("two"));
        assertEquals(first.basis(first.host("one").orElseThrow()), second.basis(second.host("one").orElseThrow()));
        assertNotEquals(first.basis(first.host("two").orElseThrow()), second.basis(second.host("two").orElseThrow()));
        assertSame(first.structure(), second.structure());
    }

    @Test
    void anotherHostIsAnotherStructure() throws IOException {
        Inventory first = reader.read(inventory);
        Files.writeString(inventory.resolve("b.yml"), "b: { hosts: { two: { x: 2 }, three: } }\n");
        assertNotSame(first.structure(), reader.read(inventory).structure());
    }

    /** The stamp is as before, so only the bytes can tell: the file was changed shortly before it was read. */
    @Test
    void anEditThatLeavesTheStampIsSeenWhileItCouldHappen() throws IOException {
        Path file = inventory.resolve("b.yml");
        ParsedFiles<String> files = new ParsedFiles<>(new YamlReader(Limits.DEFAULT), clock, true);
        time = () -> CHANGED.plusMillis(100);
        assertEquals("1", read(files, file, "x: 1\n"));
        assertEquals("2", read(files, file, "x: 2\n"), "changed within the tick");
        time = () -> CHANGED.plusSeconds(60);
        assertEquals("3", read(files, file, "x: 3\n"), "what was read shortly after its change is read once more");
        assertEquals("3", read(files, file, "x: 4\n"), "from here on the stamp is trusted: this edit has none of its own");
    }

    /** A look without the time of change, which a test cannot put back. */
    private static String read(ParsedFiles<String> files, Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(CHANGED));
        files.begin();
        String value = files.get(file, new Look(false), document -> ((Value.Dict) document.root()).get("x").map(v ->
                ((Value.Int) v).value().toString()).orElseThrow());
        files.end();
        return value;
    }

    @Test
    void theOldTimePutBackIsNoDisguise() throws IOException {
        longAfter();
        Path file = inventory.resolve("b.yml");
        assertEquals("2", x("two"));
        FileTime time = Files.getLastModifiedTime(file);
        Object changed = Files.getAttribute(file, "unix:ctime");
        do {
            Files.writeString(file, "b: { hosts: { two: { x: 7 } } }\n");
            Files.setLastModifiedTime(file, time);
        } while (Files.getAttribute(file, "unix:ctime").equals(changed));
        assertEquals("7", x("two"));
    }

    @Test
    void theSameBytesInAnotherFileAreNotParsedAgain() throws IOException {
        assertEquals("2", x("two"));
        Path copy = Files.copy(inventory.resolve("b.yml"), inventory.resolve(".b.swp"));
        Files.move(copy, inventory.resolve("b.yml"), StandardCopyOption.REPLACE_EXISTING);
        assertEquals("2", x("two"));
        assertEquals(0, reader.parsed());
    }

    @Test
    void whatCannotBeParsedIsNotKept() throws IOException {
        assertEquals("2", x("two"));
        Files.writeString(inventory.resolve("b.yml"), "b: [\n");
        assertThrows(InventoryException.class, () -> reader.read(inventory));
        assertThrows(InventoryException.class, () -> reader.read(inventory));
        assertEquals(1, reader.parsed());
        Files.writeString(inventory.resolve("b.yml"), "b: { hosts: { two: { x: 8 } } }\n");
        assertEquals("8", x("two"));
    }
}
