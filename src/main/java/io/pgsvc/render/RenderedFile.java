package io.pgsvc.render;

import io.pgsvc.model.Position;
import java.util.List;
import java.util.Optional;

/**
 * A service file as it should stand in HAProxy's fragment directory.
 *
 * @param stem        file name without {@code .cfg}; also the name of the listen section
 * @param cluster     the PostgreSQL cluster; empty for a service of {@code haproxy_services}
 * @param service     the service's own name ({@code replica})
 * @param content     the bytes, as text (UTF-8, ends with a line feed)
 * @param servers     names of the servers in the section, in order
 * @param fingerprint hash of everything that went in (definition, selection, settings, template); hexadecimal
 * @param definedAt   where the service is defined, if in a file
 */
public record RenderedFile(String stem, Optional<String> cluster, String service, String content, List<String> servers,
                           String fingerprint, Optional<Position> definedAt) {
    public RenderedFile {
        servers = List.copyOf(servers);
    }

    /** {@code <stem>.cfg}. */
    public String fileName() {
        return stem + ".cfg";
    }
}
