package io.pgsvc.inventory;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Value;
import java.util.List;

/**
 * One parsed file of an inventory.
 *
 * @param name     the path as users see it
 * @param root     what stands in it
 * @param warnings of its parsing, such as duplicate keys
 */
public record SourceFile(String name, Value root, List<Finding> warnings) {
    public SourceFile {
        warnings = List.copyOf(warnings);
    }
}
