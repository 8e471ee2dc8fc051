package io.pgsvc.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A configuration fragment as HAProxy reads it: lines as words, without comments and blank lines. Words keep their
 * quotes and backslashes as they are written, so two fragments with equal directives mean the same to HAProxy; the
 * reverse is not promised.
 *
 * @param directives       every line with at least one word, section headers included
 * @param sections         in the order of the file
 * @param serviceComments  the names in comment lines of the form {@code # service: NAME @ …} (Pigsty's templates)
 */
public record Fragment(List<Directive> directives, List<Section> sections, List<String> serviceComments) {

    /** One line that is neither blank nor a comment; lines count from 1. */
    public record Directive(int line, List<String> words) {}

    /** A section: {@code listen} and its name, which is empty for {@code global}. */
    public record Section(int line, String keyword, String name) {}

    /** A {@code bind} line's first address, as written: {@code *:5433}. */
    public record Bind(int line, String section, String address) {}

    /** A {@code server} line; {@code address} as written, with its port. */
    public record Server(int line, String section, String name, String address) {

        /** The address without its port; IPv6 addresses and socket paths stay as they are where they have none. */
        public String host() {
            int colon = address.lastIndexOf(':');
            boolean bareIpv6 = colon >= 0 && address.indexOf(':') != colon && address.charAt(colon - 1) != ']';
            return colon < 0 || bareIpv6 ? address : address.substring(0, colon);
        }
    }

    private static final Set<String> SECTION_KEYWORDS = Set.of("global", "defaults", "frontend", "backend", "listen",
            "peers", "resolvers", "userlist", "mailers", "program", "http-errors", "cache", "ring", "log-forward",
            "fcgi-app", "crt-store", "traces", "acme", "log-profile");

    public Fragment {
        directives = List.copyOf(directives);
        sections = List.copyOf(sections);
        serviceComments = List.copyOf(serviceComments);
    }

    public static Fragment parse(String text) {
        List<Directive> directives = new ArrayList<>();
        List<Section> sections = new ArrayList<>();
        List<String> comments = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            List<String> words = words(line);
            if (words.isEmpty()) {
                serviceComment(line.strip(), comments);
                continue;
            }
            directives.add(new Directive(number, words));
            if (SECTION_KEYWORDS.contains(words.getFirst())) {
                sections.add(new Section(number, words.getFirst(), words.size() > 1 ? words.get(1) : ""));
            }
        }
        return new Fragment(directives, sections, comments);
    }

    private static void serviceComment(String line, List<String> comments) {
        String start = "# service: ";
        int at = line.indexOf(" @", start.length());
        if (line.startsWith(start) && at > 0) {
            comments.add(line.substring(start.length(), at).strip());
        }
    }

    /** Words of a line up to its comment; a {@code #} in quotes or behind a backslash starts none. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
                word.append(c).append(line.charAt(++i));
            } else if (quote != 0) {
                word.append(c);
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                word.append(c);
                quote = c;
            } else if (c == '#') {
                break;
            } else if (c == ' ' || c == '\t' || c == '\r') {
                flush(word, words);
            } else {
                word.append(c);
            }
        }
        flush(word, words);
        return List.copyOf(words);
    }

    private static void flush(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /** The directives alone: equal for two fragments that differ in comments, blank lines and spacing only. */
    public List<List<String>> meaning() {
        return directives.stream().map(Directive::words).toList();
    }

    /** True if both have equal directives. */
    public boolean sameDirectives(Fragment other) {
        return meaning().equals(other.meaning());
    }

    /** True if the two differ, but only in their {@code default-server} lines: the settings of {@code pg_rto}. */
    public boolean differsOnlyInDefaultServer(Fragment other) {
        return !sameDirectives(other) && withoutDefaultServer().equals(other.withoutDefaultServer());
    }

    private List<List<String>> withoutDefaultServer() {
        return directives.stream().map(Directive::words)
                .map(words -> words.getFirst().equals("default-server") ? List.of("default-server") : words).toList();
    }

    /**
     * Whether this is a service file as Pigsty writes it under this name: one section, {@code listen <stem>}, with
     * nothing before it, and the comment {@code # service: <stem> @} (design, contract 2).
     */
    public boolean isService(String stem) {
        return sections.size() == 1 && sections.getFirst().keyword().equals("listen")
                && sections.getFirst().name().equals(stem)
                && directives.getFirst().line() == sections.getFirst().line() && serviceComments.contains(stem);
    }

    /** All {@code bind} lines; several addresses on one line come apart. */
    public List<Bind> binds() {
        List<Bind> binds = new ArrayList<>();
        forEach("bind", 2, (section, d) -> {
            for (String address : d.words().get(1).split(",")) {
                binds.add(new Bind(d.line(), section, address));
            }
        });
        return List.copyOf(binds);
    }

    /** All {@code server} lines, in order. */
    public List<Server> servers() {
        List<Server> servers = new ArrayList<>();
        forEach("server", 3, (section, d) ->
                servers.add(new Server(d.line(), section, d.words().get(1), d.words().get(2))));
        return List.copyOf(servers);
    }

    private void forEach(String keyword, int atLeast, java.util.function.BiConsumer<String, Directive> action) {
        int next = 0;
        String section = "";
        for (Directive d : directives) {
            if (next < sections.size() && sections.get(next).line() == d.line()) {
                section = sections.get(next++).name();
            } else if (d.words().getFirst().equals(keyword) && d.words().size() >= atLeast) {
                action.accept(section, d);
            }
        }
    }
}
