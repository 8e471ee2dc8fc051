package io.pgsvc.publish;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.pgsvc.publish.Effects.Attributes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The fragments of the conf-dir as they stood at one moment, by stem; only names that HAProxy loads. */
public record DiskState(SortedMap<String, Entry> entries) {
    /** Larger files are nobody's service files, and are not read. */
    static final int LIMIT = 4 << 20;

    /** What stands under a name. */
    public enum Kind {
        REGULAR("a regular file"), SYMLINK("a symbolic link"), HARD_LINKED("a file with several names (hard links)"),
        TOO_LARGE("too large for a service file"), OTHER("no regular file");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** {@code a symbolic link}, for messages. */
        public String words() {
            return words;
        }
    }

    /**
     * One fragment.
     *
     * @param content of regular files; of symbolic links what they lead to, if it is a readable file of fair size
     */
    public record Entry(String stem, Kind kind, Optional<Content> content, Attributes attributes) {

        /** The content as HAProxy reads it. */
        public Optional<Fragment> fragment() {
            return content.map(c -> Fragment.parse(c.text()));
        }
    }

    public DiskState {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    public Optional<Entry> entry(String stem) {
        return Optional.ofNullable(entries.get(stem));
    }

    /** Reads a directory; symbolic links are followed for reading only. */
    static DiskState read(Path confDir) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(confDir)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".") && name.endsWith(".cfg")) {
                    String stem = name.substring(0, name.length() - 4);
                    readEntry(file, stem).ifPresent(entry -> entries.put(stem, entry));
                }
            }
        } catch (IOException e) {
            throw PublishException.io("read HAProxy's fragment directory", confDir, e);
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw PublishException.io("read HAProxy's fragment directory", confDir, e.getCause());
        }
        return new DiskState(entries);
    }

    /** One file; empty if there is none under this name. */
    static Optional<Entry> readEntry(Path file, String stem) throws IOException {
        try {
            var all = Files.readAttributes(file, "unix:mode,uid,gid,nlink,size,isSymbolicLink,isRegularFile",
                    NOFOLLOW_LINKS);
            Attributes attributes = new Attributes((Integer) all.get("mode") & 07777, (Integer) all.get("uid"),
                    (Integer) all.get("gid"));
            if ((Boolean) all.get("isSymbolicLink")) {
                return Optional.of(new Entry(stem, Kind.SYMLINK, throughLink(file), attributes));
            }
            if (!(Boolean) all.get("isRegularFile")) {
                return Optional.of(new Entry(stem, Kind.OTHER, Optional.empty(), attributes));
            }
            if ((Long) all.get("size") > LIMIT) {
                return Optional.of(new Entry(stem, Kind.TOO_LARGE, Optional.empty(), attributes));
            }
            Kind kind = (Integer) all.get("nlink") > 1 ? Kind.HARD_LINKED : Kind.REGULAR;
            return Optional.of(new Entry(stem, kind, Optional.of(content(file, true)), attributes));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<Content> throughLink(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= LIMIT
                    ? Optional.of(content(file, false)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // HAProxy's own check will say what it thinks of it
        }
    }

    private static Content content(Path file, boolean itself) throws IOException {
        Set<java.nio.file.OpenOption> how =
                itself ? Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS) : Set.of(StandardOpenOption.READ);
        try (SeekableByteChannel channel = Files.newByteChannel(file, how)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.min(channel.size() + 1, LIMIT));
            Channels.newInputStream(channel).transferTo(bytes);
            return Content.of(bytes.toByteArray());
        }
    }
}
