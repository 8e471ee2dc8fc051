package io.pgsvc.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsvc.testing.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sample cluster gives, line for line, the listings of the page on Pigsty's services. */
class SampleTest {
    private static final String CHECKED = "inter 3s fastinter 1s downinter 5s rise 3 fall 3 on-marked-down shutdown-sessions"
            + " slowstart 30s maxconn 3000 maxqueue 128 weight 100";

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # service | port | check      | to   | servers in order, b for backup
            primary   | 5433 | /primary   | 6432 | 1 3 2
            replica   | 5434 | /read-only | 6432 | 1b 3 2
            default   | 5436 | /primary   | 5432 | 1 3 2
            offline   | 5438 | /replica   | 5432 | 3 2b
            standby   | 5435 | /sync      | 6432 | 1b 3 2
            delayed   | 5437 | /replica   | 5432 | ''
            """)
    void serviceComesOutAsDocumented(String service, int port, String check, int to, String servers) throws IOException {
        StringBuilder expected = new StringBuilder();
        expected.append("""
                listen pg-test-%s
                    bind *:%d
                    mode tcp
                    maxconn 5000
                    balance roundrobin
                    option httpchk
                    option http-keep-alive
                    http-check send meth OPTIONS uri %s
                    http-check expect status 200
                    default-server %s

                    # servers
                """.formatted(service, port, check, CHECKED));
        for (String server : servers.isEmpty() ? List.<String>of() : List.of(servers.split(" "))) {
            char number = server.charAt(0);
            expected.append("    server pg-test-%c 10.10.10.1%c:%d check port 8008 weight 100%s%n"
                    .formatted(number, number, to, server.endsWith("b") ? " backup" : ""));
        }
        Rendering sample = Rendering.of(directory, Files.readString(Path.of("examples/inventory.yml")));
        for (String host : List.of("10.10.10.11", "10.10.10.12", "10.10.10.13")) {
            String content = sample.files(host).get("pg-test-" + service);
            assertEquals(expected.toString(), content.substring(content.indexOf("listen ")));
        }
    }

    @Test
    void commentsNameTheServiceAndItsInstances() throws IOException {
        String content = Rendering.of(directory, Files.readString(Path.of("examples/inventory.yml"))).files("10.10.10.11")
                .get("pg-test-standby");
        assertEquals("""
                # Managed by pgsvc from the inventory: edit there, not here.
                #---------------------------------------------------------------------
                # service: pg-test-standby @ 10.10.10.11:5435
                #---------------------------------------------------------------------
                # service instances 10.10.10.11, 10.10.10.13, 10.10.10.12
                # service backups   10.10.10.11
                """, content.substring(0, content.indexOf("listen ")));
    }
}
