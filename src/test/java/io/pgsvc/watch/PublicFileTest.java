package io.pgsvc.watch;

import io.pgsvc.testing.LinkPlanter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The status and the metrics, in a directory in which others may write. */
class PublicFileTest {
    @TempDir
    Path dir;

    @Test
    void aLinkPutInItsPlaceWhileItIsWrittenIsNotFollowed() throws Exception {
        Path file = Files.createDirectory(dir.resolve("collector")).resolve("pgsvc.prom");
        try (LinkPlanter planter = new LinkPlanter(file.resolveSibling(".pgsvc.prom.tmp"), dir.resolve("shadow"))) {
            planter.attack(1500, () -> PublicFile.write(file, "x".getBytes()));
        }
    }
}
