package io.pgsvc.inventory;

import io.pgsvc.model.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** Makes an inventory of joined groups and parsed files of variables. Pure: no disk. */
final class InventoryAssembler {
    private final Path source;
    private final Problems problems;
    private final Optional<LayeredInventory> previous;

    /** @param previous what was read before, of which parts may be used again */
    InventoryAssembler(Path source, Problems problems, Optional<LayeredInventory> previous) {
        this.source = source;
        this.problems = problems;
        this.previous = previous;
    }

    /**
     * The finished inventory; {@code previous} itself where nothing changed.
     *
     * @param groupVars by group, the files of {@code group_vars} that count for it, in order
     * @param hostVars  by host, the files of {@code host_vars}
     * @param files     names of all files that were read
     * @throws InventoryException with everything that was found wrong so far
     */
    LayeredInventory assemble(JoinedGroups joined, SequencedMap<String, List<FileVars>> groupVars,
                              SequencedMap<String, List<FileVars>> hostVars, Set<String> files) {
        problems.throwIfAny();
        Map<String, List<Map<String, Value>>> groupFiles = layers(groupVars);
        Map<String, List<Map<String, Value>>> hostFiles = layers(hostVars);
        problems.throwIfAny();
        return previous.filter(p -> p.isOf(joined, groupFiles, hostFiles, problems.warnings(), files))
                .orElseGet(() -> new LayeredInventory(source, joined, groupFiles, hostFiles, problems.warnings(), files,
                        previous));
    }

    /** The variable maps of groups or hosts, in the order of their files. */
    private Map<String, List<Map<String, Value>>> layers(Map<String, List<FileVars>> files) {
        Map<String, List<Map<String, Value>>> layers = new LinkedHashMap<>();
        files.forEach((owner, sources) -> {
            List<Map<String, Value>> maps = new ArrayList<>(sources.size());
            for (FileVars file : sources) {
                file.warnings().forEach(problems::warning);
                file.errors().forEach(problems::error);
                maps.add(file.vars());
            }
            layers.put(owner, maps);
        });
        return layers;
    }
}
