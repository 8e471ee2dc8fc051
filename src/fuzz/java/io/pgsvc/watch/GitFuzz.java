package io.pgsvc.watch;

import io.pgsvc.fuzz.Bounds;
import io.pgsvc.fuzz.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Any bytes as one of git's files. */
public final class GitFuzz {
    private static final Path ROOT = Scratch.directory();

    private GitFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        Bounds.within(() -> read((input[0] & 0xff) % 4, bytes));
    }

    private static void read(int which, byte[] bytes) {
        try {
            Path work = Files.createDirectories(ROOT.resolve("w" + (which == 3 ? "file" : "dir")));
            if (which == 3) {
                Files.write(work.resolve(".git"), bytes);
            } else {
                Path git = Files.createDirectories(work.resolve(".git/refs/heads")).getParent().getParent();
                Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
                Files.deleteIfExists(git.resolve("refs/heads/main"));
                Files.deleteIfExists(git.resolve("packed-refs"));
                Files.write(git.resolve(List.of("HEAD", "refs/heads/main", "packed-refs").get(which)), bytes);
            }
            RevisionReader.read(work).ifPresent(revision -> {
                if (!revision.commit().matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
                    throw new AssertionError("no commit: " + revision);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
