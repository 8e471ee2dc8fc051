package io.pgsvc.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A good inventory in which single values are replaced by any text: no value may add a directive, a section or a file.
 * The input is a list of changes: which value, how it is quoted and how long it is in two bytes, then the text.
 */
public final class ValuesFuzz {
    private static final Judge JUDGE = new Judge();
    /** Good values, and the places at which they stand, in order. */
    private static final List<String> GOOD = List.of("pg-test", "mine", "5440", "*", "default", "/primary",
            "[? pg_role == `primary`]", "[? pg_role == `replica`]", "100", "leastconn", "web", "127.0.0.1", "18080", "tcp", "roundrobin",
            "20", "option redispatch", "inter 3s", "w-1", "10.0.0.9", "8080", "", "1", "primary", "100", "no", "norm", "5432", "6432", "8008",
            "tail", "10.0.0.1");
    private static final String INVENTORY = """
            all:
              children:
                tail{30}:
                  hosts:
                    10.0.0.7: {}
                test:
                  vars:
                    pg_cluster: {0}
                    pg_rto: {26}
                    pg_port: {27}
                    pgbouncer_port: {28}
                    patroni_port: {29}
                    pg_services:
                      - { name: {1}, port: {2}, ip: {3}, dest: {4}, check: {5}, selector: {6}, backup: {7}, maxconn: {8}, balance: {9} }
                    haproxy_services:
                      - name: {10}
                        ip: {11}
                        port: {12}
                        protocol: {13}
                        balance: {14}
                        maxconn: {15}
                        options: [ {16} ]
                        default: {17}
                        servers: [ { name: {18}, ip: {19}, port: {20}, options: {21} } ]
                  hosts:
                    {31}: { pg_seq: {22}, pg_role: {23}, pg_weight: {24}, pg_offline_query: {25} }
                    10.0.0.2: { pg_seq: 2, pg_role: replica }
            """;

    private ValuesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String[] values = new String[GOOD.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i == 30 ? "" : quoted(GOOD.get(i), 0);
        }
        int at = 0;
        while (at + 2 <= input.length) {
            int which = (input[at] & 0xff) % values.length;
            int how = input[at + 1] & 3;
            int end = Math.min(input.length, at + 2 + ((input[at + 1] & 0xff) >> 2));
            values[which] = quoted(new String(input, at + 2, end - at - 2, StandardCharsets.UTF_8), which == 30 ? 3 : how);
            at = end;
        }
        String text = INVENTORY;
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", values[i]);
        }
        JUDGE.inventory(text.getBytes(StandardCharsets.UTF_8));
    }

    /** 0 and 1: in double quotes with everything escaped that must be; 2: in single quotes; 3: as it is. */
    private static String quoted(String text, int how) {
        if (how == 3) {
            return text;
        }
        if (how == 2) {
            return "'" + text.replace("'", "''") + "'";
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> quoted.append(c >= ' ' && c < 127 && c != '"' && c != '\\' ? Character.toString(c)
                : String.format("\\U%08X", c)));
        return quoted.append('"').toString();
    }
}
