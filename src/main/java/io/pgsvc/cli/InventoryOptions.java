package io.pgsvc.cli;

import io.pgsvc.service.Defaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which inventory is read, on top of which defaults, and with which templates. */
final class InventoryOptions extends InventoryChoice {
    @Option(names = "--template-dir", paramLabel = "DIR", defaultValue = "/etc/pgsvc/templates",
            description = "Directory of templates that override the built-in ones by name (default: /etc/pgsvc/templates).")
    Path templateDir;

    @Override
    Optional<Path> templates() {
        return Files.isDirectory(templateDir) ? Optional.of(templateDir) : Optional.empty();
    }

    /** What beside the inventory goes into service files, there or not: the defaults file and the templates. */
    List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(templateDir));
        if (defaults.isEmpty() || !Defaults.PROFILES.contains(defaults.get())) {
            files.add(defaults.map(Path::of).orElse(SITE_DEFAULTS));
        }
        return files;
    }
}
