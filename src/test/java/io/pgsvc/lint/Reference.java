package io.pgsvc.lint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The folder of reference inventories, which lies beside the project or where PGSVC_REFERENCE says. */
final class Reference {
    private Reference() {}

    static Optional<Path> golden() {
        String named = System.getProperty("pgsvc.reference", System.getenv("PGSVC_REFERENCE"));
        Path folder = named == null ? Path.of("../shared/reference/golden") : Path.of(named).resolve("golden");
        return Optional.of(folder).filter(Files::isDirectory);
    }
}
