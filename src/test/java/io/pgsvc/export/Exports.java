package io.pgsvc.export;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.model.Finding;
import io.pgsvc.pass.Preparation;
import io.pgsvc.publish.Scope;
import io.pgsvc.service.Defaults;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Exports in tests: from a path to texts, to a directory, and what nodes render from either. */
final class Exports {
    private Exports() {}

    static Preparation prepare(Path inventory, String defaults) {
        return new Preparation(new InventoryReader().read(inventory), new JinjaTemplates(), Defaults.load(defaults), Optional.empty());
    }

    static SortedMap<String, String> texts(Path inventory, String defaults, String... allowed) {
        return Exporter.export(prepare(inventory, defaults), Defaults.load(defaults), List.of(allowed));
    }

    /** The same as the command does, without its own proof. */
    static Path write(Path inventory, String defaults, Path directory) {
        ExportDirectory target = new ExportDirectory(directory);
        target.apply(target.plan(texts(inventory, defaults)));
        return directory;
    }

    /** Every file of every host, by {@code host/name}, and every service that cannot be rendered. */
    static SortedMap<String, String> rendered(Path inventory, String defaults) {
        Preparation preparation = prepare(inventory, defaults);
        SortedMap<String, String> rendered = new TreeMap<>();
        for (Host host : preparation.inventory().hosts()) {
            var files = preparation.node(host, Scope.ALL, plan -> List.of(), Map.of());
            rendered.put(host.name() + "/", "");
            files.files().forEach(file -> rendered.put(host.name() + "/" + file.fileName(), file.content()));
            files.failedStems().forEach(stem -> rendered.put(host.name() + "/" + stem, "fails"));
        }
        return rendered;
    }

    /** Findings as users see them, without the directory of the test. */
    static List<String> findings(ExportException e, Path directory) {
        return e.findings().stream().map(Finding::toString).map(line -> line.replace(directory + "/", "")).toList();
    }
}
