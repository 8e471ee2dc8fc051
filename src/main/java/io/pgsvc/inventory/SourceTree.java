package io.pgsvc.inventory;

import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;

/**
 * All the parsed files of an inventory: plain values, from which {@link InventoryAssembler} makes the inventory.
 * Whoever keeps parsed files can put a tree together without reading the disk again.
 *
 * @param source    what was read: a file, or a directory
 * @param files     the inventory files in the order in which Ansible reads them
 * @param groupVars by group, the files of {@code group_vars} that count for it, in order
 * @param hostVars  by host, the files of {@code host_vars}
 */
public record SourceTree(Path source, List<SourceFile> files, SequencedMap<String, List<SourceFile>> groupVars,
                         SequencedMap<String, List<SourceFile>> hostVars) {}
