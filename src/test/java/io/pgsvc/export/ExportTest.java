package io.pgsvc.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an export carries and what it refuses, file by file. */
class ExportTest {
    private static final String FULL = """
            all:
              vars:
                admin_password: TopSecret.1
                version: v4.0.0
                pg_default_services:
                  - { name: primary, port: 5433, check: /primary, selector: "[]", owner_token: TopSecret.2 }
                  - { name: replica, port: 5434, check: /read-only, selector: "[? zone == 'a']", backup: "[? pg_role == `primary`]" }
                zone: a
                base_port: 6000
              children:
                infra: { hosts: { 10.0.0.3: {} , 10.0.0.9: { ansible_host: 192.0.2.9 } } }
                pg-b:
                  hosts:
                    10.0.0.2: { pg_seq: 2, pg_role: replica, zone: b }
                    10.0.0.1: { pg_seq: 1, pg_role: primary, pg_weight: "{{ base_weight * 2 }}", base_weight: 50 }
                  vars:
                    pg_cluster: pg-b
                    pg_users: [ { name: app, password: TopSecret.3 } ]
                    pg_databases: [ { name: app } ]
                pg-a:
                  hosts:
                    10.0.0.4: { pg_seq: 1, pg_role: primary }
                    10.0.0.3: { pg_seq: 2, pg_role: offline, patroni_port: 8009 }
                  vars:
                    pg_cluster: pg-a
                    pg_service_provider: proxy
                    pg_services: [ { name: tools, port: "{{ base_port }}", selector: "[]" } ]
                proxy:
                  hosts: { 10.0.0.8: {}, 10.0.0.7: { haproxy_services: [ { name: web, port: 80, servers: [ { name: s, ip: 10.1.1.1, port: 80, note: x } ] } ] } }
                  vars: { proxy_secret: TopSecret.4 }
            """;

    @TempDir
    Path directory;

    private Path inventory(String text) throws IOException {
        return Files.writeString(directory.resolve("inventory.yml"), text);
    }

    private static String file(String body) {
        return Exporter.HEADER + body;
    }

    /** All that an export does at once: what is carried, where it stands, in which order. */
    @Test
    void carriesWhatServicesAndSelectorsReadAndNothingElse() throws IOException {
        SortedMap<String, String> files = Exports.texts(inventory(FULL), "classic");
        assertEquals(Set.of("all.yml", "clusters/pg-a.yml", "clusters/pg-b.yml", "nodes/proxy.yml", "nodes/ungrouped.yml"), files.keySet());
        assertEquals(file("""
                all:
                  vars:
                    base_port: 6000
                    pg_default_services:
                      - { name: primary, port: 5433, check: /primary, selector: "[]" }
                      - { name: replica, port: 5434, check: /read-only, selector: "[? zone == 'a']", backup: "[? pg_role == `primary`]" }
                    zone: a
                """), files.get("all.yml"));
        assertEquals(file("""
                pg-a:
                  hosts:
                    10.0.0.3: { pg_seq: 2, pg_role: offline, patroni_port: 8009 }
                    10.0.0.4: { pg_seq: 1, pg_role: primary }
                  vars:
                    pg_cluster: pg-a
                    pg_service_provider: proxy
                    pg_services:
                      - { name: tools, port: "{{ base_port }}", selector: "[]" }
                """), files.get("clusters/pg-a.yml"), "in the order of the inventory: infra lists .3 first");
        assertEquals(file("""
                pg-b:
                  hosts:
                    10.0.0.2: { pg_seq: 2, pg_role: replica, zone: b }
                    10.0.0.1: { pg_seq: 1, pg_role: primary, base_weight: 50, pg_weight: "{{ base_weight * 2 }}" }
                  vars:
                    pg_cluster: pg-b
                """), files.get("clusters/pg-b.yml"));
        assertEquals(file("""
                proxy:
                  hosts:
                    10.0.0.8:
                    10.0.0.7:
                      haproxy_services:
                        - name: web
                          port: 80
                          servers:
                            - { name: s, ip: 10.1.1.1, port: 80 }
                """), files.get("nodes/proxy.yml"));
        assertEquals(file("all:\n  hosts:\n    10.0.0.9: { ansible_host: 192.0.2.9 }\n"), files.get("nodes/ungrouped.yml"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
            pg_seq: 2, pg_role: replica, zone: b   ; pg_seq: 2, pg_role: replica, zone: c       ; clusters/pg-b.yml
            admin_password: TopSecret.1            ; admin_password: Other                      ; ~~
            password: TopSecret.3                  ; password: Other                            ; ~~
            pg_databases: [ { name: app } ]        ; pg_databases: []                           ; ~~
            10.0.0.8: {}                           ; 10.0.0.8: {}, 10.0.0.6: {}                 ; nodes/proxy.yml
            pg_seq: 1, pg_role: primary }          ; pg_seq: 1, pg_role: primary, zone: x }     ; clusters/pg-a.yml
            zone: a                                ; zone: d                                    ; all.yml
            """)
    void anEditChangesOnlyTheFileOfItsCluster(String before, String after, String changed) throws IOException {
        SortedMap<String, String> old = Exports.texts(inventory(FULL), "classic");
        SortedMap<String, String> now = Exports.texts(inventory(FULL.replaceFirst("(?<=[ {])" + Pattern.quote(before),
                Matcher.quoteReplacement(after))), "classic");
        Set<String> different = new TreeSet<>(old.keySet());
        different.addAll(now.keySet());
        different.removeIf(path -> old.getOrDefault(path, "").equals(now.getOrDefault(path, "")));
        assertEquals(changed == null ? "" : changed, String.join(" ", different));
    }

    /** Each line: the selector of a service, a variable of the one member, what is found. */
    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
            [? app_password]        ; app_password: x                     ; inventory.yml:3:60: error: `app_password` looks like a secret, and a selector or a template reads it [export-secret]
            [? node.zone]           ; node: { zone: a, api_token: x }     ; inventory.yml:3:74: error: `api_token` in `node` looks like a secret, and a selector or a template reads `node` [export-secret]
            [? pg_users]            ; pg_users: []                        ; inventory.yml:3:56: error: `pg_users` looks like a secret, and a selector or a template reads it [export-secret]
            [? zone]                ; zone: "{{ ssh_key }}", ssh_key: x   ; inventory.yml:3:78: error: `ssh_key` looks like a secret, and a selector or a template reads it [export-secret]
            [? zone]                ; zone: !vault x                      ; inventory.yml:3:52: error: `zone` is encrypted (!vault) and cannot be carried, but it is needed [export-secret]
            [? url]                 ; url: "http://a:b@c/"                ; inventory.yml:3:51: error: a text of `url` seems to hold a password [export-secret]
            [? contains(keys(@), 'x')] ; zone: a                          ; inventory.yml:6:53: error: the selector [? contains(keys(@), 'x')] of pg-a-s can depend on any variable of a member, so all of them would have to be carried [export-selector]
            [? inventory_dir]       ; zone: a                             ; inventory.yml:6:53: error: `inventory_dir` is another one for an exported inventory [export-selector]
            """)
    void refusesWithThePlace(String selector, String variable, String finding) throws IOException {
        Path inventory = inventory(one(selector, variable));
        ExportException refused = assertThrows(ExportException.class, () -> Exports.texts(inventory, "classic"));
        assertEquals(List.of(finding), Exports.findings(refused, directory));
    }

