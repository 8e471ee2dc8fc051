package io.pgsvc.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Does what it is told up to one effect, and then fails there in one of several ways. */
final class KillingEffects implements Effects {
    enum How {
        /** The process is gone: nothing happens from here on. */
        KILL,
        /** The same, but half of a file was written, or the effect itself took place. */
        KILL_AFTER,
        /** This one effect fails, as on a bad sector. */
        FAIL_ONCE,
        /** From here on nothing can be written, as on a full disk; removing and renaming work. */
        DISK_FULL
    }

    /** Passes every {@code catch} of ours. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final Effects real = new FileSystemEffects();
    private final int at;
    private final How how;
    int count;
    /** The effects that can be left half done, or that need space. */
    final java.util.Set<Integer> writing = new java.util.TreeSet<>();

    KillingEffects(int at, How how) {
        this.at = at;
        this.how = how;
    }

    private interface Work {
        void run() throws IOException;
    }

    private void effect(boolean writes, Work work, Work half) throws IOException {
        int now = count++;
        if (writes) {
            writing.add(now);
        }
        if (now < at) {
            work.run();
            return;
        }
        switch (how) {
            case KILL -> throw new Killed();
            case KILL_AFTER -> {
                if (now == at) {
                    half.run();
                }
                throw new Killed();
            }
            case FAIL_ONCE -> {
                if (now == at) {
                    throw new IOException("Input/output error");
                }
                work.run();
            }
            case DISK_FULL -> {
                if (writes) {
                    half.run();
                    throw new IOException("No space left on device");
                }
                work.run();
            }
        }
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        effect(true, () -> real.createDirectory(directory), () -> { });
    }

    @Override
    public void write(Path file, byte[] bytes, Optional<Attributes> attributes) throws IOException {
        effect(true, () -> real.write(file, bytes, attributes),
                () -> real.write(file, Arrays.copyOf(bytes, bytes.length / 2), attributes));
    }

    @Override
    public void copy(Path from, Path to) throws IOException {
        effect(true, () -> real.copy(from, to), () -> { });
    }

    @Override
    public void sync(Path file) throws IOException {
        effect(false, () -> { }, () -> { });
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        effect(false, () -> real.rename(from, to), () -> real.rename(from, to));
    }

    @Override
    public void delete(Path file) throws IOException {
        effect(false, () -> real.delete(file), () -> real.delete(file));
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        effect(false, () -> { }, () -> { });
    }
}
