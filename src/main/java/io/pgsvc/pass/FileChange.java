package io.pgsvc.pass;

import java.util.Optional;

/**
 * What happened, or would happen, to one service file.
 *
 * @param host   in a fleet, the host whose file it is
 * @param name   file name
 * @param action create, update, delete, unchanged, adopt, held, foreign…
 * @param reason why, in a few words; may be empty
 * @param before the content that stood there, if there was one and it was read
 * @param after  the content that stands there, or should, if any
 */
public record FileChange(Optional<String> host, String name, Optional<String> cluster, String service, String action,
                         String reason, Optional<String> before, Optional<String> after) {

    /** Whether the file on disk changes. */
    public boolean writes() {
        return switch (action) {
            case "create", "update", "restore", "delete" -> true;
            default -> false;
        };
    }

    /** Where it belongs, for headers of diffs: {@code host/name} or {@code name}. */
    public String path() {
        return host.map(h -> h + "/" + name).orElse(name);
    }
}
