package io.pgsvc.haproxy;

import io.pgsvc.haproxy.HaproxyConfig.Section;
import io.pgsvc.haproxy.HaproxyConfig.Server;
import io.pgsvc.haproxy.HaproxyConfig.StatsSocket;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects a {@link HaproxyConfig} line by line, over several files. */
final class HaproxyConfigReader {
    /** HAProxy's own defaults (manual, 5.2): inter 2 s, fall 3. */
    private static final Timing HAPROXY = new Timing(2000, 3, 0, false, false, false);

    /**
     * What stands in default-server lines for the servers below, and what else a section has of its defaults.
     *
     * @param special something beside its own check has a say in a server's state, or it has TLS
     */
    private record Timing(long inter, long fall, int checkPort, boolean check, boolean special, boolean allBackups) {
        long untilDown() {
            return inter * fall;
        }
    }

    private final Map<String, String> variables;
    private final List<StatsSocket> sockets = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();
    private final Map<String, Timing> namedDefaults = new LinkedHashMap<>();
    private Optional<String> stateFile = Optional.empty();
    private Optional<String> stateBase = Optional.empty();
    private Optional<String> pidFile = Optional.empty();
    private Optional<String> hardStop = Optional.empty();
    private boolean loadsState;

    private String kind = "";
    private String name = "";
    private String file = "";
    private int line;
    private int sectionLine;
    private Timing defaults = HAPROXY;
    private Timing timing = HAPROXY;
    private long untilDown;
    private List<Bind> binds = new ArrayList<>();
    private List<Server> servers = new ArrayList<>();

    HaproxyConfigReader(Map<String, String> variables) {
        this.variables = variables;
    }

    void read(String path, List<String> lines) {
        endSection();
        file = path;
        for (int i = 0; i < lines.size(); i++) {
            line = i + 1;
            List<String> words = ConfigWords.split(lines.get(i), variables);
            if (!words.isEmpty() && !startsSection(words)) {
                inside(words);
            }
        }
        endSection();
    }

    HaproxyConfig result() {
        Optional<Path> state = stateFile.flatMap(HaproxyConfigReader::path).map(f -> f.isAbsolute() ? f
                : stateBase.flatMap(HaproxyConfigReader::path).map(b -> b.resolve(f)).orElse(f));
        return new HaproxyConfig(sockets, state, loadsState, pidFile.flatMap(HaproxyConfigReader::path), hardStop, sections);
    }

