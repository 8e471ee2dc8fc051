package io.pgsvc.pass;

import io.pgsvc.publish.Fragment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A service file taken apart for comparison.
 *
 * @param binds   addresses as written
 * @param servers by name; names of sections other than the file's own stand before theirs
 * @param lines   all other directives, each as its words
 */
record ServiceText(List<String> binds, SequencedMap<String, ServerText> servers, List<List<String>> lines) {

    /**
     * A server line.
     *
     * @param settings the words after the address: those with a value by name, the rest with an empty value
     */
    record ServerText(String host, String port, Map<String, String> settings) {
        boolean backup() {
            return settings.containsKey("backup");
        }

        String setting(String name) {
            return settings.getOrDefault(name, "");
        }

        /** What has no words of its own. */
        String otherWords() {
            return settings.entrySet().stream().filter(e -> !NAMED.contains(e.getKey()))
                    .map(e -> (e.getKey() + " " + e.getValue()).strip()).collect(Collectors.joining(" "));
        }
    }

    private static final List<String> WITH_VALUE = List.of("port", "weight", "ca-file", "inter", "fastinter", "downinter", "rise",
            "fall", "maxconn", "maxqueue", "slowstart", "on-marked-down", "on-marked-up", "cookie", "id", "addr", "verify", "sni", "crt");

    private static final Set<String> NAMED = Set.of("backup", "weight", "port", "check-ssl", "ca-file");

    /** Where it listens: {@code port 5433}, or addresses and ports. */
    String bindWords() {
        List<String> words = binds.stream().map(bind -> bind.startsWith("*:") ? bind.substring(2) : bind).toList();
        return "port " + String.join(", ", words);
    }

    /** Its servers: {@code servers pg-test-1, pg-test-2 (backup)}. */
    String serverWords() {
        return servers.isEmpty() ? "no server" : servers.entrySet().stream()
                .map(e -> e.getKey() + (e.getValue().backup() ? " (backup)" : "")).collect(Collectors.joining(", "));
    }

    /** An address with a port, taken apart. */
    static ServerText address(String text) {
        return server(List.of("bind", "", text));
    }

    static ServiceText parse(String stem, String content) {
        Fragment fragment = Fragment.parse(content);
        List<String> binds = new ArrayList<>();
        SequencedMap<String, ServerText> servers = new LinkedHashMap<>();
        List<List<String>> lines = new ArrayList<>();
        String section = "";
        int next = 0;
        for (Fragment.Directive directive : fragment.directives()) {
            List<String> words = directive.words();
            if (next < fragment.sections().size() && fragment.sections().get(next).line() == directive.line()) {
                section = fragment.sections().get(next++).name();
                if (!section.equals(stem)) {
                    lines.add(words);
                }
            } else if (words.getFirst().equals("bind") && words.size() > 1) {
                binds.add(words.get(1));
            } else if (words.getFirst().equals("server") && words.size() > 2) {
                servers.put(section.equals(stem) ? words.get(1) : section + "/" + words.get(1), server(words));
            } else {
                lines.add(words);
            }
        }
        return new ServiceText(List.copyOf(binds), servers, List.copyOf(lines));
    }

    private static ServerText server(List<String> words) {
        String host = new Fragment.Server(0, "", "", words.get(2)).host();
        String port = words.get(2).length() > host.length() ? words.get(2).substring(host.length() + 1) : "";
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 3; i < words.size(); i++) {
            boolean value = WITH_VALUE.contains(words.get(i)) && i + 1 < words.size();
            settings.put(words.get(i), value ? words.get(++i) : "");
        }
        return new ServerText(host, port, settings);
    }
}
