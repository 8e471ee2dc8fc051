package io.pgsvc.lint;

import io.pgsvc.model.Position;
import io.pgsvc.service.ServiceSpec;
import java.util.List;
import java.util.Optional;

/**
 * A section that already stands in HAProxy's main file or in a fragment that is not ours.
 *
 * @param binds     what it listens on, as {@code address:port} texts
 * @param inPlaceOf the service whose file name it occupies: publishing says what becomes of that one, which is no
 *                  clash; it still clashes with all others
 */
public record ExistingSection(String name, List<String> binds, Optional<String> inPlaceOf, Position at) {
    public ExistingSection {
        binds = List.copyOf(binds);
    }

    /** Whether this service and the section cannot stand side by side for other reasons than a file name. */
    boolean concerns(ServiceSpec service) {
        return inPlaceOf.filter(service.stem()::equals).isEmpty();
    }
}
