package io.pgsvc.watch;

import io.pgsvc.watch.WatchStatus.Revision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the git commit of a directory from its files, without the git program: {@code .git} in it or above it, a
 * directory or a file that names one (worktrees, submodules), loose and packed refs (gitrepository-layout(5)). Where git's
 * own files cannot be reached, the names tell that git-sync gives to its checkouts: {@code .worktrees/<commit>}, in older
 * releases {@code rev-<commit>}. Whatever cannot be read has no revision; nothing here fails.
 */
public final class RevisionReader {
    private static final int MOST = 64 * 1024;
    private static final int MOST_LINKS = 5;
    private static final String REF = "ref: ";
    private static final String GITDIR = "gitdir: ";
    /** SHA-1 and SHA-256. */
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern CHECKOUT = Pattern.compile("/(?:\\.worktrees/|rev-)([0-9a-f]{40}|[0-9a-f]{64})(?:/|$)");

    private RevisionReader() {}

    /** The commit of what a path leads to now; a file counts as its directory. */
    public static Optional<Revision> read(Path path) {
        try {
            Path real = path.toRealPath();
            Optional<String> commit = Optional.empty();
            for (Path directory = Files.isDirectory(real) ? real : real.getParent(); directory != null; directory = directory.getParent()) {
                Path git = directory.resolve(".git");
                if (Files.exists(git)) {
                    commit = gitDirectory(git).flatMap(RevisionReader::head);
                    break;
                }
            }
            return commit.or(() -> checkout(real)).map(Revision::new);
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> checkout(Path real) {
        Matcher matcher = CHECKOUT.matcher(real.toString());
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Optional<Path> gitDirectory(Path git) {
        if (Files.isDirectory(git)) {
            return Optional.of(git);
        }
        return text(git).filter(text -> text.startsWith(GITDIR)).map(text -> git.resolveSibling(text.substring(GITDIR.length()).strip()))
                .filter(Files::isDirectory);
    }

    private static Optional<String> head(Path git) {
        // A worktree has its HEAD to itself and shares the refs.
        Path common = text(git.resolve("commondir")).map(text -> git.resolve(text.strip())).orElse(git);
        Optional<String> now = text(git.resolve("HEAD"));
        for (int i = 0; i < MOST_LINKS && now.isPresent(); i++) {
            String text = now.get().strip();
            if (!text.startsWith(REF)) {
                return Optional.of(text).filter(COMMIT.asMatchPredicate());
            }
            String ref = text.substring(REF.length()).strip();
            if (!ref.startsWith("refs/") || ref.contains("..") || ref.indexOf('\0') >= 0) {
                return Optional.empty();
            }
            // With reftables HEAD says refs/heads/.invalid, and the commit is in a binary file: unknown.
            now = text(git.resolve(ref)).or(() -> text(common.resolve(ref))).or(() -> packed(common.resolve("packed-refs"), ref));
        }
        return Optional.empty();
    }

    /** Lines {@code <commit> <ref>}. */
    private static Optional<String> packed(Path file, String ref) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            String wanted = " " + new String(ref.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            return lines.lines().filter(line -> line.endsWith(wanted)).map(line -> line.substring(0, line.length() - wanted.length()))
                    .findFirst();
        } catch (IOException | java.io.UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** A small regular file; what is no file of git's is not waited for (a pipe), nor read whole. */
    private static Optional<String> text(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(MOST), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
