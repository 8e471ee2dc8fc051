package io.pgsvc.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.service.Defaults;
import io.pgsvc.testing.Rendering;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What definitions and variables make of services (ansible-semantics.md, Services of a cluster; Where they are rendered). */
class ServiceRulesTest {
    private static final String A = "10.10.10.11";
    private static final String B = "10.10.10.12";

    @TempDir
    Path directory;

    private Rendering cluster(String memberVars, String clusterVars) {
        return Rendering.of(directory, """
                all:
                  children:
                    pg-test:
                      hosts:
                        10.10.10.11: { pg_seq: 1, pg_role: primary }
                        10.10.10.12: { pg_seq: 2, pg_role: replica%s }
                      vars:
                        pg_cluster: pg-test
                %s
                    proxy: { hosts: { 10.10.10.20: , 10.10.10.21: } }
                    nobody: { hosts: {} }
                """.formatted(memberVars.isEmpty() ? "" : ", " + memberVars, clusterVars.indent(8)));
    }

    private Rendering service(String definition) {
        return cluster("", "pg_services: [ { name: x, port: 5440, selector: \"[]\", " + definition + " } ]");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            balance: leastconn              | balance leastconn
            balance: ''                     | balance
            maxconn: 77                     | maxconn 77
            maxconn: "77"                   | maxconn 77
            check: /sync                    | http-check send meth OPTIONS uri /sync
            check: '/{{ pg_role }}'         | http-check send meth OPTIONS uri /primary
            ip: 10.0.0.1                    | bind 10.0.0.1:5440
            ip: ''                          | bind :5440
            options: inter 9s               | default-server inter 9s
            options: ''                     | default-server
            dest: postgres                  | server pg-test-1 10.10.10.11:5432 check port 8008 weight 100
            dest: pgbouncer                 | server pg-test-1 10.10.10.11:6432 check port 8008 weight 100
            dest: default                   | server pg-test-1 10.10.10.11:6432 check port 8008 weight 100
            dest: 7000                      | server pg-test-1 10.10.10.11:7000 check port 8008 weight 100
            dest: 0x1538                    | server pg-test-1 10.10.10.11:5432 check port 8008 weight 100
            dest: "7000"                    | server pg-test-1 10.10.10.11:5432 check port 8008 weight 100
            dest: weird                     | server pg-test-1 10.10.10.11:5432 check port 8008 weight 100
            """)
    void fieldIsWrittenAsAnsibleWritesIt(String field, String line) {
        List<String> lines = service(field).lines(A, "pg-test-x");
        assertTrue(lines.contains(line), () -> String.join("\n", lines));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            pg_weight: 50                        | weight 50
            pg_weight: "50"                      | weight 50
            pg_weight: 1.5                       | weight 1.5
            pg_weight:                           | weight
            patroni_port: 9008                   | check port 9008 weight 100
            patroni_ssl_enabled: true            | 10.10.10.12:6432 check-ssl ca-file /pg/cert/ca.crt check port 8008 weight 100
            patroni_ssl_enabled: "on"            | 10.10.10.12:6432 check-ssl ca-file /pg/cert/ca.crt check port 8008 weight 100
            patroni_ssl_enabled: "off"           | 10.10.10.12:6432 check port 8008 weight 100
            pgbouncer_port: 6400                 | 10.10.10.12:6400 check port 8008 weight 100
            """)
    void memberVariableReachesItsServerLine(String variable, String ending) {
        String line = cluster(variable, "").servers(A, "pg-test-primary").get(1);
        assertTrue(line.endsWith(ending), line);
    }

    @ParameterizedTest(name = "pg_rto {0}")
    @CsvSource(delimiter = '|', textBlock = """
            fast  | inter 1s fastinter 500ms downinter 1s rise 3 fall 3
            norm  | inter 2s fastinter 1s downinter 2s rise 3 fall 3
            safe  | inter 3s fastinter 1500ms downinter 3s rise 3 fall 3
            wide  | inter 4s fastinter 2s downinter 4s rise 3 fall 3
            other | inter 2s fastinter 1s downinter 2s rise 3 fall 3
            """)
    void recoveryTimePlanGivesTimesThatHaproxyTakes(String mode, String settings) {
        assertEquals("default-server " + settings + " on-marked-down shutdown-sessions slowstart 30s maxconn 3000 maxqueue 128"
                + " weight 100", cluster("", "pg_rto: " + mode).lines(A, "pg-test-primary").get(9));
    }

