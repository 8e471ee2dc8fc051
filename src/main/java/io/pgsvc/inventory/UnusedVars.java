package io.pgsvc.inventory;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Suggestion;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Files of {@code group_vars} and {@code host_vars} that belong to no group or host: Ansible passes over them without a word. */
public final class UnusedVars {
    private final Inventory inventory;
    private final List<Finding> findings = new ArrayList<>();

    private UnusedVars(Inventory inventory) {
        this.inventory = inventory;
    }

    /** Looks at the folders beside an inventory that was read. What cannot be listed now is passed over. */
    public static List<Finding> of(Inventory inventory) {
        UnusedVars unused = new UnusedVars(inventory);
        boolean directory = Files.isDirectory(inventory.source());
        Path folder = directory ? inventory.source() : inventory.source().resolveSibling("");
        unused.look(folder.resolve("group_vars"), "group", inventory.groups().stream().map(Group::name).collect(Collectors.toSet()), directory);
        unused.look(folder.resolve("host_vars"), "host", inventory.hosts().stream().map(Host::name).collect(Collectors.toSet()), directory);
        return unused.findings;
    }

    private void look(Path folder, String kind, Set<String> names, boolean whole) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException e) {
            return;
        }
        Collections.sort(entries);
        for (Path entry : entries) {
            String file = entry.getFileName().toString();
            if (SourceFiles.isIgnored(file) || file.startsWith("localhost") || isRead(entry) || isEmptyDirectory(entry)) {
                continue;
            }
            String extension = SourceFiles.extension(file);
            boolean yaml = Set.of(".yml", ".yaml", ".json").contains(extension);
            String name = yaml ? file.substring(0, file.length() - extension.length()) : file;
            Finding finding = Finding.warning("unused-vars", names.contains(name) ? "the variables of " + kind + " " + name
                    + " are read from elsewhere in this folder: this is not read"
                    : "there is no " + kind + " " + name + ": these variables are not read", Position.of(entry.toString()));
            Optional<String> near = Suggestion.among(name, names);
            if (near.isPresent() || whole || names.contains(name)) {
                // Beside a single file there may be the variables of other inventories.
                findings.add(near.map(n -> finding.withHint("did you mean `" + n + "`?")).orElse(finding));
            }
        }
    }

    private boolean isRead(Path entry) {
        String name = entry.toString();
        return inventory.files().contains(name)
                || Files.isDirectory(entry) && inventory.files().stream().anyMatch(file -> file.startsWith(name + "/"));
    }

    private static boolean isEmptyDirectory(Path entry) {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(entry)) {
            return !stream.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }
}
