package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsvc.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The working directory is never read for configuration: an inventory repository may ship a {@code .env},
 * and root may run pgsvc inside it.
 */
class HostileDirectoryIT {
    @Test
    void configurationInTheWorkingDirectoryChangesNothing(@TempDir Path directory) throws IOException {
        Cli.Result clean = Cli.in(Files.createDirectory(directory.resolve("clean"))).start("--version");
        Path hostile = Files.createDirectory(directory.resolve("hostile"));
        Path planted = directory.resolve("planted.log");
        Files.writeString(hostile.resolve(".env"), """
                QUARKUS_LOG_FILE_ENABLE=true
                QUARKUS_LOG_FILE_PATH=%1$s
                QUARKUS_LOG_LEVEL=DEBUG
                QUARKUS_BANNER_ENABLED=true
                PGSVC_CONF_DIR=%1$s
                """.formatted(planted));
        String properties = """
                quarkus.log.file.enable=true
                quarkus.log.file.path=%s
                quarkus.log.level=DEBUG
                quarkus.banner.enabled=true
                """.formatted(planted);
        Files.writeString(hostile.resolve("application.properties"), properties);
        Files.writeString(Files.createDirectory(hostile.resolve("config")).resolve("application.properties"),
                properties);
        List<Path> before = tree(directory);

        Cli.Result result = Cli.in(hostile).start("--version");

        assertEquals(clean, result);
        assertEquals(before, tree(directory));
    }

    private static List<Path> tree(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.sorted().toList();
        }
    }
}
