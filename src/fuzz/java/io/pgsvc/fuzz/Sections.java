package io.pgsvc.fuzz;

import io.pgsvc.render.RenderedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads rendered files as strictly as can be: nothing may stand in one that its definition did not ask for. */
final class Sections {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]+");
    private static final Pattern WORD = Pattern.compile("[^\\s#\"'\\\\$]+");
    private static final Pattern SERVER = Pattern.compile("server ([A-Za-z0-9_.:-]+) ([^\\s#\"'\\\\$]+):(\\d+)"
            + "( check-ssl ca-file /pg/cert/ca\\.crt)? check port (\\d+) weight (\\d+|\\d+\\.\\d+)?( backup)?");
    private static final Pattern COMPONENT_SERVER = Pattern.compile("server [A-Za-z0-9_.:-]+ \\S+:\\d+ .*");
    /** default-server as pgsvc itself writes it: what users write there is theirs. */
    private static final Pattern OWN_DEFAULTS = Pattern.compile("default-server inter \\S+ fastinter \\S+ downinter \\S+ rise \\d+ fall \\d+ .*");

    private Sections() {}

    /** Fails where a file holds more than it may. */
    static void check(RenderedFile file) {
        if (!NAME.matcher(file.stem()).matches() || file.stem().startsWith(".") || file.stem().contains("/")) {
            throw new AssertionError("a file of this name: " + file.fileName());
        }
        boolean component = file.cluster().isEmpty();
        List<String> lines = new ArrayList<>();
        for (String line : file.content().split("\n", -1)) {
            if (line.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c)) || line.indexOf('\u2028') >= 0) {
                throw new AssertionError("control characters in: " + line);
            }
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (lines.isEmpty() != text.equals("listen " + file.stem()) || !lines.isEmpty() && !line.startsWith("    ")) {
                throw new AssertionError("not in the section " + file.stem() + ": " + line);
            }
            lines.add(text);
        }
        Map<String, Integer> counts = new TreeMap<>();
        for (String line : lines) {
            String directive = line.split("[ \t]", 2)[0];
            counts.merge(directive, 1, Integer::sum);
            boolean fine = component ? component(line, directive) : postgres(line, directive);
            if (!fine) {
                throw new AssertionError("a line of " + file.stem() + " that nobody asked for: " + line);
            }
        }
        for (String once : component ? List.of("listen") : List.of("listen", "bind", "mode", "maxconn", "balance", "default-server")) {
            if (counts.getOrDefault(once, 0) != 1) {
                throw new AssertionError(counts.getOrDefault(once, 0) + " times " + once + " in " + file.content());
            }
        }
        if (!component && counts.getOrDefault("server", 0) != file.servers().size()) {
            throw new AssertionError("other servers than selected in " + file.content());
        }
    }

    private static boolean postgres(String line, String directive) {
        String rest = line.substring(directive.length()).strip();
        return switch (directive) {
            case "listen", "bind" -> WORD.matcher(rest).matches();
            case "mode" -> rest.equals("tcp");
            case "maxconn" -> rest.matches("\\d+");
            case "balance" -> WORD.matcher(rest).matches();
            case "option" -> rest.equals("httpchk") || rest.equals("http-keep-alive");
            case "http-check" -> rest.equals("expect status 200") || rest.matches("send meth OPTIONS uri [^\\s#\"'\\\\$]+");
            case "default-server" -> true;
            case "server" -> SERVER.matcher(line).matches();
            default -> false;
        };
    }

    private static boolean component(String line, String directive) {
        return switch (directive) {
            case "server" -> COMPONENT_SERVER.matcher(line + " ").matches();
            case "frontend", "backend", "defaults", "global", "peers", "userlist", "resolvers", "mailers", "program", "http-errors",
                 "ring", "log-forward", "cache", "fcgi-app", "crt-store" -> false;
            default -> true;
        };
    }

    /** Whether all of a file is pgsvc's own making, so that HAProxy must accept it. */
    static boolean isOwnMaking(RenderedFile file) {
        return file.cluster().isPresent() && file.content().lines().map(String::strip)
                .filter(line -> line.startsWith("default-server")).allMatch(line -> OWN_DEFAULTS.matcher(line).matches());
    }
}
