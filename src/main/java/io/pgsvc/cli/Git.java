package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** The git program on the repository of one directory. It only reads: no hook, no filter, no lock, no network. */
final class Git {
    private static final long LIMIT_SECONDS = 60;
    private final Path directory;

    private Git(Path directory) {
        this.directory = directory;
    }

    /** Git is not there, or says no. */
    static final class GitException extends PgsvcException {
        private static final long serialVersionUID = 1L;

        GitException(Finding finding) {
            super(finding);
        }
    }

    /** A file of a revision: {@code mode} as git writes it, such as {@code 100644}. */
    record Entry(String mode, String object, String path) {}

    static Git in(Path directory) {
        return new Git(directory);
    }

    /** The top of the work tree; empty if this is none, or git is not there. */
    Optional<Path> top() {
        try {
            return Optional.of(Path.of(text("rev-parse", "--show-toplevel").strip()));
        } catch (GitException e) {
            return Optional.empty();
        }
    }

    /**
     * The commit that a revision names.
     *
     * @throws GitException with git's words if there is none
     */
    String commit(String revision) {
        return text("rev-parse", "--verify", "--end-of-options", revision + "^{commit}").strip();
    }

    /** All files of a commit below some paths, relative to the top of the repository; no paths: all. */
    List<Entry> files(String commit, List<String> paths) {
        List<String> arguments = new ArrayList<>(List.of("ls-tree", "-r", "-z", "--full-tree", commit, "--"));
        arguments.addAll(paths);
        List<Entry> entries = new ArrayList<>();
        for (String line : text(arguments.toArray(String[]::new)).split("\0")) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                String[] words = line.substring(0, tab).split(" ");
                entries.add(new Entry(words[0], words[2], line.substring(tab + 1)));
            }
        }
        return entries;
    }

    /** Takes the content of one file. */
    interface Sink {
        void accept(Entry entry, byte[] content) throws IOException;
    }

    /** Reads the contents of files, all by one process. */
    void contents(List<Entry> entries, Sink sink) {
        Process process = start("cat-file", "--batch");
        try {
            Thread.ofVirtual().start(() -> ask(process.getOutputStream(), entries));
            try (InputStream in = new BufferedInputStream(process.getInputStream(), 1 << 16)) {
                for (Entry entry : entries) {
                    String[] words = line(in).split(" ");
                    if (words.length != 3) {
                        throw problem("git does not have the content of " + entry.path());
                    }
                    byte[] content = in.readNBytes(Integer.parseInt(words[2]));
                    if (content.length < Integer.parseInt(words[2]) || in.read() != '\n') {
                        throw problem("git ended too early");
                    }
                    sink.accept(entry, content);
                }
            }
        } catch (IOException e) {
            throw problem("the files of the revision cannot be read: " + e.getMessage());
        } finally {
            process.destroy();
        }
    }

    private static void ask(OutputStream out, List<Entry> entries) {
        try (out) {
            for (Entry entry : entries) {
                out.write((entry.object() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // git ended: the reader sees it
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    /**
     * What git prints.
     *
     * @throws GitException if it is not there, fails, or takes longer than a minute
     */
    String text(String... arguments) {
        Process process = start(arguments);
        try {
            process.getOutputStream().close();
            Thread killer = Thread.ofVirtual().start(() -> killLate(process));
            byte[] error;
            byte[] out;
            try (InputStream stdout = process.getInputStream(); InputStream stderr = process.getErrorStream()) {
                FutureTask<byte[]> errors = new FutureTask<>(stderr::readAllBytes);
                Thread.ofVirtual().start(errors);
                out = stdout.readAllBytes();
                error = errors.get();
            }
            int exit = process.waitFor();
            killer.interrupt();
            if (exit != 0) {
                String words = new String(error, StandardCharsets.UTF_8).strip().lines().findFirst().orElse("it ended with " + exit);
                throw problem("git says: " + words.replaceFirst("^(fatal|error): ", ""));
            }
            return new String(out, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem("interrupted while git was running");
        } catch (ExecutionException e) {
            throw problem("git cannot be read: " + e.getCause().getMessage());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void killLate(Process process) {
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            // it ended in time
        }
    }

    private Process start(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "--no-pager", "-c", "core.fsmonitor=false"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_DIR") || name.startsWith("GIT_WORK_TREE")
                || name.startsWith("GIT_INDEX"));
        builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
        builder.environment().put("GIT_NO_LAZY_FETCH", "1");
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        builder.environment().put("GIT_LITERAL_PATHSPECS", "1");
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new GitException(finding("git cannot be started").withHint(Files.isDirectory(directory)
                    ? "install git, or compare directories" : "there is no directory " + directory));
        }
    }

    private GitException problem(String message) {
        return new GitException(finding(message));
    }

    private Finding finding(String message) {
        return new Finding(Severity.ERROR, "git", message, Optional.empty(), Optional.of(Position.of(directory.toString())), List.of(),
                Finding.Subject.NONE);
    }
}
