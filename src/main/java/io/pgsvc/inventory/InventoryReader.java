package io.pgsvc.inventory;

import io.pgsvc.inventory.yaml.Limits;
import io.pgsvc.inventory.yaml.YamlException;
import io.pgsvc.inventory.yaml.YamlReader;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import io.pgsvc.model.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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

    private final boolean keeps;
    private final ParsedFiles<FileGroups> inventoryFiles;
    private final ParsedFiles<FileVars> varsFiles;
    private final JoinedVars joined = new JoinedVars();
    private Optional<JoinedGroups> groups = Optional.empty();
    private Optional<LayeredInventory> previous = Optional.empty();

    public InventoryReader() {
        this(new YamlReader(Limits.DEFAULT));
    }

    public InventoryReader(YamlReader yaml) {
        this(yaml, Clock.systemUTC(), false);
    }

    /**
     * A reader that does not parse again what it has parsed at its last reading; not thread-safe.
     *
     * @param clock that of the file system's times
     */
    public static InventoryReader keeping(Clock clock) {
        return new InventoryReader(new YamlReader(Limits.DEFAULT), clock, true);
    }

    InventoryReader(YamlReader yaml, Clock clock, boolean keeps) {
        this.keeps = keeps;
        this.inventoryFiles = new ParsedFiles<>(yaml, clock, keeps);
        this.varsFiles = new ParsedFiles<>(yaml, clock, keeps);
    }

    /** How many files the last reading parsed. */
    public int parsed() {
        return inventoryFiles.parsed() + varsFiles.parsed();
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
            Look look = new Look(keeps);
            inventoryFiles.begin();
            varsFiles.begin();
            LayeredInventory inventory = null;
            try {
                inventory = read(source, look);
                last = null;
            } catch (InventoryException e) {
                last = e;
            }
            if (look.heldStill()) {
                inventoryFiles.end();
                varsFiles.end();
                if (last != null) {
                    throw last;
                }
                previous = keeps ? Optional.of(inventory) : Optional.empty();
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

    private LayeredInventory read(Path source, Look look) {
        Problems problems = new Problems();
        Optional<Look.Stamp> found = look.find(source);
        if (found.isEmpty()) {
            throw new InventoryException(Finding.error("file-unreadable", "the inventory does not exist",
                    Position.of(source.toString())));
        }
        boolean directory = found.get().isDirectory();
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
        List<FileGroups> files = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Path path : paths) {
            names.add(look.name(path));
            inventoryFile(path, directory, look, problems).ifPresent(files::add);
        }
        JoinedGroups all = JoinedGroups.of(source, files, joined, groups);
        if (keeps && problems.errors().isEmpty()) {
            groups = Optional.of(all); // a join that lacks a broken file has little in common with the next one
        }
        all.errors().forEach(problems::error);
        all.warnings().forEach(problems::warning);
        Path folder = directory ? source : source.resolveSibling("");
        SequencedMap<String, List<FileVars>> groupVars =
                vars(folder.resolve("group_vars"), all.draft().groups.keySet(), names, look, problems);
        SequencedMap<String, List<FileVars>> hostVars =
                vars(folder.resolve("host_vars"), all.draft().hosts.keySet(), names, look, problems);
        return new InventoryAssembler(source, problems, previous).assemble(all, groupVars, hostVars, Collections.unmodifiableSet(names));
    }

    private SequencedMap<String, List<FileVars>> vars(Path path, Set<String> names, Set<String> read, Look look,
                                                       Problems problems) {
        VarsFolder folder = new VarsFolder(path, look, problems);
        SequencedMap<String, List<FileVars>> vars = new LinkedHashMap<>();
        if (folder.isEmpty()) {
            return vars;
        }
        for (String name : names) {
            List<FileVars> files = new ArrayList<>();
            for (Path file : folder.files(name)) {
                read.add(look.name(file));
                varsFile(file, look, problems).ifPresent(files::add);
            }
            if (!files.isEmpty()) {
                vars.put(name, files);
            }
        }
        return vars;
    }

    private Optional<FileGroups> inventoryFile(Path path, boolean inDirectory, Look look, Problems problems) {
        try {
            FileGroups file = inventoryFiles.get(path, look, document -> groups(document, path, inDirectory, look));
            file.reading().forEach(problems::warning);
            return Optional.of(file);
        } catch (YamlException e) {
            // Only a file that was read is looked at again: opening a pipe would block for ever.
            if (e.findings().getFirst().rule().equals("yaml-syntax") && looksLikeIni(path)) {
                problems.error(ini(Position.of(look.name(path))));
            } else {
                problems.errors(e);
            }
        } catch (InventoryException e) {
            problems.errors(e);
        }
        return Optional.empty();
    }

    /** The groups of a file that was parsed; what is no inventory is an error of its own. */
    private static FileGroups groups(YamlReader.Document document, Path path, boolean inDirectory, Look look) {
        Position at = Position.of(look.name(path));
        if (document.root() instanceof Value.Null) {
            boolean comments = look.stamp(path).size() > 0;
            Finding empty = Finding.error("inventory-empty", comments ? "the inventory file has no groups"
                    : "the inventory file is empty", at);
            if (comments && inDirectory) {
                return FileGroups.empty(empty.withSeverity(Severity.WARNING));
            }
            throw new InventoryException(empty);
        }
        if (isVault(document)) {
            throw new InventoryException(Finding.error("inventory-format", "the inventory file is encrypted as a whole", at)
                    .withHint("encrypt single values, or give pgsvc an inventory without secrets"));
        }
        if (!(document.root() instanceof Value.Dict) && looksLikeIni(path)) {
            throw new InventoryException(ini(at));
        }
        return GroupParser.parse(document);
    }

    private Optional<FileVars> varsFile(Path path, Look look, Problems problems) {
        try {
            FileVars file = varsFiles.get(path, look, document -> isVault(document)
                    ? FileVars.unknown(Finding.warning("vault-file", "the file is encrypted as a whole, its variables are "
                            + "not known", Position.of(look.name(path))).withHint("variables that services need stand in plain files"))
                    : FileVars.of(document));
            file.reading().forEach(problems::warning);
            return Optional.of(file);
        } catch (YamlException e) {
            problems.errors(e);
            return Optional.empty();
        }
    }

    private static boolean isVault(YamlReader.Document file) {
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
