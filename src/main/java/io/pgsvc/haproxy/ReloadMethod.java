package io.pgsvc.haproxy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How HAProxy is told to reload: the values of {@code --reload}. */
public enum ReloadMethod {
    /** The first that works: master socket, systemd, signal; nothing where no HAProxy runs. */
    AUTO,
    /** {@code reload} on the master CLI socket. */
    MASTER,
    /** {@code systemctl reload UNIT}. */
    SYSTEMD,
    /** SIGUSR2 to the master whose process id is in the pid file. */
    SIGNAL,
    /** A command of the user's, run by {@code /bin/sh -c}. */
    COMMAND,
    /** Not at all. */
    NONE;

    /** The word that users write and see. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The method of a word; empty for any other word. */
    public static Optional<ReloadMethod> of(String word) {
        return Arrays.stream(values()).filter(m -> m.word().equals(word)).findFirst();
    }
}
