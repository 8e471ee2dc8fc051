package io.pgsvc.haproxy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a worker's {@code show info} says: {@code Name: value} lines. */
public record ShowInfo(Map<String, String> values) {

    public ShowInfo {
        values = Map.copyOf(values);
    }

    /** Reads an answer; empty where it names no process id. */
    public static Optional<ShowInfo> parse(String answer) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : answer.split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                values.putIfAbsent(line.substring(0, colon), line.substring(colon + 2).strip());
            }
        }
        ShowInfo info = new ShowInfo(values);
        return info.pid() > 0 ? Optional.of(info) : Optional.empty();
    }

    /** The worker's process id; 0 where it says none. */
    public long pid() {
        return number("Pid");
    }

    /** Seconds. */
    public long uptime() {
        return number("Uptime_sec");
    }

    /** Sessions of clients at this moment. */
    public long sessions() {
        return number("CurrConns");
    }

    public String version() {
        return values.getOrDefault("Version", "");
    }

    private long number(String key) {
        String text = values.getOrDefault(key, "");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
}
