package io.pgsvc.fuzz;

import io.pgsvc.render.RenderedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads rendered files as strictly as can be, by rules of its own: one section, its directives in the order and number
 * that the definition asks for, and nothing else. Lines of {@code haproxy_services.options} are the one exception.
 */
final class Sections {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]+");
    private static final String WORD = "[^\\s#\"'\\\\$]+";
    private static final String NUMBER = "\\d+(\\.\\d+)?";
    private static final Pattern SERVER = Pattern.compile("server [A-Za-z0-9_.:-]+ " + WORD + ":" + NUMBER
            + "( check-ssl ca-file /pg/cert/ca\\.crt)? check port " + NUMBER + " weight( " + NUMBER + "(e[+-]\\d+)?)?( +backup)?");
    private static final Pattern COMPONENT_SERVER = Pattern.compile("server [A-Za-z0-9_.:-]+ " + WORD + ":" + NUMBER + "(\\s.*)?");
    /** default-server as pgsvc itself writes it: what users write there is theirs. */
    private static final Pattern OWN_DEFAULTS = Pattern.compile("default-server inter \\S+ fastinter \\S+ downinter \\S+ rise \\d+ fall \\d+ .*"
            + "|default-server inter 3s");
    /** Free text of users' that HAProxy accepts: sections with no other can be checked. */
    private static final Set<String> OWN_OPTIONS = Set.of("", "option redispatch");
    /** What stands in a PostgreSQL service between its first line and its servers. */
    private static final List<Pattern> POSTGRES = patterns("bind (" + WORD + ")?:\\d+", "mode tcp", "maxconn \\d+", "balance( " + WORD + ")?",
            "option httpchk", "option http-keep-alive", "http-check send meth OPTIONS uri " + WORD, "http-check expect status 200");
    private static final List<Pattern> COMPONENT = patterns("bind (" + WORD + ")?:\\d+", "mode (tcp|http)", "maxconn \\d+", "balance( " + WORD + ")?");
    private static final Pattern STARTS_SECTION = Pattern.compile("(global|defaults|listen|frontend|backend|userlist|peers|mailers|resolvers|cache"
            + "|program|http-errors|ring|log-forward|fcgi-app|crt-store|traces|log-profile|acme)(\\s.*)?");

    private Sections() {}

    private static List<Pattern> patterns(String... texts) {
        return List.of(texts).stream().map(Pattern::compile).toList();
    }

    /** Fails where a file holds more than it may. */
    static void check(RenderedFile file) {
        if (!NAME.matcher(file.stem()).matches() || file.stem().startsWith(".") || file.fileName().contains("/")
                || !file.fileName().equals(file.stem() + ".cfg")) {
            throw new AssertionError("a file of this name: " + file.fileName());
        }
        List<String> lines = lines(file);
        boolean component = file.cluster().isEmpty();
        List<Pattern> head = component ? COMPONENT : POSTGRES;
        for (int i = 0; i < head.size(); i++) {
            if (i >= lines.size() || !head.get(i).matcher(lines.get(i)).matches()) {
                throw new AssertionError("not " + head.get(i) + ": " + (i < lines.size() ? lines.get(i) : "the end") + " in\n" + file.content());
            }
        }
        int defaults = lastDefaults(lines, head.size());
        for (String option : lines.subList(head.size(), defaults)) {
            if (!component || STARTS_SECTION.matcher(option).matches()) {
                throw added(file, option);
            }
        }
        List<String> servers = lines.subList(Math.min(lines.size(), defaults + 1), lines.size());
        for (String server : servers) {
            if (!(component ? COMPONENT_SERVER : SERVER).matcher(server).matches()) {
                throw added(file, server);
            }
        }
        if (defaults >= lines.size() || servers.size() != file.servers().size()) {
            throw new AssertionError("other servers than selected in " + file.content());
        }
        if (component && !names(servers).equals(file.servers())) {
            throw new AssertionError("other servers than defined in " + file.content());
        }
    }

    /** The lines of a section that HAProxy reads, but for the first one. */
    private static List<String> lines(RenderedFile file) {
        List<String> lines = new ArrayList<>();
        boolean open = false;
        for (String line : file.content().split("\n", -1)) {
            if (line.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c)) || line.indexOf('\u2028') >= 0) {
                throw new AssertionError("control characters in: " + line);
            }
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (!open && text.equals("listen " + file.stem())) {
                open = true;
            } else if (!open || !line.startsWith("    ")) {
                throw added(file, line);
            } else {
                lines.add(text);
            }
        }
        return lines;
    }

    /** Where the template's own default-server stands: the servers follow it. */
    private static int lastDefaults(List<String> lines, int from) {
        for (int i = lines.size() - 1; i >= from; i--) {
            if (lines.get(i).equals("default-server") || lines.get(i).startsWith("default-server ")) {
                return i;
            }
        }
        return lines.size();
    }

    private static List<String> names(List<String> servers) {
        return servers.stream().map(server -> server.split(" ", 3)[1]).toList();
    }

    private static AssertionError added(RenderedFile file, String line) {
        return new AssertionError("a line of " + file.stem() + " that nobody asked for: " + line + " in\n" + file.content());
    }

    /** Whether all of a file is pgsvc's own making, so that HAProxy must accept it. */
    static boolean isOwnMaking(RenderedFile file) {
        Map<String, Integer> counts = new TreeMap<>();
        List<String> lines = lines(file);
        lines.forEach(line -> counts.merge(line.split("\\s", 2)[0], 1, Integer::sum));
        boolean own = counts.getOrDefault("default-server", 0) == 1 && lines.stream().filter(line -> line.startsWith("default-server"))
                .allMatch(line -> OWN_DEFAULTS.matcher(line).matches());
        if (file.cluster().isPresent() || !own) {
            return own;
        }
        return lines.subList(COMPONENT.size(), lastDefaults(lines, COMPONENT.size())).stream().allMatch(OWN_OPTIONS::contains)
                && lines.stream().filter(line -> line.startsWith("server ")).allMatch(line -> line.matches(
                        "server \\S+ \\S+( +backup)?( +weight \\d+)?"));
    }
}
