package io.pgsvc.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.publish.Scope;
import io.pgsvc.render.RenderedFile;
import io.pgsvc.service.Defaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An edit of an inventory, told in words by service. */
class ServiceChangesTest {
    private static final String INVENTORY = """
            all:
              vars:
                pg_default_services:
                  - { name: primary, port: 5433, dest: default, check: /primary, selector: "[]" }
                  - { name: replica, port: 5434, dest: default, check: /read-only, selector: "[]", backup: "[? pg_role == `primary`]" }
              children:
                pg-test:
                  vars: { pg_cluster: pg-test }
                  hosts:
                    10.10.10.11: { pg_seq: 1, pg_role: primary }
                    10.10.10.12: { pg_seq: 2, pg_role: replica }
                    10.10.10.13: { pg_seq: 3, pg_role: replica }
            """;

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0} => {1}")
    @CsvSource(delimiter = '|', textBlock = """
            # replace                     | by                                        | what is said, one service a line
            pg_seq: 3, pg_role: replica   | pg_seq: 3, pg_role: replica, pg_weight: 0 | pg-test-primary: weight of pg-test-3 100 -> 0 (i.yml:12); pg-test-replica: weight of pg-test-3 100 -> 0 (i.yml:12)
            port: 5434                    | port: 5435                                | pg-test-replica: port 5434 -> 5435 (i.yml:5)
            port: 5434,                   | port: 5434, ip: 10.9.9.9,                 | pg-test-replica: listens on * -> 10.9.9.9 (i.yml:5)
            port: 5434, dest: default     | port: 5434, dest: postgres                | pg-test-replica: destination port of all servers 6432 -> 5432
            /read-only                    | /replica                                  | pg-test-replica: http-check send uri /read-only -> /replica (i.yml:5)
            { pg_cluster: pg-test }       | { pg_cluster: pg-test, pg_rto: fast }     | pg-test-primary: default-server inter 3s -> 1s, fastinter 1s -> 500ms, downinter 5s -> 1s (i.yml:4); pg-test-replica: default-server inter 3s -> 1s, fastinter 1s -> 500ms, downinter 5s -> 1s (i.yml:5)
            check: /primary               | check: /primary, maxconn: 9               | pg-test-primary: maxconn 5000 -> 9 (i.yml:4)
            pg_role == `primary`          | pg_role == `replica`                      | pg-test-replica: pg-test-1 is no longer backup (backup [? pg_role == `primary`] -> [? pg_role == `replica`], i.yml:5), pg-test-2 becomes backup (backup [? pg_role == `primary`] -> [? pg_role == `replica`], i.yml:5), pg-test-3 becomes backup (backup [? pg_role == `primary`] -> [? pg_role == `replica`], i.yml:5)
            10.10.10.13: { pg_seq: 3      | 10.10.10.14: { pg_seq: 4                  | pg-test-primary: + pg-test-4 (new member, i.yml:12), - pg-test-3 (no longer a member, i.yml:12); pg-test-replica: + pg-test-4 (new member, i.yml:12), - pg-test-3 (no longer a member, i.yml:12)
            selector: "[]", backup        | selector: "[? pg_seq < `3`]", backup      | pg-test-replica: - pg-test-3 (selector [] -> [? pg_seq < `3`], i.yml:5)
            name: replica                 | name: reader                              | pg-test-reader: new service on port 5434, pg-test-1 (backup), pg-test-2, pg-test-3 (i.yml:5); pg-test-replica: service removed (i.yml:5)
            pg_cluster: pg-test }         | pg_cluster: pg-test, patroni_port: 8009 } | pg-test-primary: check port of all servers 8008 -> 8009 (i.yml:8); pg-test-replica: check port of all servers 8008 -> 8009 (i.yml:8)
            """)
    void anEditIsTold(String replace, String by, String said) throws IOException {
        String edited = INVENTORY.replace(replace, by);
        assertEquals(false, edited.equals(INVENTORY), "nothing replaced");
        assertEquals(said, String.join("; ", changes(INVENTORY, edited)));
    }

    @Test
    void aSwitchoverNamesTheRolesThatChanged() throws IOException {
        String edited = INVENTORY.replace("pg_seq: 1, pg_role: primary", "pg_seq: 1, pg_role: replica")
                .replace("pg_seq: 2, pg_role: replica", "pg_seq: 2, pg_role: primary");
        assertEquals(List.of("pg-test-replica: pg-test-1 is no longer backup (pg_role primary -> replica, i.yml:10),"
                + " pg-test-2 becomes backup (pg_role replica -> primary, i.yml:11)"), changes(INVENTORY, edited));
    }

    @Test
    void anotherOrderOfMembersIsTold() throws IOException {
        String first = "        10.10.10.11: { pg_seq: 1, pg_role: primary }\n";
        String edited = INVENTORY.replace(first, "") + first;
        assertEquals(List.of("pg-test-primary: servers in another order: pg-test-2, pg-test-3, pg-test-1",
                "pg-test-replica: servers in another order: pg-test-2, pg-test-3, pg-test-1"), changes(INVENTORY, edited));
    }

    @Test
    void withoutInventoriesTheFilesAloneAreTold() {
        ServiceChange change = ServiceChanges.of("svc", Optional.of("""
                listen svc
                    bind *:1
                    mode tcp
                    option tcplog
                    server a 127.0.0.1:1 check
                """), Optional.of("""
                listen svc
                    bind *:1
                    mode tcp
                    option dontlognull
                    server a 127.0.0.2:1 check inter 2s
                    server b [::1]:2 backup
                """), Origins.NONE, Origins.NONE);
        assertEquals("svc: + b as backup, address of a 127.0.0.1 -> 127.0.0.2, settings of a check -> check inter 2s,"
                + " without `option tcplog`, with `option dontlognull`", change.toString());
    }

    @Test
    void aChangeOfCommentsIsToldAsSuch() {
        assertEquals("svc: comments only", ServiceChanges.of("svc", Optional.of("# one\nlisten svc\n"),
                Optional.of("# two\nlisten svc\n"), Origins.NONE, Origins.NONE).brief());
        assertEquals(true, ServiceChanges.of("svc", Optional.of("a"), Optional.of("a"), Origins.NONE, Origins.NONE).isEmpty());
    }

    /** What is told of the first member's files. */
    private List<String> changes(String before, String after) throws IOException {
        Side was = new Side(before);
        Side now = new Side(after);
        TreeSet<String> stems = new TreeSet<>(was.files.keySet());
        stems.addAll(now.files.keySet());
        return stems.stream().map(stem -> ServiceChanges.of(stem, Optional.ofNullable(was.files.get(stem)),
                Optional.ofNullable(now.files.get(stem)), was.origins, now.origins)).filter(c -> !c.isEmpty()).map(ServiceChange::toString)
                .map(text -> text.replace(directory.resolve("i.yml").toString(), "i.yml")).toList();
    }

    private final class Side {
        private final Map<String, String> files = new TreeMap<>();
        private final Origins origins;

        Side(String inventory) throws IOException {
            Preparation preparation = new Preparation(new InventoryReader().read(Files.writeString(directory.resolve("i.yml"), inventory)),
                    new JinjaTemplates(), Defaults.load(Defaults.CLASSIC), Optional.empty());
            Host host = preparation.inventory().host("10.10.10.11").orElseThrow();
            origins = new InventoryOrigins(preparation.clusters(), preparation.plan(host));
            for (RenderedFile file : preparation.node(host, Scope.ALL, p -> List.of(), Map.of()).files()) {
                files.put(file.stem(), file.content());
            }
        }
    }
}