    @ParameterizedTest(name = "--allow {2}")
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
            [? app_password]        ; app_password: x                     ; app_password
            [? node.zone]           ; node: { zone: a, api_token: x }     ; api_token
            [? url]                 ; url: "http://a:b@c/"                ; url
            """)
    void carriesWhatIsAllowed(String selector, String variable, String allowed) throws IOException {
        String text = Exports.texts(inventory(one(selector, variable)), "classic", allowed).get("clusters/pg-a.yml");
        assertEquals(1, text.lines().filter(line -> line.contains(variable)).count(), text);
    }

    private static String one(String selector, String variable) {
        return """
                pg-a:
                  hosts:
                    10.0.0.1: { pg_seq: 1, pg_role: primary, %s }
                  vars:
                    pg_cluster: pg-a
                    pg_services: [ { name: s, port: 5000, selector: "%s" } ]
                """.formatted(variable, selector);
    }

    /** A variable of another cluster stays where it is, whoever else reads one of that name. */
    @Test
    void readsSelectorsClusterByCluster() throws IOException {
        String other = """
                pg-b:
                  hosts:
                    10.0.0.2: { pg_seq: 1, pg_role: primary, zone: b }
                  vars: { pg_cluster: pg-b }
                """;
        SortedMap<String, String> files = Exports.texts(inventory(one("[? zone]", "zone: a") + other), "classic");
        assertEquals(List.of(true, false), files.values().stream().map(text -> text.contains("zone: ")).toList());
    }

    /** Names of groups are carried where something reads them, with their hosts in order. */
    @Test
    void carriesGroupsWhereASelectorReadsThem() throws IOException {
        String dc = "dc1: { children: { pg-a: } }\nempty:\n";
        assertEquals(Set.of("clusters/pg-a.yml"), Exports.texts(inventory(one("[]", "zone: a") + dc), "classic").keySet());
        Path inventory = inventory(one("[? contains(group_names, 'dc1')]", "zone: a") + dc);
        SortedMap<String, String> files = Exports.texts(inventory, "classic");
        assertEquals(Set.of("clusters/dc1.yml", "groups/dc1.yml", "groups/empty.yml"),
                files.keySet().stream().map(path -> path.replace("clusters/pg-a", "clusters/dc1")).collect(Collectors.toSet()));
        Path export = Exports.write(inventory, "classic", directory.resolve("export"));
        assertEquals(Exports.rendered(inventory, "classic"), Exports.rendered(export, "classic"));
        assertEquals(files, Exports.texts(export, "classic"));
    }
}
