package io.pgsvc.fuzz;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.inventory.yaml.Limits;
import io.pgsvc.inventory.yaml.YamlReader;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.pass.NodeFiles;
import io.pgsvc.pass.Preparation;
import io.pgsvc.publish.Scope;
import io.pgsvc.render.RenderedFile;
import io.pgsvc.service.Defaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes an inventory from its bytes to the files of its first hosts, and judges what comes out. */
final class Judge {
    private static final int HOSTS = 4;
    private final Path file;
    private final Defaults defaults = Defaults.load(Defaults.CLASSIC);
    private final HaproxyBatch haproxy;

    Judge() {
        Path directory = Scratch.directory();
        file = directory.resolve("inventory.yml");
        haproxy = new HaproxyBatch(directory);
    }

    void inventory(byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Preparation preparation;
        try {
            preparation = new Preparation(new InventoryReader(new YamlReader(new Limits(1 << 20, 100_000, 100))).read(file),
                    new JinjaTemplates(), defaults, Optional.empty());
        } catch (PgsvcException e) {
            Rejections.check(e);
            return;
        }
        List<Host> hosts = preparation.inventory().hosts();
        for (Host host : hosts.subList(0, Math.min(HOSTS, hosts.size()))) {
            try {
                NodeFiles files = preparation.node(host, Scope.ALL, plan -> List.of(), Map.of());
                Rejections.check(files.findings());
                files.files().forEach(this::judge);
            } catch (PgsvcException e) {
                Rejections.check(e);
            }
        }
    }

    private void judge(RenderedFile rendered) {
        Sections.check(rendered);
        if (Sections.isOwnMaking(rendered)) {
            haproxy.add(rendered);
        }
    }
}
