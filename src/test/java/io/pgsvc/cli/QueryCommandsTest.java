package io.pgsvc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code list}, {@code explain} and {@code url}: what they say of the sample cluster and of others. */
class QueryCommandsTest {
    private static final String SAMPLE = "examples/inventory.yml";

    @TempDir
    Path directory;
    private Path inventory;

    @BeforeEach
    void inventory() {
        inventory = directory.resolve("i.yml");
    }

    private InProcess.Result run(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, "-i", inventory.toString()));
        arguments.addAll(List.of(more));
        return new InProcess().run(arguments.toArray(String[]::new));
    }

    private void write(String text) throws IOException {
        Files.writeString(inventory, text);
    }

    private static String lines(InProcess.Result result, Path directory) {
        return result.out().replace(directory + "/", "");
    }

    @Test
    void listsAClusterAsATable() {
        InProcess.Result result = new InProcess().run("list", SAMPLE, "--cluster", "pg-test");
        assertEquals(0, result.exit(), result.err());
        assertEquals("""
                SERVICE          PORT  TO              CHECK       MEMBERS                        BACKUPS    ON
                pg-test-primary  5433  pgbouncer:6432  /primary    pg-test-1 pg-test-3 pg-test-2             3 nodes
                pg-test-replica  5434  pgbouncer:6432  /read-only  pg-test-3 pg-test-2            pg-test-1  3 nodes
                pg-test-default  5436  postgres:5432   /primary    pg-test-1 pg-test-3 pg-test-2             3 nodes
                pg-test-offline  5438  postgres:5432   /replica    pg-test-3                      pg-test-2  3 nodes
                pg-test-standby  5435  pgbouncer:6432  /sync       pg-test-3 pg-test-2            pg-test-1  3 nodes
                pg-test-delayed  5437  postgres        /replica                                              3 nodes
                """, result.out());
        assertEquals("pgsvc: 6 services\n", result.err());
    }

    @Test
    void aNarrowTerminalGetsFewerColumns() {
        InProcess.Result result = new InProcess().onTerminal(60).with("NO_COLOR", "1").run("list", SAMPLE, "--all-nodes", "-s", "offline");
        assertEquals("""
                SERVICE          PORT  MEMBERS    BACKUPS    ON
                pg-test-offline  5438  pg-test-3  pg-test-2  3 nodes
                """, result.out());
        assertTrue(new InProcess().onTerminal(60).run("list", SAMPLE, "--all-nodes").out().contains("\u001b["), "colours on a terminal");
    }

    @Test
    void listsComponentsProvidersAndOneNode() throws IOException {
        write("""
                all:
                  children:
                    proxy:
                      hosts: { 10.0.0.1: , 10.0.0.2: }
                      vars:
                        haproxy_services:
                          - { name: minio, port: 9002, servers: [ { name: minio-1, ip: 10.0.1.1, port: 9000 } ] }
                    pg-a:
                      hosts: { 10.0.0.5: { pg_seq: 1, pg_role: primary, pg_weight: 7 } }
                      vars:
                        pg_cluster: pg-a
                        pg_service_provider: proxy
                        pg_default_services: [ { name: primary, port: 10013, dest: postgres, check: /primary, selector: "[]" } ]
                """);
        assertEquals("""
                SERVICE        PORT  TO             CHECK     MEMBERS    BACKUPS  PROVIDER
                pg-a-primary  10013  postgres:5432  /primary  pg-a-1(7)           proxy
                minio          9002  9000                     minio-1
                """, run("list", "--node", "10.0.0.2").out());
        JsonNode services = run("list", "--all-nodes", "-o", "json").json("list").get("services");
        assertEquals("[\"10.0.0.1\",\"10.0.0.2\"]", services.get(0).get("nodes").toString());
        assertEquals("proxy", services.get(0).get("provider").asText());
        assertTrue(services.get(1).get("cluster").isNull());
        assertTrue(run("list", "--all-nodes", "-o", "yaml").out().contains("provider: proxy"));
    }

    @Test
    void whatCannotBeListedIsSaid() throws IOException {
        write(Files.readString(Path.of(SAMPLE)).replace("port: 5435", "port: 99999"));
        InProcess.Result result = run("list", "--all-nodes");
        assertEquals(3, result.exit());
        assertTrue(result.err().contains("[out-of-range]") && result.err().contains("5 services"), result.err());
        assertEquals(64, run("list", "--all-nodes", "--node", "x").exit());
        assertTrue(run("list", "--cluster", "pg-tset").err().contains("did you mean `pg-test`"));
        assertTrue(run("list", "--node", "1.2.3.4", "-o", "json").json("list").get("failed").asBoolean());
    }

    @Test
    void explainsEachMember() throws IOException {
        Path vars = Files.createDirectories(directory.resolve("group_vars"));
        Files.writeString(vars.resolve("pg-test.yml"), "pgbouncer_port: 6433\npg_weight: 50\n");
        write(Files.readString(Path.of(SAMPLE)));
        InProcess.Result result = run("explain", "pg-test/standby", "--no-git");
        assertEquals(0, result.exit(), result.err());
        assertEquals("""
                pg-test-standby
                  listens on    *:5435 (i.yml:15)
                  sends to      pgbouncer: dest is default (i.yml:15), pg_default_service_dest is pgbouncer (defaults classic:11)
                  health check  /sync
                  selector      [] (i.yml:15)
                  backup        [? pg_role == `primary`] (i.yml:15)
                  exposed on    10.10.10.11, 10.10.10.13, 10.10.10.12: members of pg-test, because pg_service_provider is not set (defaults classic:10)

                pg-test-1 10.10.10.11  backup
                  selector      yes
                  backup        yes: pg_role is primary (i.yml:8)
                  port          6433: pgbouncer_port (group_vars/pg-test.yml:1)
                  weight        50: pg_weight (group_vars/pg-test.yml:2)

                pg-test-3 10.10.10.13  server
                  selector      yes
                  backup        no: pg_role is replica (i.yml:9)
                  port          6433: pgbouncer_port (group_vars/pg-test.yml:1)
                  weight        50: pg_weight (group_vars/pg-test.yml:2)

                pg-test-2 10.10.10.12  server
                  selector      yes
                  backup        no: pg_role is replica (i.yml:10)
                  port          6433: pgbouncer_port (group_vars/pg-test.yml:1)
                  weight        50: pg_weight (group_vars/pg-test.yml:2)
                """, lines(result, directory));
    }

    @Test
    void explainsWhoIsOutAndWhereTheServiceIs() throws IOException {
        write(Files.readString(Path.of(SAMPLE)));
        JsonNode offline = run("explain", "pg-test-offline", "-o", "json").json("explain");
        assertEquals("out server backup", String.join(" ", offline.get("members").findValuesAsText("verdict")));
        assertEquals("true", offline.at("/members/1/selected_by/1/value").asText());
        assertEquals(9, offline.at("/members/1/selected_by/1/line").asInt());
        assertEquals("unset", offline.at("/members/0/selected_by/1/value").asText());

        write(Files.readString(Path.of(SAMPLE)).replace("pg_cluster: pg-test\n", "pg_cluster: pg-test\n        pg_service_provider: lb\n")
                + "    lb: { hosts: { 10.9.9.9: } }\n");
        assertTrue(lines(run("explain", "pg-test/primary"), directory).contains(
                "exposed on    10.9.9.9: the hosts of group lb, because pg_service_provider is lb (i.yml:13)"));
    }

    @Test
    void guessesWhatIsMeant() throws IOException {
        write(Files.readString(Path.of(SAMPLE)));
        assertEquals(64, run("explain", "pg-test/replicas").exit());
        assertTrue(run("explain", "pg-test/replicas").err().contains("did you mean `pg-test-replica`"));
        assertTrue(run("url", "pg-tes").err().contains("did you mean `pg-test`"));
        assertTrue(run("url", "pg-test", "--service", "ofline").err().contains("did you mean `offline`"));
        write(Files.readString(Path.of(SAMPLE)).replace("port: 5435", "port: 99999"));
        InProcess.Result broken = run("explain", "pg-test/standby");
        assertEquals(3, broken.exit());
        assertTrue(broken.err().contains("[out-of-range]"), broken.err());
    }

    /** The list of the page on Pigsty's services: host kinds by ports, for the cluster pg-test. */
    @Test
    void urlsAreThoseOfPigstysPage() throws IOException {
        write("""
                all:
                  children:
                    pg-test:
                      hosts:
                        10.10.10.11: { pg_seq: 1, pg_role: primary }
                        10.10.10.12: { pg_seq: 2, pg_role: replica }
                        10.10.10.13: { pg_seq: 3, pg_role: replica, pg_offline_query: true }
                      vars:
                        pg_cluster: pg-test
                        pg_users:
                          - { name: test, password: hunter2, roles: [ dbrole_admin ] }
                          - { name: dbuser_stats, password: hunter3, roles: [ dbrole_offline ] }
                        pg_databases: [ { name: test } ]
                        pg_vip_enabled: true
                        pg_vip_address: 10.10.10.3/24
                """);
        InProcess.Result result = run("url", "pg-test");
        assertEquals(0, result.exit(), result.err());
        for (String host : List.of("pg-test", "10.10.10.3", "pg-test-1", "10.10.10.11")) {
            for (String end : List.of("test@%s:5432/test", "test@%s:6432/test", "test@%s:5433/test", "test@%s:5434/test",
                    "dbuser_dba@%s:5436/test", "dbuser_stats@%s:5438/test")) {
                String url = "postgres://" + end.formatted(host) + " ";
                assertEquals(1, result.out().lines().filter(line -> line.startsWith(url)).count(), url + "\n" + result.out());
            }
        }
        for (String line : List.of(
                "postgres://test@10.10.10.11:6432,10.10.10.12:6432,10.10.10.13:6432/test?target_session_attrs=primary ",
                "postgres://test@10.10.10.11:6432,10.10.10.12:6432,10.10.10.13:6432/test?target_session_attrs=prefer-standby ",
                "postgres://test@pg-test:5433/test              # DNS -> L2 VIP -> HAProxy -> Primary connection pool -> Primary",
                "postgres://dbuser_stats@pg-test:5438/test      # DNS -> L2 VIP -> HAProxy -> Offline direct connection (for ETL/personal queries)")) {
            assertTrue(result.out().lines().anyMatch(l -> l.startsWith(line)), line + "\n" + result.out());
        }
        assertFalse((result.out() + run("url", "pg-test", "-o", "json").out()).contains("hunter"), "no passwords");
        JsonNode urls = run("url", "pg-test", "-o", "json", "--service", "primary,pgbouncer", "--user", "a@b", "--db", "c/d").json("url").get("urls");
        assertEquals("postgres://a%40b@pg-test:6432/c%2Fd", urls.get(0).get("url").asText());
        assertEquals(8 * 2 + 3, urls.size());
        assertTrue(run("url", "pg-test", "--jdbc").out().contains(
                "jdbc:postgresql://10.10.10.11:6432,10.10.10.12:6432,10.10.10.13:6432/test?user=test&targetServerType=preferSecondary "));
    }

    @Test
    void urlsOfDelegatedServicesAreAtTheProvider() throws IOException {
        write(Files.readString(Path.of(SAMPLE)).replace("pg_cluster: pg-test\n", "pg_cluster: pg-test\n        pg_service_provider: lb\n")
                + "    lb: { hosts: { 10.9.9.8: , \"fd00::9\": } }\n");
        List<String> urls = run("url", "pg-test", "--service", "primary", "-o", "json").json("url").get("urls").findValuesAsText("url");
        assertEquals(List.of("postgres://dbuser_dba@10.9.9.8:5433/postgres", "postgres://dbuser_dba@[fd00::9]:5433/postgres",
                "postgres://dbuser_dba@10.9.9.8:5433,[fd00::9]:5433/postgres"), urls);
    }
}
