package io.pgsvc.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A good inventory in which single values are replaced by any other: no value may add a directive, a section or a file.
 * The input is a list of changes of three bytes and a text: which value; how it is written and how long the text is;
 * which of the {@link #HOSTILE} texts comes before it. Only values are replaced, so that the definitions stay what they are.
 */
public final class ValuesFuzz {
    private static final Judge JUDGE = new Judge();
    /** Good values, and the places at which they stand, in order. */
    private static final List<String> GOOD = List.of("pg-test", "mine", "5440", "*", "default", "/primary",
            "[? pg_role == `primary`]", "[? pg_role == `replica`]", "100", "leastconn", "web", "127.0.0.1", "18080", "tcp", "roundrobin",
            "20", "option redispatch", "inter 3s", "w-1", "10.0.0.9", "8080", "", "1", "primary", "100", "no", "norm", "5432", "6432", "8008",
            "tail", "10.0.0.1", "postgres", "no", "inter 3s", "50", "no", "10.0.0.2", "", "replica");
    private static final int GROUP = 30;
    /** Alone in an input: every hostile text in this place, before or behind the good value. The corpus has it for each place. */
    private static final int EVERY = 5;
    private static final String INVENTORY = """
            all:
              vars:
                pg_default_service_dest: {32}
              children:
                {30}:
                  hosts:
                    10.0.0.7: {}
                test:
                  vars:
                    pg_cluster: {0}
                    pg_rto: {26}
                    pg_port: {27}
                    pgbouncer_port: {28}
                    patroni_port: {29}
                    patroni_ssl_enabled: {33}
                    pg_service_provider: {38}
                    pg_services:
                      - { name: {1}, port: {2}, ip: {3}, dest: {4}, check: {5}, selector: {6}, backup: {7}, maxconn: {8}, balance: {9} }
                      - { name: second, port: 5450, selector: "[]", options: {34} }
                    haproxy_services:
                      - name: {10}
                        ip: {11}
                        port: {12}
                        protocol: {13}
                        balance: {14}
                        maxconn: {15}
                        options: [ {16} ]
                        default: {17}
                        servers: [ { name: {18}, ip: {19}, port: {20}, options: {21}, weight: {35}, backup: {36} } ]
                  hosts:
                    {31}: { pg_seq: {22}, pg_role: {23}, pg_weight: {24}, pg_offline_query: {25} }
                    {37}: { pg_seq: 2, pg_role: {39} }
            """;
    /** What would do harm if it got into a file as it is, and what is no text at all. */
    private static final List<String> HOSTILE = List.of("", "\n    server evil 10.6.6.6:1", "x\nlisten evil\n    bind *:1\n", "\r    mode http", "\u0085",
            "\u2028listen evil", " # ", "\\", "\"", "'", "$HOME", "${HOME}", "\t", "\u000b", "\u00a0", " check", "../../tmp/x", "a/b", ".hidden", "[::1]",
            "fd@3", "unix@/x", "1.2.3.4:80", "::1", "%eth0", "-1", "65536", "1e3", "0x10", "1.5", "hdr(x)", "{{ pg_cluster }}", "{{ 5 * 1000 }}", "listen x",
            "global", "static-rr");
    /** Written without quotes: other types. */
    private static final List<String> TYPES = List.of("null", "true", "1.5", "[ 1, a ]", "{ a: 1 }", "!unsafe 'x'", "!!binary aGk=", "!vault 'x'",
            "2024-01-01", ".inf", "0o17", "1_000", "~", "[]", "{}", "100:00");

    private ValuesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 3 && (input[1] & 7) == EVERY) {
            for (int pick = 0; pick < HOSTILE.size(); pick++) {
                judge(new byte[] {input[0], input[1], (byte) (2 * pick + (pick + input[0] & 1))});
            }
        } else {
            judge(input);
        }
    }

    private static void judge(byte[] changes) {
        byte[] inventory = inventory(changes).getBytes(StandardCharsets.UTF_8);
        Bounds.within(() -> JUDGE.inventory(inventory));
    }

    private static String inventory(byte[] input) {
        String[] values = new String[GOOD.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = written(GOOD.get(i), 0);
        }
        int at = 0;
        while (at + 3 <= input.length) {
            int which = (input[at] & 0xff) % values.length;
            int how = input[at + 1] & 7;
            int end = Math.min(input.length, at + 3 + ((input[at + 1] & 0xff) >> 3));
            int pick = input[at + 2] & 0xff;
            String text = how == EVERY ? GOOD.get(which) : new String(input, at + 3, end - at - 3, StandardCharsets.UTF_8);
            values[which] = how == 3 ? TYPES.get(pick % TYPES.size())
                    : written(pick % 2 == 0 ? HOSTILE.get(pick / 2 % HOSTILE.size()) + text : text + HOSTILE.get(pick / 2 % HOSTILE.size()), how);
            at = end;
        }
        StringBuilder text = new StringBuilder(INVENTORY);
        for (int i = 0; i < values.length; i++) {
            String place = "{" + i + "}";
            int from = text.indexOf(place);
            String value = i == GROUP && values[i].length() < 2 ? "tail" : values[i];
            text.replace(from, from + place.length(), value);
        }
        return text.toString();
    }

    /** 2: in single quotes, which fold line breaks; 4: plain, where that is the same text; else in double quotes, everything escaped. */
    private static String written(String text, int how) {
        if (how == 2) {
            return "'" + text.replace("'", "''") + "'";
        }
        if (how == 4 && text.matches("[A-Za-z0-9][A-Za-z0-9_./-]*")) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> quoted.append(c >= ' ' && c < 127 && c != '"' && c != '\\' ? Character.toString(c)
                : String.format("\\U%08X", c)));
        return quoted.append('"').toString();
    }
}
