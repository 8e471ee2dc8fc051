package io.pgsvc.fuzz;

import io.pgsvc.render.RenderedFile;
import io.pgsvc.testing.RealHaproxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Asks the real HAProxy about rendered files, many at a time: a check takes longer than thousands of renderings. */
final class HaproxyBatch {
    private static final int SIZE = 100;
    private static final Pattern LISTEN = Pattern.compile("(?m)^listen .*$");

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
        String text = RealHaproxy.withoutNames(file.content().replace(" check-ssl ca-file /pg/cert/ca.crt", ""));
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
            return RealHaproxy.check(directory, sections);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
