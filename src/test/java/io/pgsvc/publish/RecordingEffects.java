package io.pgsvc.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Does what it is told, and keeps what a disk would have been asked to do, in order. */
final class RecordingEffects implements Effects {

    /** One request; paths are relative to the recording's root. */
    sealed interface Op {
        record MakeDirectory(Path directory) implements Op {}

        record Write(Path file, byte[] bytes) implements Op {}

        record Sync(Path file) implements Op {}

        record Rename(Path from, Path to) implements Op {}

        record Delete(Path file) implements Op {}

        record SyncDirectory(Path directory) implements Op {}
    }

    private final Effects real = new KillingEffects(Integer.MAX_VALUE, KillingEffects.How.KILL);
    private final Path root;
    final List<Op> ops = new ArrayList<>();

    RecordingEffects(Path root) {
        this.root = root;
    }

    private Path local(Path path) throws IOException {
        return root.toRealPath().relativize(path.getParent().toRealPath().resolve(path.getFileName()));
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        boolean there = Files.isDirectory(directory);
        real.createDirectory(directory);
        if (!there) {
            ops.add(new Op.MakeDirectory(local(directory)));
        }
    }

    @Override
    public void write(Path file, byte[] bytes, Optional<Attributes> attributes) throws IOException {
        real.write(file, bytes, attributes);
        ops.add(new Op.Write(local(file), bytes));
    }

    @Override
    public void copy(Path from, Path to) throws IOException {
        real.copy(from, to);
        ops.add(new Op.Write(local(to), Files.readAllBytes(to)));
    }

    @Override
    public void sync(Path file) throws IOException {
        real.sync(file);
        ops.add(new Op.Sync(local(file)));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        real.rename(from, to);
        ops.add(new Op.Rename(local(from), local(to)));
    }

    @Override
    public void delete(Path file) throws IOException {
        boolean there = Files.exists(file);
        real.delete(file);
        if (there) {
            ops.add(new Op.Delete(local(file)));
        }
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        real.syncDirectory(directory);
        ops.add(new Op.SyncDirectory(local(directory)));
    }
}
