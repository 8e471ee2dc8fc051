package io.pgsvc.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.testing.LinkPlanter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is a new file, whatever somebody else has put in its place. */
class FileSystemEffectsTest {
    private static final byte[] BYTES = {'x', '\n'};
    private final FileSystemEffects effects = new FileSystemEffects();

    @TempDir
    Path dir;

    @Test
    void noLinkIsFollowed() throws IOException {
        Path victim = Files.writeString(dir.resolve("victim"), "kept");
        Path link = Files.createSymbolicLink(dir.resolve("link"), victim);
        assertThrows(FileAlreadyExistsException.class, () -> effects.write(link, BYTES, Optional.empty()));
        Path hard = Files.createLink(dir.resolve("hard"), victim);
        assertThrows(FileAlreadyExistsException.class, () -> effects.write(hard, BYTES, Optional.empty()));
        Path dangling = Files.createSymbolicLink(dir.resolve("dangling"), dir.resolve("new"));
        assertThrows(FileAlreadyExistsException.class, () -> effects.write(dangling, BYTES, Optional.empty()));
        assertEquals("kept", Files.readString(victim));
        assertTrue(Files.notExists(dir.resolve("new")));
    }

    @Test
    void aLinkPutInItsPlaceWhileItIsWrittenIsNotFollowed() throws Exception {
        Path file = Files.createDirectory(dir.resolve("conf.d")).resolve(".a-b.cfg.tmp");
        Effects.Attributes open = new Effects.Attributes(0666, -1, -1);
        try (LinkPlanter planter = new LinkPlanter(file, dir.resolve("shadow"))) {
            planter.attack(1500, () -> {
                effects.delete(file);
                effects.write(file, BYTES, Optional.of(open));
            });
        }
    }
}
