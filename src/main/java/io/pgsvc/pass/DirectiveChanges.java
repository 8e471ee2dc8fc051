package io.pgsvc.pass;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says what differs between the directives of two sections, {@code bind} and {@code server} lines aside. */
final class DirectiveChanges {
    private static final Set<String> WITH_TOPIC = Set.of("option", "no", "http-check", "timeout", "tcp-check", "stick", "tcp-request",
            "tcp-response", "http-request", "http-response", "stats", "listen", "frontend", "backend");

    private DirectiveChanges() {}

    static List<String> between(List<List<String>> before, List<List<String>> after) {
        Map<String, List<List<String>>> gone = byTopic(before, after);
        Map<String, List<List<String>>> come = byTopic(after, before);
        List<String> texts = new ArrayList<>();
        gone.forEach((topic, lines) -> {
            List<List<String>> others = come.getOrDefault(topic, List.of());
            if (lines.size() == 1 && others.size() == 1) {
                texts.add(change(topic, lines.getFirst(), others.getFirst()));
                come.remove(topic);
            } else {
                lines.forEach(line -> texts.add("without `" + String.join(" ", line) + "`"));
            }
        });
        come.values().forEach(lines -> lines.forEach(line -> texts.add("with `" + String.join(" ", line) + "`")));
        if (texts.isEmpty() && !before.equals(after)) {
            texts.add("directives in another order");
        }
        return texts;
    }

    /** The lines that the other side does not have. */
    private static Map<String, List<List<String>>> byTopic(List<List<String>> lines, List<List<String>> others) {
        List<List<String>> rest = new ArrayList<>(lines);
        others.forEach(rest::remove);
        Map<String, List<List<String>>> topics = new LinkedHashMap<>();
        for (List<String> line : rest) {
            String topic = WITH_TOPIC.contains(line.getFirst()) && line.size() > 1 ? line.get(0) + " " + line.get(1) : line.getFirst();
            topics.computeIfAbsent(topic, t -> new ArrayList<>()).add(line);
        }
        return topics;
    }

    /** Only the words that differ, each after the word before it: {@code default-server inter 3s -> 2s}. */
    private static String change(String topic, List<String> before, List<String> after) {
        int known = topic.split(" ").length;
        if (before.size() != after.size() || before.size() <= known) {
            return topic + " `" + rest(before, known) + "` -> `" + rest(after, known) + "`";
        }
        List<String> words = new ArrayList<>();
        for (int i = known; i < before.size(); i++) {
            if (!before.get(i).equals(after.get(i))) {
                words.add((i > known ? before.get(i - 1) + " " : "") + before.get(i) + " -> " + after.get(i));
            }
        }
        return topic + " " + String.join(", ", words);
    }

    private static String rest(List<String> words, int from) {
        return String.join(" ", words.subList(Math.min(from, words.size()), words.size()));
    }
}