    @Test
    void profilesDifferInTheirTimes() {
        String inventory = "all: { hosts: { a: { pg_cluster: c, pg_seq: 1, pg_role: primary } } }";
        assertTrue(Rendering.of(directory, inventory).lines("a", "c-primary").get(9).contains("inter 3s fastinter 1s downinter 5s"));
        assertTrue(Rendering.of(directory, inventory, "pigsty-4.5", Optional.empty()).lines("a", "c-primary").get(9)
                .contains("inter 2s fastinter 1s downinter 2s"));
        assertEquals(List.of(Defaults.CLASSIC, "pigsty-4.5"), Defaults.PROFILES);
    }

    @Test
    void ownServicesAddToTheDefaultOnesAndOverrideThemByName() {
        Rendering rendering = cluster("", "pg_services: [ { name: replica, port: 6000, selector: \"[]\" }, { name: x, port: 6001, selector: \"[]\" } ]");
        assertEquals(Set.of("pg-test-primary", "pg-test-replica", "pg-test-default", "pg-test-offline", "pg-test-x"),
                rendering.files(A).keySet());
        assertTrue(rendering.lines(A, "pg-test-replica").contains("bind *:6000"));
    }

    @Test
    void defaultServicesCanBeRemoved() {
        assertEquals(Set.of(), cluster("", "pg_default_services: []").files(A).keySet());
    }

    @Test
    void nestedListsOfServicesAreFlattenedByOneLevel() {
        assertEquals(Set.of("pg-test-a", "pg-test-b"), cluster("", """
                pg_default_services: []
                pg_services: [ [ { name: a, port: 6000, selector: "[]" } ], { name: b, port: 6001, selector: "[]" } ]""").files(A).keySet());
    }

    @Test
    void commonDestinationAppliesWhereAServiceNamesNone() {
        Rendering rendering = cluster("", "pg_default_service_dest: postgres");
        assertTrue(rendering.servers(A, "pg-test-primary").getFirst().contains(":5432 "));
        assertTrue(cluster("", "pg_default_service_dest: 6000").servers(A, "pg-test-primary").getFirst().contains(":6000 "));
    }

    @Test
    void eachMemberRendersWithItsOwnVariables() {
        Rendering rendering = cluster("pg_default_service_dest: postgres", "");
        assertTrue(rendering.servers(A, "pg-test-primary").getFirst().contains(":6432 "));
        assertTrue(rendering.servers(B, "pg-test-primary").getFirst().contains(":5432 "));
    }

    @Test
    void providerGroupTakesTheServicesFromTheMembers() {
        Rendering rendering = cluster("", "pg_service_provider: proxy");
        assertEquals(Set.of(), rendering.files(A).keySet());
        assertEquals(4, rendering.files("10.10.10.20").size());
        assertEquals(rendering.files("10.10.10.20"), rendering.files("10.10.10.21"));
        assertTrue(rendering.files("10.10.10.20").get("pg-test-primary").contains("@ 10.10.10.11:5433"));
    }

    @Test
    void providerThatIsNoGroupLeavesTheServicesOnTheMembersAndIsReported() {
        Rendering rendering = cluster("", "pg_service_provider: proxi");
        assertEquals(4, rendering.files(A).size());
        assertEquals(List.of("warning provider: pg_service_provider names no group: \"proxi\"; the services of pg-test stay on its members"),
                rendering.findings(A));
    }

    @Test
    void emptyProviderExposesNothingAndIsReported() {
        Rendering rendering = cluster("", "pg_service_provider: nobody");
        assertEquals(Set.of(), rendering.files(A).keySet());
        assertTrue(rendering.findings(A).getFirst().endsWith("the services of pg-test are exposed nowhere"));
    }

    @Test
    void hostInBothSelectorsIsOneBackupLineAndBackupsOnlyComeLast() {
        Rendering rendering = cluster("", """
                pg_services:
                  - { name: x, port: 6000, selector: "[? pg_role == `replica`]", backup: "[]" }""");
        assertEquals(List.of("server pg-test-2 10.10.10.12:6432 check port 8008 weight 100 backup",
                "server pg-test-1 10.10.10.11:6432 check port 8008 weight 100 backup"), rendering.servers(A, "pg-test-x"));
    }

    @Test
    void oneBadDefinitionLeavesTheOthersGood() {
        Rendering rendering = cluster("", "pg_services: [ { name: bad, port: 99999, selector: \"[]\" }, { name: good, port: 6001, selector: \"[]\" } ]");
        NodeFiles node = rendering.node(A);
        assertTrue(node.failed());
        assertEquals(Set.of("pg-test-bad"), node.failedStems());
        assertEquals(Set.of("pg-test"), node.failedClusters());
        assertTrue(rendering.files(A).containsKey("pg-test-good"));
    }

