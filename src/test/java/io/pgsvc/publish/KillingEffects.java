package io.pgsvc.publish;

import java.io.IOException;
import java.nio.file.FileSystemException;
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
        /** From here on nothing can be written, as on a full disk (ENOSPC); removing and renaming work. */
        DISK_FULL,
        /** From here on nothing can be changed: the kernel has made the file system read-only (EROFS). */
        READ_ONLY,
        /** From here on nothing may be changed (EACCES); what is open already may be synced. */
        DENIED,
        /** From here on nothing can be opened (EMFILE); removing and renaming work. */
        NO_DESCRIPTORS,
        /** From here on the disk does not take what was written (EIO); names change. */
        SYNC_FAILS;

        /** Whether the process goes on, and sees an error. */
        boolean survives() {
            return this != KILL && this != KILL_AFTER;
        }
    }

    /** What an effect needs. */
    private enum Kind { WRITE, SYNC, NAME, TALK }

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

    /** A word with HAProxy: may be the last of a process, before or after it is heard. */
    void talk(Runnable work) {
        try {
            effect(Kind.TALK, work::run, work::run);
        } catch (IOException e) {
            throw new AssertionError("talking does not touch the disk", e);
        }
    }

    private void effect(Kind kind, Work work, Work half) throws IOException {
        int now = count++;
        boolean writes = kind == Kind.WRITE;
        if (writes || kind == Kind.TALK) {
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
                if (now == at && kind != Kind.TALK) {
                    throw new IOException("Input/output error");
                }
                work.run();
            }
            case DISK_FULL -> {
                if (writes) {
                    half.run();
                }
                failIf(writes, "No space left on device", work);
            }
            case READ_ONLY -> failIf(kind != Kind.TALK, "Read-only file system", work);
            case DENIED -> failIf(writes || kind == Kind.NAME, "Permission denied", work);
            case NO_DESCRIPTORS -> failIf(writes || kind == Kind.SYNC, "Too many open files", work);
            case SYNC_FAILS -> failIf(kind == Kind.SYNC, "Input/output error", work);
        }
    }

    private static void failIf(boolean fails, String why, Work work) throws IOException {
        if (fails) {
            throw new FileSystemException("a file", null, why);
        }
        work.run();
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        effect(Kind.WRITE, () -> real.createDirectory(directory), () -> { });
    }

    @Override
    public void write(Path file, byte[] bytes, Optional<Attributes> attributes) throws IOException {
        effect(Kind.WRITE, () -> real.write(file, bytes, attributes),
                () -> real.write(file, Arrays.copyOf(bytes, bytes.length / 2), attributes));
    }

    @Override
    public void copy(Path from, Path to) throws IOException {
        effect(Kind.WRITE, () -> real.copy(from, to), () -> { });
    }

    @Override
    public void sync(Path file) throws IOException {
        effect(Kind.SYNC, () -> { }, () -> { });
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        effect(Kind.NAME, () -> real.rename(from, to), () -> real.rename(from, to));
    }

    @Override
    public void delete(Path file) throws IOException {
        effect(Kind.NAME, () -> real.delete(file), () -> real.delete(file));
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        effect(Kind.SYNC, () -> { }, () -> { });
    }
}
