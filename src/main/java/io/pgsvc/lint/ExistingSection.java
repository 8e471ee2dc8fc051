package io.pgsvc.lint;

import io.pgsvc.model.Position;
import java.util.List;

/**
 * A section that already stands in HAProxy's main file or in a fragment that is not ours.
 *
 * @param binds what it listens on, as {@code address:port} texts
 */
public record ExistingSection(String name, List<String> binds, Position at) {
    public ExistingSection {
        binds = List.copyOf(binds);
    }
}