    private boolean startsSection(List<String> words) {
        switch (words.getFirst()) {
            case "global", "defaults", "listen", "frontend", "backend", "peers", "resolvers", "userlist", "mailers",
                 "program", "cache", "ring", "http-errors", "fcgi-app", "log-forward", "log-profile", "crt-store",
                 "traces", "acme" -> {
                endSection();
                kind = words.getFirst();
                name = words.size() > 1 ? words.get(1) : "";
                sectionLine = line;
                startTiming(words);
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    /** The timing with which a section starts: that of the last, or the named, {@code defaults}. */
    private void startTiming(List<String> words) {
        int from = words.indexOf("from");
        Timing named = from > 0 && from + 1 < words.size() ? namedDefaults.get(words.get(from + 1)) : null;
        if (kind.equals("defaults")) {
            timing = named == null ? HAPROXY : named;
        } else {
            timing = named == null ? defaults : named;
        }
        untilDown = 0;
        binds = new ArrayList<>();
        servers = new ArrayList<>();
    }

    private void inside(List<String> words) {
        String key = words.getFirst();
        switch (kind) {
            case "global" -> global(key, words);
            case "defaults" -> {
                loads(key, words);
                option(words);
                if (key.equals("default-server")) {
                    timing = timed(words, timing);
                }
            }
            case "listen", "frontend", "backend" -> {
                loads(key, words);
                option(words);
                section(key, words);
            }
            default -> { }
        }
    }

    private void global(String key, List<String> words) {
        if (words.size() < 2) {
            return;
        }
        String value = words.get(1);
        switch (key) {
            case "server-state-file" -> stateFile = Optional.of(value);
            case "server-state-base" -> stateBase = Optional.of(value);
            case "pidfile" -> pidFile = Optional.of(value);
            case "hard-stop-after" -> hardStop = Optional.of(value);
            case "stats" -> {
                if (value.equals("socket") && words.size() > 2) {
                    String address = words.get(2);
                    String path = address.startsWith("unix@") ? address.substring(5) : address;
                    int level = words.indexOf("level");
                    if (path.startsWith("/")) {
                        path(path).ifPresent(p -> sockets.add(new StatsSocket(p,
                                level > 0 && level + 1 < words.size() ? words.get(level + 1) : "operator", file, line)));
                    }
                }
            }
            default -> { }
        }
    }

    private void loads(String key, List<String> words) {
        loadsState |= key.equals("load-server-state-from-file") && words.size() > 1 && words.get(1).equals("global");
    }

    private void option(List<String> words) {
        boolean no = words.getFirst().equals("no");
        List<String> option = no ? words.subList(1, words.size()) : words;
        if (option.size() > 1 && option.getFirst().equals("option") && option.get(1).equals("allbackups")) {
            timing = new Timing(timing.inter(), timing.fall(), timing.checkPort(), timing.check(), timing.special(), !no);
        }
    }

    private void section(String key, List<String> words) {
        switch (key) {
            case "bind" -> {
                if (words.size() > 1) {
                    binds.addAll(Bind.parse(words.get(1), file, line));
                }
            }
            case "default-server" -> timing = timed(words, timing);
            case "server" -> {
                if (words.size() > 2) {
                    Timing own = timed(words, timing);
                    String address = words.get(2);
                    servers.add(new Server(words.get(1), port(address.substring(address.lastIndexOf(':') + 1)), own.checkPort(),
                            own.check() && !own.special()));
                    untilDown = Math.max(untilDown, own.untilDown());
                }
            }
            default -> { }
        }
    }

    private void endSection() {
        if (kind.equals("listen") || kind.equals("frontend") || kind.equals("backend")) {
            sections.add(new Section(kind, name, binds, servers, Duration.ofMillis(untilDown), timing.allBackups(), file, sectionLine));
        } else if (kind.equals("defaults")) {
            defaults = timing;
            if (!name.isEmpty()) {
                namedDefaults.put(name, timing);
            }
        }
        kind = "";
    }

    private static Timing timed(List<String> words, Timing before) {
        long inter = before.inter();
        long fall = before.fall();
        int checkPort = before.checkPort();
        boolean check = before.check();
        boolean special = before.special();
        for (String word : words) {
            switch (word) {
                case "check" -> check = true;
                case "no-check" -> check = false;
                case "track", "disabled", "agent-check", "init-state", "ssl" -> special = true;
                default -> { }
            }
        }
        for (int i = 1; i + 1 < words.size(); i++) {
            if (words.get(i).equals("inter")) {
                inter = milliseconds(words.get(i + 1)).orElse(inter);
            } else if (words.get(i).equals("fall") && words.get(i + 1).matches("[0-9]{1,6}")) {
                fall = Long.parseLong(words.get(i + 1));
            } else if (words.get(i).equals("port")) {
                checkPort = port(words.get(i + 1));
            }
        }
        return new Timing(inter, fall, checkPort, check, special, before.allBackups());
    }

    /** 0 for anything that is no port ({@code +1} is relative to the client's). */
    private static int port(String text) {
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    }

    /** HAProxy's time format (manual, 2.5): milliseconds where no unit stands. */
    static Optional<Long> milliseconds(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        if (digits == 0 || digits > 9) {
            return Optional.empty();
        }
        long number = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "", "ms" -> Optional.of(number);
            case "us" -> Optional.of(number / 1000);
            case "s" -> Optional.of(number * 1000);
            case "m" -> Optional.of(number * 60_000);
            case "h" -> Optional.of(number * 3_600_000);
            case "d" -> Optional.of(number * 86_400_000);
            default -> Optional.empty();
        };
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
