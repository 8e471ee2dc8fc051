package io.pgsvc.inventory;

import io.pgsvc.inventory.yaml.Limits;
import io.pgsvc.inventory.yaml.YamlException;
import io.pgsvc.inventory.yaml.YamlReader;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads an inventory from disk as ansible-core 2.14 does: a YAML file with {@code group_vars} and {@code host_vars}
 * beside it, or a directory. It reads all of it or nothing: what Ansible skips with a warning (a broken file, an
 * unknown format) is an error here.
 */
public final class InventoryReader {
    private static final int ATTEMPTS = 3;
    private static final String CONVERT = "convert it with `ansible-inventory -i FILE --list --yaml`";

    private final YamlReader yaml;

    public InventoryReader() {
        this(new YamlReader(Limits.DEFAULT));
    }

    public InventoryReader(YamlReader yaml) {
        this.yaml = yaml;
    }

    /**
     * Reads a source.
     *
     * @param source a file or a directory; positions begin with it as it is given
     * @throws InventoryException with up to 20 findings, if anything of it cannot be read or makes no sense
     */
    public Inventory read(Path source) {
        InventoryException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Look look = new Look(source);
            Inventory inventory = null;
            try {
                inventory = read(source, look);
                last = null;
            } catch (InventoryException e) {
                last = e;
            }
            if (look.heldStill()) {
                if (last != null) {
                    throw last;
                }
                return inventory;
            }
        }
        if (last != null) {
            throw last;
        }
        throw new InventoryException(Finding.error("inventory-changing",
                "the inventory keeps changing while it is read", Position.of(source.toString()))
                .withHint("try again when the update is done"));
    }

    private Inventory read(Path source, Look look) {
        Problems problems = new Problems();
        Optional<BasicFileAttributes> attributes = look.attributes(source);
        if (attributes.isEmpty()) {
            throw new InventoryException(Finding.error("file-unreadable", "the inventory does not exist",
                    Position.of(source.toString())));
        }
        boolean directory = attributes.get().isDirectory();
        List<Path> paths;
        if (directory) {
            paths = SourceFiles.in(source, look, problems);
            problems.throwIfAny();
            if (paths.isEmpty()) {
                problems.error(Finding.error("inventory-empty", "the directory has no inventory file",
                        Position.of(source.toString())).withHint("an inventory file ends in .yml, .yaml or .json"));
            }
        } else {
            SourceFiles.checkName(source, look, problems);
            paths = List.of(source);
        }
        problems.throwIfAny();
        List<SourceFile> files = new ArrayList<>();
        for (Path path : paths) {
            inventoryFile(path, directory, look, problems).ifPresent(files::add);
        }
        InventoryAssembler assembler = new InventoryAssembler(source.toString(), problems);
        assembler.readGroups(files);
        Path folder = directory ? source : source.resolveSibling("");
        SequencedMap<String, List<SourceFile>> groupVars =
                vars(folder.resolve("group_vars"), assembler.groupNames(), look, problems);
        SequencedMap<String, List<SourceFile>> hostVars =
                vars(folder.resolve("host_vars"), assembler.hostNames(), look, problems);
        return assembler.assemble(new SourceTree(source, files, groupVars, hostVars));
    }

    private SequencedMap<String, List<SourceFile>> vars(Path path, Set<String> names, Look look, Problems problems) {
        VarsFolder folder = new VarsFolder(path, look, problems);
        SequencedMap<String, List<SourceFile>> vars = new LinkedHashMap<>();
        for (String name : names) {
            List<SourceFile> files = new ArrayList<>();
            for (Path file : folder.files(name)) {
                varsFile(file, look, problems).ifPresent(files::add);
            }
            if (!files.isEmpty()) {
                vars.put(name, files);
            }
        }
        return vars;
    }

    private Optional<SourceFile> inventoryFile(Path path, boolean inDirectory, Look look, Problems problems) {
        Position at = Position.of(look.name(path));
        try {
            SourceFile file = parse(path, look);
            if (file.root() instanceof Value.Null) {
                boolean comments = Files.size(path) > 0;
                Finding empty = Finding.error("inventory-empty", comments ? "the inventory file has no groups"
                        : "the inventory file is empty", at);
                if (comments && inDirectory) {
                    problems.warning(empty.withSeverity(io.pgsvc.model.Severity.WARNING));
                } else {
                    problems.error(empty);
                }
                return Optional.empty();
            }
            if (isVault(file)) {
                problems.error(Finding.error("inventory-format", "the inventory file is encrypted as a whole", at)
                        .withHint("encrypt single values, or give pgsvc an inventory without secrets"));
                return Optional.empty();
            }
            if (file.root() instanceof Value.Dict || !looksLikeIni(path)) {
                return Optional.of(file);
            }
            problems.error(ini(at));
        } catch (YamlException e) {
            // Only a file that was read is looked at again: opening a pipe would block for ever.
            if (e.findings().getFirst().rule().equals("yaml-syntax") && looksLikeIni(path)) {
                problems.error(ini(at));
            } else {
                problems.errors(e);
            }
        } catch (IOException e) {
            problems.errors(look.failed(path, e));
        }
        return Optional.empty();
    }

    private Optional<SourceFile> varsFile(Path path, Look look, Problems problems) {
        try {
            SourceFile file = parse(path, look);
            if (!isVault(file)) {
                return Optional.of(file);
            }
            problems.warning(Finding.warning("vault-file", "the file is encrypted as a whole, its variables are "
                    + "not known", Position.of(file.name())).withHint("variables that services need stand in plain files"));
        } catch (YamlException e) {
            problems.errors(e);
        }
        return Optional.empty();
    }

    private SourceFile parse(Path path, Look look) {
        look.attributes(path);
        YamlReader.Document document = yaml.read(path, look.name(path));
        return new SourceFile(look.name(path), document.root(), document.warnings());
    }

    private static boolean isVault(SourceFile file) {
        return file.root() instanceof Value.Text text && text.value().startsWith("$ANSIBLE_VAULT;");
    }

    private static Finding ini(Position at) {
        return Finding.error("inventory-format", "this is an INI inventory, and only YAML is read", at)
                .withHint(CONVERT);
    }

    /** Whether a file that is no YAML has lines such as {@code [group]}. */
    private static boolean looksLikeIni(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            String head = new String(in.readNBytes(8192), StandardCharsets.UTF_8);
            return Pattern.compile("(?m)^\\[[\\w:. -]+][ \\t]*$").matcher(head).find();
        } catch (IOException e) {
            return false;
        }
    }
}
