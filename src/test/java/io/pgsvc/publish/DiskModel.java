package io.pgsvc.publish;

import io.pgsvc.publish.RecordingEffects.Op;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a disk may hold after a power cut. A name counts once its directory was synced, bytes once their file was synced
 * (fsync(2)); of everything else any part may be there or not, in any combination. That is more than ext4 or xfs do.
 */
final class DiskModel {

    /** A file or directory apart from its names. */
    private static final class Inode {
        final boolean directory;
        byte[] bytes;
        boolean synced;

        Inode(boolean directory, byte[] bytes, boolean synced) {
            this.directory = directory;
            this.bytes = bytes;
            this.synced = synced;
        }
    }

    /** A change of names that its directory does not yet hold for good: {@code gone} disappears, {@code name} means the inode. */
    private record Pending(Path directory, Optional<Path> gone, Optional<Path> name, Inode inode) {}

    private final Map<Path, Inode> durable = new TreeMap<>();
    private final Map<Path, Inode> current = new TreeMap<>();
    private final List<Pending> pending = new ArrayList<>();

    /** Begins with what stands below {@code root}, all of it on the disk for good. */
    DiskModel(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> !f.equals(root)).toList()) {
                boolean directory = Files.isDirectory(file);
                Inode inode = new Inode(directory, directory ? new byte[0] : Files.readAllBytes(file), true);
                durable.put(root.relativize(file), inode);
                current.put(root.relativize(file), inode);
            }
        }
    }

    void apply(Op op) {
        switch (op) {
            case Op.MakeDirectory make -> link(make.directory(), new Inode(true, new byte[0], true));
            case Op.Write write -> link(write.file(), new Inode(false, write.bytes(), false));
            case Op.Sync sync -> current.get(sync.file()).synced = true;
            case Op.Rename rename -> {
                Inode inode = current.remove(rename.from());
                current.put(rename.to(), inode);
                pending.add(new Pending(parent(rename.to()), Optional.of(rename.from()), Optional.of(rename.to()), inode));
            }
            case Op.Delete delete -> {
                Inode inode = current.remove(delete.file());
                pending.add(new Pending(parent(delete.file()), Optional.of(delete.file()), Optional.empty(), inode));
            }
            case Op.SyncDirectory sync -> {
                List<Pending> now = pending.stream().filter(p -> p.directory.equals(sync.directory())).toList();
                now.forEach(p -> persist(durable, p));
                pending.removeAll(now);
            }
        }
    }

    private void link(Path name, Inode inode) {
        current.put(name, inode);
        pending.add(new Pending(parent(name), Optional.empty(), Optional.of(name), inode));
    }

    private static Path parent(Path path) {
        return path.getParent() == null ? Path.of("") : path.getParent();
    }

    private static void persist(Map<Path, Inode> names, Pending change) {
        change.gone.ifPresent(names::remove);
        change.name.ifPresent(name -> names.put(name, change.inode));
    }

    /** What the disk may hold if the power fails now: paths with their bytes, directories with empty ones ending in "/". */
    Set<Map<String, String>> images(int random, long seed) {
        Set<Map<String, String>> images = new LinkedHashSet<>();
        int changes = pending.size();
        Random chance = new Random(seed);
        for (Bytes bytes : Bytes.values()) {
            images.add(image(new boolean[changes], bytes));
            for (int kept = 1; kept <= changes; kept++) { // in order, as a journalling file system keeps them
                boolean[] first = new boolean[changes];
                java.util.Arrays.fill(first, 0, kept, true);
                images.add(image(first, bytes));
            }
            for (int lost = 0; lost < changes && changes > 1; lost++) { // all but one
                boolean[] but = new boolean[changes];
                java.util.Arrays.fill(but, true);
                but[lost] = false;
                images.add(image(but, bytes));
            }
            for (int i = 0; i < random && changes > 2; i++) {
                boolean[] some = new boolean[changes];
                for (int j = 0; j < changes; j++) {
                    some[j] = chance.nextBoolean();
                }
                images.add(image(some, bytes));
            }
        }
        return images;
    }

    /** What became of bytes that were not synced. */
    private enum Bytes { ALL, HALF, NONE }

    private Map<String, String> image(boolean[] kept, Bytes bytes) {
        Map<Path, Inode> names = new HashMap<>(durable);
        for (int i = 0; i < kept.length; i++) {
            if (kept[i]) {
                persist(names, pending.get(i));
            }
        }
        Map<String, String> image = new TreeMap<>();
        names.forEach((path, inode) -> {
            for (Path above = path.getParent(); above != null; above = above.getParent()) {
                if (!names.containsKey(above)) {
                    return; // its directory is not there
                }
            }
            image.put(path + (inode.directory ? "/" : ""), inode.directory ? "" : text(inode, bytes));
        });
        return image;
    }

    private static String text(Inode inode, Bytes bytes) {
        int length = inode.synced || bytes == Bytes.ALL ? inode.bytes.length : bytes == Bytes.HALF ? inode.bytes.length / 2 : 0;
        return new String(inode.bytes, 0, length, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Puts an image on a real disk. */
    static void materialize(Map<String, String> image, Path root) throws IOException {
        Files.createDirectories(root);
        for (Map.Entry<String, String> entry : image.entrySet()) {
            Path path = root.resolve(entry.getKey());
            if (entry.getKey().endsWith("/")) {
                Files.createDirectories(path);
            } else {
                Files.createDirectories(path.getParent());
                Files.writeString(path, entry.getValue());
            }
        }
    }
}
