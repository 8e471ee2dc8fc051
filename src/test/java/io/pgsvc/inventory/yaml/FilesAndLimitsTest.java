package io.pgsvc.inventory.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot or must not be read, encodings, and texts that ask for too much. */
class FilesAndLimitsTest {
    @TempDir
    Path dir;

    private static String message(Limits limits, Path file) {
        return assertThrows(YamlException.class, () -> new YamlReader(limits).read(file, "inv.yml")).getMessage();
    }

    private static String message(Limits limits, String yaml) {
        return assertThrows(YamlException.class,
                () -> new YamlReader(limits).read(yaml.getBytes(StandardCharsets.UTF_8), "inv.yml")).getMessage();
    }

    private static String bytes(byte[] content) {
        return assertThrows(YamlException.class, () -> new YamlReader(Limits.DEFAULT).read(content, "f")).getMessage();
    }

    @Test
    void unreadableFiles() throws IOException {
        assertEquals("inv.yml: error: the file does not exist [file-unreadable]",
                message(Limits.DEFAULT, dir.resolve("none")));
        assertEquals("inv.yml: error: the file is a directory, not a file [file-unreadable]",
                message(Limits.DEFAULT, dir));
        Path large = Files.writeString(dir.resolve("large"), "a: 12345\n");
        assertEquals("inv.yml: error: the file is too large: 9 bytes, at most 8 are read [yaml-limit]",
                message(new Limits(8, 100, 10), large));
        assertEquals("{'a': 12345}", Shown.show(new YamlReader(new Limits(9, 100, 10)).read(large, "f").root()));
    }

    @Test
    void aPipeIsNotOpened() throws IOException, InterruptedException {
        Path pipe = dir.resolve("pipe");
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")));
        assertEquals(0, new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor());
        assertEquals("inv.yml: error: the file is not a regular file (a pipe, a socket or a device) [file-unreadable]",
                message(Limits.DEFAULT, pipe));
    }

    @Test
    void encodings() {
        byte[] utf16 = "\uFEFFa: é\n".getBytes(StandardCharsets.UTF_16LE);
        assertEquals("{'a': 'é'}", Shown.show(new YamlReader(Limits.DEFAULT).read(utf16, "f").root()));
        byte[] utf16be = "\uFEFFa: é\n".getBytes(StandardCharsets.UTF_16BE);
        assertEquals("{'a': 'é'}", Shown.show(new YamlReader(Limits.DEFAULT).read(utf16be, "f").root()));
        assertEquals("f:2:4: error: byte 0xE9 is not valid UTF-8 [yaml-encoding]",
                bytes("a: 1\nb: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals("f:1:3: error: byte 0xE2 is not valid UTF-8 [yaml-encoding]",
                bytes(new byte[] {'a', ':', (byte) 0xE2, (byte) 0x98}));
        assertEquals("f:1:5: error: this is not a text file: it holds a NUL byte [yaml-encoding]",
                bytes(new byte[] {'P', 'G', 'D', 'M', 0, 1, (byte) 0xFF}));
    }

    @Test
    void aliasBombs() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i));
            bomb.append("*a%d, ".formatted(i - 1).repeat(9)).append("]\n");
        }
        assertEquals("inv.yml:7:10: error: the aliases of the file repeat more than 1000000 values [yaml-limit]",
                message(Limits.DEFAULT, bomb.toString()));
        assertEquals("inv.yml:4:10: error: the file holds more than 1000 values, those that aliases repeat included [yaml-limit]",
                message(new Limits(1 << 20, 1000, 100), bomb.toString()));
    }

    @Test
    void depthCountsAliasesToo() {
        assertEquals("inv.yml:1:101: error: lists and mappings are nested more than 100 levels deep [yaml-limit]",
                message(Limits.DEFAULT, "[".repeat(200_000)));
        assertEquals("inv.yml:1:103: error: lists and mappings are nested more than 100 levels deep [yaml-limit]",
                message(Limits.DEFAULT, "a: " + "[".repeat(200) + "]".repeat(200)));
        StringBuilder chain = new StringBuilder("- &a0 [x]\n");
        for (int i = 1; i < 200; i++) {
            chain.append("- &a%d [*a%d]\n".formatted(i, i - 1));
        }
        assertEquals("inv.yml:100:9: error: lists and mappings are nested more than 100 levels deep [yaml-limit]",
                message(Limits.DEFAULT, chain.toString()));
        String deep = "[".repeat(100) + "]".repeat(100);
        assertEquals(deep, Shown.show(deep));
        assertEquals("[" + deep.substring(2), Shown.show("# not JSON\n" + deep).substring(1));
    }
}
