package io.pgsvc.publish;

import java.nio.file.Path;

/**
 * Where things stand on the node.
 *
 * @param confDir  HAProxy's fragment directory; may itself be a symbolic link, may be on another file system
 * @param stateDir manifest, journal, lock, generations; made when needed, for its owner only
 */
public record PublishPaths(Path confDir, Path stateDir) {

    Path lock() {
        return stateDir.resolve("lock");
    }

    Path watcherLock() {
        return stateDir.resolve("watcher.lock");
    }

    Path manifest() {
        return stateDir.resolve("manifest.json");
    }

    /** The manifest before the last change, for recovery by hand. */
    Path previousManifest() {
        return stateDir.resolve("manifest.previous.json");
    }

    Path journal() {
        return stateDir.resolve("journal.json");
    }

    /** The pause of this node, while there is one. */
    public Path pause() {
        return stateDir.resolve("pause.json");
    }

    Path candidate() {
        return stateDir.resolve("candidate");
    }

    Path objects() {
        return stateDir.resolve("objects");
    }

    Path generations() {
        return stateDir.resolve("generations");
    }
}
