package io.pgsvc.publish;

import java.nio.file.Path;

/** Checks a whole configuration with the HAProxy program. */
public interface ConfigCheck {

    /**
     * Refuses a directory that a running HAProxy does not load; says nothing where no master runs. Called before the
     * first write of a pass that changes something.
     *
     * @throws NotLoadedException where the running master was started without this directory (design, contract 4)
     */
    void requireLoaded(Path confDir);

    /**
     * Checks the main file and the fragments in {@code candidateDir}, which stands for {@code confDir}. Messages name
     * the files of {@code confDir}.
     */
    CheckResult check(Path confDir, Path candidateDir);
}
