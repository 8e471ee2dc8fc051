package io.pgsvc.fuzz;

import io.pgsvc.render.RenderedFile;
import io.pgsvc.service.Addresses;
import io.pgsvc.testing.RealHaproxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Asks the real HAProxy about rendered files, many at a time, as a check takes longer than hundreds of renderings: a
 * hundred of them, or those of the last second. A refused one is named with the inventory that it comes from.
 */
final class HaproxyBatch {
    private static final int SIZE = 100;
    private static final long NANOS = 1_000_000_000;
    private static final int REMEMBERED = 500_000;
    private static final Pattern LISTEN = Pattern.compile("(?m)^listen .*$");

    /** A name to bind to. */
    private static final Pattern BIND = Pattern.compile("(?m)^( *bind )([^0-9:*\\[]\\S*|[0-9.]*[^0-9.:\\s][^:\\s]*)(:\\d+)$");

    /** Digits and points that are no address are a server's name. */
    private static final Pattern DIGITS = Pattern.compile("(?m)^( *server \\S+ )([0-9.]+)(:)");

    private record Waiting(String section, byte[] inventory) {}

    private final Path directory;
    private final Set<Long> seen = new HashSet<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private long asked = System.nanoTime();
    private int accepted;
    private int refused;

    HaproxyBatch(Path directory) {
        this.directory = directory;
        AtEnd.run(this::finish);
    }

    /** A file that HAProxy must accept, and what it was rendered from. */
    void add(RenderedFile file, byte[] inventory) {
        // Names are not looked up, certificates are not there, and sections need different names.
        String content = file.content().replace(" check-ssl ca-file /pg/cert/ca.crt", "");
        String bound = BIND.matcher(content).replaceAll("$1*$3");
        String text = RealHaproxy.withoutNames(DIGITS.matcher(bound).replaceAll(match ->
                Addresses.mistake(match.group(2)).isEmpty() ? "$1$2$3" : "$1localhost$3"));
        if (seen.size() < REMEMBERED && seen.add(hash(text))) {
            waiting.add(new Waiting(LISTEN.matcher(text).replaceFirst("listen s" + seen.size()), inventory));
        }
        if (waiting.size() >= SIZE || !waiting.isEmpty() && System.nanoTime() - asked > NANOS) {
            flush();
        }
    }

    private synchronized void flush() {
        List<Waiting> now = List.copyOf(waiting);
        waiting.clear();
        asked = System.nanoTime();
        if (now.isEmpty()) {
            return;
        }
        if (refusal(String.join("\n", now.stream().map(Waiting::section).toList())).isEmpty()) {
            accepted += now.size();
            return;
        }
        for (Waiting one : now) {
            String words = refusal(one.section());
            if (words.isEmpty()) {
                accepted++;
                continue;
            }
            refused++;
            throw new AssertionError("HAProxy refuses what was accepted:\n" + words + "\n" + one.section() + "\nwhich comes from\n"
                    + new String(one.inventory(), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private void finish() {
        try {
            flush();
        } catch (AssertionError e) {
            System.err.println(e.getMessage());
        }
        System.err.println("fuzz-haproxy: accepted=" + accepted + " refused=" + refused);
    }

    private String refusal(String sections) {
        try {
            return RealHaproxy.check(directory, sections);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long hash(String text) {
        long hash = 1125899906842597L;
        for (int i = 0; i < text.length(); i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }
}