    @Test
    void clustersOnOneProviderMustNotShareAPort() {
        Rendering rendering = Rendering.of(directory, """
                all:
                  children:
                    a: { hosts: { h1: { pg_seq: 1, pg_role: primary } }, vars: { pg_cluster: a } }
                    b: { hosts: { h2: { pg_seq: 1, pg_role: primary } }, vars: { pg_cluster: b } }
                    proxy: { hosts: { h3: } }
                  vars: { pg_service_provider: proxy, pg_default_services: [ { name: primary, port: 5433, selector: "[]" } ] }
                """);
        NodeFiles node = rendering.node("h3");
        assertEquals(Set.of("a-primary", "b-primary"), node.failedStems());
        assertEquals(List.of("error port-clash: services a-primary and b-primary both listen on port 5433"),
                rendering.findings("h3"));
        assertEquals(Set.of(), rendering.files("h3").keySet());
    }

    @Test
    void delegatedClusterWithoutOnePrimaryIsAnErrorOfTheProvidersHosts() {
        Rendering rendering = cluster("", "pg_service_provider: proxy\npg_role: replica");
        NodeFiles proxy = rendering.node("10.10.10.20");
        assertTrue(!proxy.failed(), "the primary is set inline");
        rendering = cluster("pg_role: primary", "pg_service_provider: proxy");
        proxy = rendering.node("10.10.10.20");
        assertTrue(proxy.failed());
        assertEquals(Set.of("pg-test"), proxy.failedClusters());
    }

    @Test
    void errorsOfClustersThatTheNodeDoesNotExposeAreWarnings() {
        Rendering rendering = Rendering.of(directory, """
                all:
                  hosts:
                    h1: { pg_cluster: a, pg_seq: 1, pg_role: primary }
                    h2: { pg_cluster: b, pg_seq: 1, pg_role: boss }
                """);
        assertTrue(!rendering.node("h1").failed());
        assertEquals(4, rendering.files("h1").size());
        assertEquals("warning cluster-identity: pg_role of h2 is the text \"boss\", which is no role", rendering.findings("h1").getFirst());
        assertTrue(rendering.node("h2").failed());
    }

    @Test
    void clusterNameThatIsNoTextIsAnErrorAndNotANodeWithoutServices() {
        Rendering rendering = Rendering.of(directory, "all: { hosts: { h1: { pg_cluster: 5, pg_seq: 1, pg_role: primary } } }");
        assertTrue(rendering.node("h1").failed());
    }

    @Test
    void clusterWhoseProviderCannotBeToldIsExposedNowhere() {
        Rendering rendering = cluster("", "pg_service_provider: '{{ nowhere }}'");
        assertTrue(rendering.node(A).failed());
        assertEquals(Set.of("pg-test"), rendering.node(A).failedClusters());
        assertEquals(Set.of(), rendering.files(A).keySet());
    }

