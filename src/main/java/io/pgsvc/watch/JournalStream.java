package io.pgsvc.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether standard error goes to journald (systemd.exec(5), JOURNAL_STREAM). */
public final class JournalStream {
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    private JournalStream() {}

    /** The variable alone does not say it: it is inherited by processes whose standard error is redirected. */
    public static boolean isStandardError(Map<String, String> environment) {
        return isStream(environment.getOrDefault("JOURNAL_STREAM", ""), STDERR);
    }

    static boolean isStream(String deviceAndInode, Path file) {
        try {
            Map<String, Object> attributes = Files.readAttributes(file, "unix:dev,ino");
            return deviceAndInode.equals(attributes.get("dev") + ":" + attributes.get("ino"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
