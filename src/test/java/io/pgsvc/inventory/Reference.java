package io.pgsvc.inventory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The folder of reference cases, which lies beside the project or where PGSVC_REFERENCE says. */
public final class Reference {
    private Reference() {}

    public static Optional<Path> golden() {
        String named = System.getProperty("pgsvc.reference", System.getenv("PGSVC_REFERENCE"));
        Path folder = named == null ? Path.of("../shared/reference/golden") : Path.of(named);
        return Optional.of(folder).filter(Files::isDirectory);
    }
}
