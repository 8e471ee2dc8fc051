package io.pgsvc.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsvc.haproxy.StatCsv;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who takes the traffic, by HAProxy's rule. A server is written {@code name=status:weight}, a backup with {@code ~} before it. */
class TrafficTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # servers                                 | allbackups | who     | shares
            a=UP:100 b=UP:100 c=DOWN:100              | false      | ACTIVE  | a 0.5 b 0.5
            a=UP:100 b=UP:300                         | false      | ACTIVE  | a 0.25 b 0.75
            a=UP:100 ~b=UP:100                        | true       | ACTIVE  | a 1.0
            a=no_check:100 b=UP_1/3:100               | false      | ACTIVE  | a 0.5 b 0.5
            a=UP:0 ~b=UP:100                          | false      | BACKUP  | b 1.0
            a=DOWN:100 ~b=DOWN:100 ~c=UP:50 ~d=UP:100 | false      | BACKUP  | c 1.0
            a=DOWN:100 ~b=DOWN:100 ~c=UP:50 ~d=UP:150 | true       | BACKUP  | c 0.25 d 0.75
            a=MAINT:100 b=DRAIN:0 c=NOLB:100          | false      | NOBODY  | ''
            a=DOWN_1/2:100 ~b=MAINT:100               | false      | NOBODY  | ''
            ''                                        | false      | EMPTY   | ''
            """)
    void isSplit(String servers, boolean allBackups, Traffic who, String shares) {
        List<StatCsv.Row> rows = rows(servers);
        Traffic.Split split = Traffic.split(rows, allBackups);
        assertEquals(who, split.traffic());
        List<String> found = new ArrayList<>();
        rows.stream().filter(r -> split.share(r) > 0).forEach(r -> found.add(r.server() + " " + split.share(r)));
        assertEquals(shares, String.join(" ", found));
    }

    private static List<StatCsv.Row> rows(String servers) {
        StringBuilder csv = new StringBuilder("# pxname,svname,status,weight,bck,type,\n");
        for (String server : servers.isEmpty() ? new String[0] : servers.split(" ")) {
            String[] parts = server.split("[=:]");
            csv.append("s,").append(parts[0].replace("~", "")).append(',').append(parts[1].replace('_', ' ')).append(',').append(parts[2])
                    .append(',').append(parts[0].startsWith("~") ? 1 : 0).append(",2,\n");
        }
        return StatCsv.parse(csv.toString()).orElseThrow().rows();
    }
}
