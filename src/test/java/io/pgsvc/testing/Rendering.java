package io.pgsvc.testing;

import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.model.Finding;
import io.pgsvc.pass.NodeFiles;
import io.pgsvc.pass.Preparation;
import io.pgsvc.publish.Scope;
import io.pgsvc.service.Defaults;
import io.pgsvc.service.NodeIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Renders inventories given as texts, without a node: what rules and definitions give. */
public final class Rendering {
    private final Preparation preparation;

    private Rendering(Preparation preparation) {
        this.preparation = preparation;
    }

    /** An inventory file's text; findings name it {@code inventory.yml} in the directory. */
    public static Rendering of(Path directory, String inventory) {
        return of(directory, inventory, Defaults.CLASSIC, Optional.empty());
    }

    /** With role defaults and user templates. */
    public static Rendering of(Path directory, String inventory, String defaults, Optional<Path> templates) {
        try {
            Inventory read = new InventoryReader().read(Files.writeString(directory.resolve("inventory.yml"), inventory));
            return new Rendering(new Preparation(read, new JinjaTemplates(), Defaults.load(defaults), templates));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a host should have. */
    public NodeFiles node(String host) {
        return preparation.node(NodeIdentity.named(preparation.inventory(), host), Scope.ALL, plan -> List.of(), Map.of());
    }

    /** Contents by stem. */
    public Map<String, String> files(String host) {
        Map<String, String> files = new TreeMap<>();
        node(host).files().forEach(file -> files.put(file.stem(), file.content()));
        return files;
    }

    /** The server lines of a section, without indentation. */
    public List<String> servers(String host, String stem) {
        return lines(host, stem).stream().filter(line -> line.startsWith("server ")).toList();
    }

    /** The directives of a section, without comments and indentation. */
    public List<String> lines(String host, String stem) {
        String content = files(host).get(stem);
        return content == null ? List.of() : content.lines().map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
    }

    /** Rule, severity and message of each finding of a host, as {@code severity rule: message}. */
    public List<String> findings(String host) {
        return node(host).findings().stream().map(Rendering::line).toList();
    }

    private static String line(Finding finding) {
        return finding.severity().word() + " " + finding.rule() + ": " + finding.message();
    }
}
