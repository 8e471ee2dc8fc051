package io.pgsvc.watch;

import io.pgsvc.model.Severity;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Says once that something beside the passes fails, and once that it works again: no such failure stops the watcher. */
public final class FailureNote {
    private final BiConsumer<Severity, String> log;
    private final Map<String, String> failing = new HashMap<>();

    public FailureNote(BiConsumer<Severity, String> log) {
        this.log = log;
    }

    /** Something that may fail. */
    @FunctionalInterface
    public interface Attempt {
        void run() throws IOException;
    }

    /** Tries it. */
    synchronized void attempt(String failure, Attempt attempt) {
        try {
            attempt.run();
            if (failing.remove(failure) != null) {
                log.accept(Severity.INFO, "no longer: " + failure);
            }
        } catch (IOException | RuntimeException e) {
            String cause = reason(e);
            if (!cause.equals(failing.put(failure, cause))) {
                log.accept(Severity.WARNING, failure + ": " + cause);
            }
        }
    }

    private static String reason(Exception e) {
        return switch (e) {
            case NoSuchFileException n -> "there is no " + n.getFile();
            case AccessDeniedException a -> "no permission for " + a.getFile();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
