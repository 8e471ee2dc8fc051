package io.pgsvc.inventory;

import io.pgsvc.inventory.yaml.YamlReader;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What files hold, kept from one reading to the next as long as their bytes are the same. A file whose stamp is as
 * before is not opened, unless it was last changed so shortly before it was read that another change could have left
 * the same stamp (docs/decisions/0011). Not thread-safe.
 *
 * @param <T> what a file becomes; nothing is kept of a file that cannot be parsed
 */
final class ParsedFiles<T> {
    /** The coarsest times of change that file systems keep are 2 s apart. */
    static final long UNSURE_MILLIS = 2_000;

    private record Kept<T>(Look.Stamp stamp, boolean sure, byte[] hash, T parsed) {}

    private final YamlReader yaml;
    private final Clock clock;
    private final boolean keeps;
    private Map<Path, Kept<T>> kept = new HashMap<>();
    private Map<Path, Kept<T>> used = new HashMap<>();
    private int parsed;

    /** Without {@code keeps} every file is parsed each time. */
    ParsedFiles(YamlReader yaml, Clock clock, boolean keeps) {
        this.yaml = yaml;
        this.clock = clock;
        this.keeps = keeps;
    }

    /**
     * What a file holds.
     *
     * @throws io.pgsvc.inventory.yaml.YamlException if it cannot be read, or {@code parse} cannot make anything of it
     */
    T get(Path file, Look look, Function<YamlReader.Document, T> parse) {
        Look.Stamp stamp = look.stamp(file);
        Kept<T> before = kept.get(file);
        if (before != null && before.sure() && before.stamp().equals(stamp)) {
            used.put(file, before);
            return before.parsed();
        }
        String name = look.name(file);
        long now = clock.millis();
        byte[] bytes = yaml.bytes(file, name);
        byte[] hash = keeps ? sha256(bytes) : new byte[0];
        boolean same = before != null && Arrays.equals(before.hash(), hash);
        if (!same) {
            parsed++;
        }
        T content = same ? before.parsed() : parse.apply(yaml.read(bytes, name));
        if (keeps) {
            used.put(file, new Kept<>(stamp, stamp.changedMillis() < now - UNSURE_MILLIS, hash, content));
        }
        return content;
    }

    /** Begins a reading; how much was parsed is counted from here. */
    void begin() {
        parsed = 0;
        used = new HashMap<>();
    }

    /** Ends a reading during which nothing changed on disk: what it did not use is forgotten. */
    void end() {
        kept = used;
        used = new HashMap<>();
    }

    int parsed() {
        return parsed;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
