package io.pgsvc.publish;

import io.pgsvc.render.RenderedFile;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What pgsvc owns on this node: the files that it wrote or adopted, and nothing else (design, contract 3).
 *
 * @param node       the inventory's name of the node
 * @param generation number of the last applied change; 0 before the first
 * @param files      by stem
 * @param origin     of the generation
 */
public record Manifest(String node, long generation, SortedMap<String, Owned> files, Origin origin) {

    /**
     * A file that is ours.
     *
     * @param sha256      of the bytes that we left on disk
     * @param fingerprint of everything that its service was rendered from
     * @param servers     names, in order
     * @param generation  in which its bytes were last written or adopted
     * @param adopted     the bytes are not ours, only the directives are what we would write
     */
    public record Owned(String stem, String sha256, String fingerprint, Optional<String> cluster, String service,
                        List<String> servers, long generation, boolean adopted) {
        public Owned {
            servers = List.copyOf(servers);
        }

        static Owned of(RenderedFile file, String sha256, long generation, boolean adopted) {
            return new Owned(file.stem(), sha256, file.fingerprint(), file.cluster(), file.service(), file.servers(),
                    generation, adopted);
        }
    }

    public Manifest {
        files = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    Manifest(String node, long generation, SortedMap<String, Owned> files) {
        this(node, generation, files, Origin.UNKNOWN);
    }

    Manifest withOrigin(Origin other) {
        return new Manifest(node, generation, files, other);
    }

    public Optional<Owned> file(String stem) {
        return Optional.ofNullable(files.get(stem));
    }
}
