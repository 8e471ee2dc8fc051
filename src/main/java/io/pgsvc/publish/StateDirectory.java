package io.pgsvc.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The state directory is its user's alone: manifest and journal say which files a pass changes and deletes, so whoever
 * can write here could have files of the conf-dir removed.
 */
final class StateDirectory {
    private static final int WRITABLE_BY_OTHERS = 0022;

    private StateDirectory() {}

    /**
     * Makes it with its parents, as far as it is not there.
     *
     * @throws PublishException if that cannot be
     * @throws StateException   if it is another user's, or others can write in it
     */
    static void make(Effects effects, Path directory) {
        try {
            effects.createDirectories(directory);
        } catch (IOException e) {
            throw PublishException.io("make the state directory", directory, e);
        }
        requireOwn(directory);
    }

    /** See {@link #make}; a link to a directory counts as that directory. */
    static void requireOwn(Path directory) {
        try {
            int mode = (Integer) Files.getAttribute(directory, "unix:mode");
            int owner = (Integer) Files.getAttribute(directory, "unix:uid");
            int user = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            if (owner != 0 && owner != user) {
                throw StateException.of(directory, "the state directory belongs to another user (uid " + owner + ")",
                        "who can write in it decides which files pgsvc deletes: name another --state-dir, or chown it");
            }
            if ((mode & WRITABLE_BY_OTHERS) != 0) {
                throw StateException.of(directory, "other users can write in the state directory",
                        "who can write in it decides which files pgsvc deletes: chmod 700 " + directory);
            }
        } catch (IOException e) {
            throw PublishException.io("look at the state directory", directory, e);
        }
    }
}
