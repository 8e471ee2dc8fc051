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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes an inventory from its bytes to the files of its first hosts, and judges what comes out. */
public final class Judge {
    private static final int HOSTS = 4;
    private final Path file;
    private final Defaults defaults = Defaults.load(Defaults.CLASSIC);
    private final HaproxyBatch haproxy;
    private int files;
    private int refusals;

    public Judge() {
        Path directory = Scratch.directory();
        file = directory.resolve("inventory.yml");
        haproxy = new HaproxyBatch(directory);
        AtEnd.run(() -> System.err.println("fuzz-files: judged=" + files + " refusals=" + refusals));
    }

    /** An inventory of one file, with the defaults that are built in. */
    public void inventory(byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inventory(file, bytes, defaults, Optional.empty());
    }

    /**
     * An inventory wherever it is.
     *
     * @param bytes     what it comes from, to be named where HAProxy refuses its files
     * @param templates a directory with a user's own templates: what such a file holds is not judged
     */
    public void inventory(Path path, byte[] bytes, Defaults roleDefaults, Optional<Path> templates) {
        Preparation preparation;
        try {
            preparation = new Preparation(new InventoryReader(new YamlReader(Limits.DEFAULT)).read(path), new JinjaTemplates(),
                    roleDefaults, templates);
        } catch (PgsvcException e) {
            refused(e);
            return;
        }
        List<Host> hosts = preparation.inventory().hosts();
        for (Host host : hosts.subList(0, Math.min(HOSTS, hosts.size()))) {
            try {
                NodeFiles made = preparation.node(host, Scope.ALL, plan -> List.of(), Map.of());
                Rejections.check(made.findings());
                refusals += made.findings().stream().anyMatch(io.pgsvc.model.Finding::isError) ? 1 : 0;
                if (templates.isEmpty()) {
                    judge(made.files(), bytes);
                }
            } catch (PgsvcException e) {
                refused(e);
            }
        }
    }

    private void refused(PgsvcException e) {
        refusals++;
        Rejections.check(e);
    }

    private void judge(List<RenderedFile> rendered, byte[] bytes) {
        Set<String> names = new HashSet<>();
        for (RenderedFile one : rendered) {
            files++;
            if (!names.add(one.fileName())) {
                throw new AssertionError("two files of the name " + one.fileName());
            }
            Sections.check(one);
            if (Sections.isOwnMaking(one)) {
                haproxy.add(one, bytes);
            }
        }
    }
}