    @ParameterizedTest(name = "dest: {0}")
    @CsvSource({"yes", "false", "0", "70000", "[ 1 ]"})
    void destinationThatGivesNoPortIsAFaultOnlyWhereThereIsAServer(String dest) {
        Rendering rendering = cluster("", """
                pg_services:
                  - { name: none, port: 6000, dest: %s, selector: "[? pg_role == `nobody`]" }
                  - { name: some, port: 6001, dest: %s, selector: "[? pg_role == `nobody`]", backup: "[]" }""".formatted(dest, dest));
        assertEquals(Set.of("pg-test-some"), rendering.node(A).failedStems());
        assertTrue(rendering.files(A).containsKey("pg-test-none"));
        assertEquals(1, rendering.findings(A).stream().filter(f -> f.contains("`dest`")).count());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"10.10.10.11, 10.10.10.11", "h1.example.org, h1", "h2, h2", "1.2.3.400, 1"})
    void shortNameOfAnAddressIsTheAddress(String host, String shortName) {
        Rendering rendering = Rendering.of(directory, """
                all:
                  hosts:
                    "%s": { pg_cluster: c, pg_seq: 1, pg_role: primary }
                  vars:
                    pg_services: [ { name: x, port: 6000, selector: "[? inventory_hostname_short == '%s']" } ]
                """.formatted(host, shortName));
        assertEquals(1, rendering.servers(host, "c-x").size());
    }

    @ParameterizedTest(name = "weight: {0}")
    @CsvSource({"1.5, ' weight 1.5'", "255.9, ' weight 255.9'", "256.0, ''", "20, ' weight 20'", "300, ''"})
    void weightOfAServerGivenByHandIsWrittenWhereItsWholePartFits(String weight, String written) {
        Rendering rendering = Rendering.of(directory, "all: { hosts: { h1: { haproxy_services: [ { name: web, port: 80, servers: "
                + "[ { name: a, ip: 10.0.0.1, port: 80, weight: " + weight + " } ] } ] } } }");
        assertEquals("server a 10.0.0.1:80" + written, rendering.lines("h1", "web").getLast().replaceAll(" +", " "));
    }

    @Test
    void comparisonWithADoubleQuotedNameIsDoubtful() {
        Rendering rendering = service("backup: '[? pg_role == \"primary\"]'");
        assertEquals(List.of("warning selector-quotes: \"primary\" in double quotes is the name of a key, so the comparison is not"
                + " with the text primary"), rendering.findings(A));
        assertTrue(rendering.files(A).containsKey("pg-test-x"));
    }

    @Test
    void memberWithoutAClusterIsReported() {
        Rendering rendering = Rendering.of(directory, "all: { hosts: { h1: { pg_seq: 1, pg_role: primary } } }");
        assertEquals(List.of("warning cluster-identity: host h1 has pg_seq and pg_role, but no pg_cluster: it exposes no PostgreSQL service"),
                rendering.findings("h1"));
    }

    @Test
    void hostThatMayBeTheProviderDeletesNothingOfTheCluster() {
        NodeFiles proxy = cluster("", "pg_service_provider: '{{ nowhere }}'").node("10.10.10.20");
        assertTrue(!proxy.failed());
        assertEquals(Set.of("pg-test"), proxy.failedClusters());
        assertEquals(List.of("warning template: `{{ nowhere }}` cannot be resolved: `nowhere` is not defined"),
                cluster("", "pg_service_provider: '{{ nowhere }}'").findings("10.10.10.20"));
    }

    @Test
    void componentServicesNeedNoCluster() {
        Rendering rendering = Rendering.of(directory, """
                all:
                  hosts:
                    h1:
                      haproxy_services:
                        - name: web
                          port: 8080
                          protocol: http
                          options: [ option httpchk, "http-check expect status 200" ]
                          servers:
                            - { name: a, ip: 10.0.0.1, port: 80, weight: 7, options: check }
                            - { name: b, ip: 10.0.0.2, port: 80, backup: yes }
                    h2: { haproxy_enabled: false, haproxy_services: [ { name: off, port: 1, servers: [] } ] }
                """);
        assertEquals(List.of("listen web", "bind *:8080", "mode http", "maxconn 10000", "balance roundrobin", "option httpchk",
                "http-check expect status 200", "default-server inter 3s fastinter 1s downinter 5s rise 3 fall 3 on-marked-down"
                + " shutdown-sessions slowstart 30s maxconn 3000 maxqueue 128 weight 100",
                "server a 10.0.0.1:80  weight 7 check", "server b 10.0.0.2:80 backup"), rendering.lines("h1", "web"));
        assertEquals(Set.of(), rendering.files("h2").keySet());
    }

    @Test
    void userTemplatesOverrideTheBuiltInOnesByName() throws Exception {
        Path templates = Files.createDirectory(directory.resolve("templates"));
        Files.writeString(templates.resolve("postgres-service.cfg"), """
                # service: {section} @ {host}:{port}
                listen {section}
                    bind {ip}:{port}
                {#for server in servers}
                    server {server.name} {server.address}:{server.port}
                {/for}
                """);
        Rendering rendering = Rendering.of(directory, "all: { hosts: { h1: { pg_cluster: c, pg_seq: 1, pg_role: primary } } }",
                Defaults.CLASSIC, Optional.of(templates));
        assertEquals(List.of("listen c-primary", "bind *:5433", "server c-1 h1:6432"), rendering.lines("h1", "c-primary"));
    }

    @Test
    void templateErrorNamesFileAndLine() throws Exception {
        Path templates = Files.createDirectory(directory.resolve("templates"));
        Files.writeString(templates.resolve("postgres-service.cfg"), "listen {section}\n    bind {adress}:{port}\n");
        NodeFiles node = Rendering.of(directory, "all: { hosts: { h1: { pg_cluster: c, pg_seq: 1, pg_role: primary } } }",
                Defaults.CLASSIC, Optional.of(templates)).node("h1");
        assertTrue(node.failed());
        assertEquals(templates.resolve("postgres-service.cfg") + ":2", node.findings().getFirst().at().orElseThrow().file() + ":"
                + node.findings().getFirst().at().orElseThrow().line());
    }

    @Test
    void sameInputGivesTheSameFingerprintAndAnyChangeAnother() {
        String one = cluster("", "").node(A).files().getFirst().fingerprint();
        assertEquals(one, cluster("", "").node(A).files().getFirst().fingerprint());
        assertTrue(!one.equals(cluster("pg_weight: 99", "").node(A).files().getFirst().fingerprint()));
    }
}
