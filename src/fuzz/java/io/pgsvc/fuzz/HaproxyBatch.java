package io.pgsvc.fuzz;

import io.pgsvc.render.RenderedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the real HAProxy about rendered files, many at a time: a check takes longer than thousands of renderings. */
final class HaproxyBatch {
    private static final int SIZE = 100;
    private static final String MAIN = "defaults\n    timeout connect 1s\n    timeout client 1s\n    timeout server 1s\n\n";
    private static final Pattern LISTEN = Pattern.compile("(?m)^listen .*$");
    private static final Pattern SERVER = Pattern.compile("(?m)^(\\s*server\\s+\\S+\\s+)(\\S+)(:\\d+)");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*|\\[.*");

    private final Path directory;
    private final Set<String> seen = new HashSet<>();
    private final List<String> waiting = new ArrayList<>();

    HaproxyBatch(Path directory) {
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.err.println("HAProxy was asked about "
                + (seen.size() - waiting.size()) + " different sections, and accepted them")));
    }

    void add(RenderedFile file) {
        // Names of servers are not looked up, certificates are not there, and sections need different names.
        String text = SERVER.matcher(file.content().replace(" check-ssl ca-file /pg/cert/ca.crt", "")).replaceAll(match ->
                Matcher.quoteReplacement(match.group(1) + (ADDRESS.matcher(match.group(2)).matches() ? match.group(2) : "127.0.0.1")
                        + match.group(3)));
        if (seen.add(text)) {
            waiting.add(LISTEN.matcher(text).replaceFirst("listen s" + seen.size()));
        }
        if (waiting.size() >= SIZE) {
            flush();
        }
    }

    void flush() {
        String all = String.join("\n", waiting);
        if (!waiting.isEmpty() && !refusal(all).isEmpty()) {
            for (String one : waiting) {
                String words = refusal(one);
                if (!words.isEmpty()) {
                    throw new AssertionError("HAProxy refuses what was accepted:\n" + words + "\n" + one);
                }
            }
        }
        waiting.clear();
    }

    private String refusal(String sections) {
        try {
            Path file = Files.writeString(directory.resolve("all.cfg"), MAIN + sections);
            Process process = new ProcessBuilder("haproxy", "-c", "-q", "-f", file.toString()).redirectErrorStream(true).start();
            String words = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? "" : words + " ";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
