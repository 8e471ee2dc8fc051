package io.pgsvc.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** The manifest on disk, and the one before it. */
final class ManifestStore {
    private final PublishPaths paths;
    private final Effects effects;
    private final StateFiles json;

    ManifestStore(PublishPaths paths, Effects effects, StateFiles json) {
        this.paths = paths;
        this.effects = effects;
        this.json = json;
    }

    /**
     * Empty only where there never was one.
     *
     * @throws StateException where it is damaged, or of a format that we do not know
     */
    Optional<Manifest> read() {
        try {
            Optional<Manifest> manifest = json.read(paths.manifest(), "the one before it is " + paths.previousManifest()
                    + ": copy it to " + paths.manifest() + ", and the next pass sets right what differs").map(json::manifest);
            if (manifest.isEmpty() && Files.exists(paths.previousManifest())) {
                throw StateException.of(paths.manifest(), "the manifest is gone, though there was one before",
                        "copy " + paths.previousManifest() + " to its place, or remove that one too to start anew");
            }
            return manifest;
        } catch (IOException e) {
            throw PublishException.io("read the manifest", paths.manifest(), e);
        }
    }

    void write(Manifest manifest) throws IOException {
        if (Files.exists(paths.manifest())) {
            effects.replace(paths.previousManifest(), Files.readAllBytes(paths.manifest()));
        }
        var document = json.document();
        json.put(document, manifest);
        effects.replace(paths.manifest(), json.bytes(document));
    }
}
