package io.pgsvc.pass;

import io.pgsvc.haproxy.HaproxyConfig;
import io.pgsvc.lint.ExistingSection;
import io.pgsvc.model.Position;
import io.pgsvc.service.NodePlan;
import io.pgsvc.service.ServiceSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The sections of HAProxy's files on a node, as {@code check} sees them: without a manifest, so a fragment is pgsvc's
 * where its first line says so, and one with the name of a planned service stands in that service's place.
 */
record OwnSections(List<HaproxyConfig.Section> sections, Optional<Path> confDir) {
    private static final int LONGEST_RANGE = 1000;
    private static final String MANAGED = "# Managed by pgsvc";

    List<ExistingSection> beside(NodePlan plan) {
        Set<String> planned = plan.services().stream().map(ServiceSpec::stem).collect(Collectors.toSet());
        List<ExistingSection> existing = new ArrayList<>();
        for (HaproxyConfig.Section section : sections) {
            Optional<String> stem = stem(Path.of(section.file()));
            boolean replaced = stem.filter(planned::contains).isPresent() || stem.isPresent() && isManaged(Path.of(section.file()));
            if (!replaced) {
                List<String> binds = section.binds().stream().flatMap(bind -> IntStream
                        .rangeClosed(bind.firstPort(), Math.min(bind.lastPort(), bind.firstPort() + LONGEST_RANGE))
                        .mapToObj(port -> bind.address() + ":" + port)).toList();
                existing.add(new ExistingSection(section.name(), binds, Optional.empty(), new Position(section.file(), section.line(), 0)));
            }
        }
        return existing;
    }

    private Optional<String> stem(Path file) {
        String name = file.getFileName().toString();
        return confDir.filter(dir -> dir.equals(file.getParent())).isPresent() && name.endsWith(".cfg")
                ? Optional.of(name.substring(0, name.length() - 4)) : Optional.empty();
    }

    private static boolean isManaged(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            String first = reader.readLine();
            return first != null && first.startsWith(MANAGED);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }
}
