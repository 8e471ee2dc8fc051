package io.pgsvc.haproxy;

import io.pgsvc.model.Severity;
import io.pgsvc.publish.CheckResult.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what HAProxy prints while it loads a configuration:
 * <pre>
 * [ALERT]    (123) : config : parsing [/etc/haproxy/conf.d/x.cfg:4] : unknown keyword 'foo' in 'listen' section
 * [ALERT]    (123) : config : [/etc/haproxy/conf.d/x.cfg:5] : 'server b/s2' : invalid port '99999'
 * [ALERT]    (123) : config : Parsing [x.cfg:5]: proxy 'b' has the same name as proxy 'b' declared at x.cfg:1.
 * [WARNING]  (123) : config : proxy 'b' : …
 * [ALERT] 326/120000 (123) : parsing [x.cfg:4] : …          (before 2.4)
 * </pre>
 * Lines without such a head belong to the message above them.
 */
final class CheckMessages {
    private CheckMessages() {}

    /**
     * @param loaded the directory that was loaded in the place of {@code shown}: messages name the files of the latter
     */
    static List<Message> parse(String output, Path loaded, Path shown) {
        List<Message> messages = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        Severity severity = Severity.INFO;
        for (String line : output.split("\n", -1)) {
            Optional<Severity> head = severity(line);
            if (head.isEmpty()) {
                if (!text.isEmpty() && !line.isBlank()) {
                    text.append('\n').append(line.stripTrailing());
                }
                continue;
            }
            flush(messages, severity, text, loaded, shown);
            severity = head.get();
            if (severity != Severity.INFO) {
                text.append(body(line));
            }
        }
        flush(messages, severity, text, loaded, shown);
        List<Message> telling = messages.stream().filter(m -> !isSummary(m.text())).toList();
        return telling.isEmpty() ? messages : telling;
    }

    /** What HAProxy says after its errors, and what tells nothing beside them. */
    private static boolean isSummary(String text) {
        return text.startsWith("Error(s) found in configuration file") || text.startsWith("Fatal errors found in conf")
                || text.equals("Loading failure!");
    }

    private static Optional<Severity> severity(String line) {
        if (line.startsWith("[ALERT]") || line.startsWith("[EMERG]")) {
            return Optional.of(Severity.ERROR);
        }
        if (line.startsWith("[WARNING]")) {
            return Optional.of(Severity.WARNING);
        }
        return line.startsWith("[NOTICE]") || line.startsWith("[DIAG]") || line.equals("Warnings were found.")
                || line.equals("Configuration file is valid") ? Optional.of(Severity.INFO) : Optional.empty();
    }

    /** What stands behind the process id and {@code config :}. */
    private static String body(String line) {
        int from = line.indexOf(") : ");
        String body = from < 0 ? line.substring(line.indexOf(']') + 1) : line.substring(from + 4);
        body = body.strip();
        while (body.startsWith("config : ")) {
            body = body.substring(9).strip();
        }
        return body;
    }

    private static void flush(List<Message> messages, Severity severity, StringBuilder text, Path loaded, Path shown) {
        if (text.isEmpty()) {
            return;
        }
        String message = text.toString();
        text.setLength(0);
        // The first "[file:line]" says where; what stands before it ("parsing") says nothing.
        int open = message.indexOf('[');
        int close = open < 0 ? -1 : message.indexOf(']', open);
        int colon = close < 0 ? -1 : message.lastIndexOf(':', close);
        int line = 0;
        Optional<String> file = Optional.empty();
        if (colon > open && open >= 0 && (open == 0 || message.substring(0, open).strip().equalsIgnoreCase("parsing"))) {
            line = number(message.substring(colon + 1, close));
            if (line > 0) {
                file = fragment(message.substring(open + 1, colon), loaded);
                String rest = message.substring(close + 1).strip();
                // Our reader has the fragment's name and line as values; the main file's it has only in the text.
                if (file.isPresent()) {
                    message = rest.startsWith(":") ? rest.substring(1).strip() : rest;
                }
            }
        }
        messages.add(new Message(severity, file, file.isPresent() ? line : 0, rename(message, loaded, shown)));
    }

    private static Optional<String> fragment(String file, Path loaded) {
        String prefix = loaded + "/";
        return file.startsWith(prefix) && file.indexOf('/', prefix.length()) < 0
                ? Optional.of(file.substring(prefix.length())) : Optional.empty();
    }

    static String rename(String text, Path loaded, Path shown) {
        return loaded.equals(shown) ? text : text.replace(loaded + "/", shown + "/");
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }
}
