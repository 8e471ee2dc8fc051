package io.pgsvc.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryReaderTest {
    @TempDir
    Path dir;

    private Path write(String name, String content) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private Inventory read(String yaml) throws IOException {
        return new InventoryReader().read(write("inv.yml", yaml));
    }

    private static String names(List<Host> hosts) {
        StringJoiner names = new StringJoiner(" ");
        hosts.forEach(h -> names.add(h.name()));
        return names.toString();
    }

    private static String value(Inventory inventory, String host, String name) {
        return inventory.variable(inventory.host(host).orElseThrow(), name)
                .map(v -> Values.toJson(v).toString()).orElse("-");
    }

    private List<Finding> errors(Path source) {
        InventoryException e = assertThrows(InventoryException.class, () -> new InventoryReader().read(source));
        return e.findings();
    }

    // --- hosts ---

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "db1                 | db1",
        "db[1:3]             | db1 db2 db3",
        "db[:2]              | db0 db1 db2",
        "db[01:03]           | db01 db02 db03",
        "db[08:11]           | db08 db09 db10 db11",
        "db[a:c]x            | dbax dbbx dbcx",
        "db[y:B]             | dby dbz dbA dbB",
        "db[1:9:4]           | db1 db5 db9",
        "db[a:e:2]           | dba dbc dbe",
        "db[1:2]-[a:b]       | db1-a db1-b db2-a db2-b",
        "10.0.[1:2].[9:10]   | 10.0.1.9 10.0.1.10 10.0.2.9 10.0.2.10",
        "db[3:1]             | ''",
        "fe80::1             | fe80::1",
        "'::1'               | ::1",
    })
    void expandsRanges(String key, String hosts) throws IOException {
        assertEquals(hosts, names(read("all: {hosts: {\"" + key + "\": }}").hosts()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "db1:2222            | db1       | 2222",
        "10.1.1.1:22         | 10.1.1.1  | 22",
        "db[1:2]:22          | db1 db2   | 22",
        "[fe80::1]:22        | fe80::1   | 22",
        "[db1]:22            | db1       | 22",
        "db1:0               | db1       | -",
        "db-:22              | db-:22    | -",
    })
    void readsPorts(String key, String hosts, String port) throws IOException {
        Inventory inventory = read("all: {hosts: {\"" + key + "\": {a: 1}}}");
        assertEquals(hosts, names(inventory.hosts()));
        for (String host : hosts.split(" ")) {
            assertEquals(port, value(inventory, host, "ansible_port"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "db[1-3]        | not begin:end",
        "db[1:2:3:4]    | not begin:end",
        "db[001:2]      | differ in length",
        "db[1:3         | without its partner",
        "db1]           | without its partner",
        "db]1:3[        | without its partner",
        "db[1:]         | without an end",
        "db[c:a]        | backwards",
        "db[a:3]        | where a number belongs",
        "db[ab:cd]      | where a number belongs",
        "db[1:3:0]      | step 0",
        "db[1:3:]       | where a number belongs",
        "db[1:x]        | where a number belongs",
        "db[-1:3]       | where a number belongs",
        "db[1:999999999]| more than",
        "db[1:999][1:999] | more than",
        "[::1]          | without an end",
    })
    void refusesMalformedRanges(String key, String message) throws IOException {
        Finding finding = errors(write("inv.yml", "all:\n  hosts:\n    \"" + key + "\":\n")).getFirst();
        assertEquals("host-range", finding.rule());
        assertTrue(finding.message().contains(message) && finding.message().contains(key), finding.message());
        assertEquals(dir.resolve("inv.yml") + ":3:5", finding.at().orElseThrow().toString());
        assertTrue(finding.hint().isPresent());
    }

    @Test
    void ordersHostsByFirstAppearance() throws IOException {
        Inventory inventory = read("""
            all:
              children:
                infra: {hosts: {h3: }}
                pg:
                  children:
                    deep: {hosts: {h2: , h1: }}
                  hosts: {h4: , h3: }
              hosts: {h0: }
            other: {hosts: {h9: , h1: }}
            """);
        assertEquals("h3 h2 h1 h4 h0 h9", names(inventory.hosts()));
        assertEquals("h4 h3 h2 h1", names(inventory.hostsOf("pg")));
        assertEquals("h0", names(inventory.hostsOf("ungrouped")));
        assertEquals(6, inventory.hostsOf("all").size());
        assertEquals(List.of(), inventory.hostsOf("nowhere"));
        assertEquals("[all, ungrouped, infra, pg, deep, other]",
                inventory.groups().stream().map(Group::name).toList().toString());
        assertEquals(List.of("deep", "other", "pg"), inventory.groupNames(inventory.host("h1").orElseThrow()));
        assertEquals(List.of("ungrouped"), inventory.groupNames(inventory.host("h0").orElseThrow()));
        assertEquals(2, inventory.group("deep").orElseThrow().depth());
        assertEquals(1, inventory.group("other").orElseThrow().depth());
    }

    // --- variables ---

    /** Every level of precedence beats the one before it; the last one given wins. */
    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3", "4", "5", "6", "7"})
    void appliesPrecedence(int top) throws IOException {
        String[] v = new String[8];
        for (int i = 0; i < v.length; i++) {
            v[i] = i <= top ? "{v: " + i + "}" : "{}";
        }
        write("inv.yml", "all:\n  vars: " + v[0] + "\n  children:\n    outer:\n      vars: " + v[1]
                + "\n      children:\n        inner:\n          vars: " + v[2] + "\n          hosts: {h: " + v[6] + "}\n");
        write("group_vars/all.yml", v[3]);
        write("group_vars/outer.yml", v[4]);
        write("group_vars/inner/x.yml", v[5]);
        write("host_vars/h.yml", v[7]);
        assertEquals("" + top, value(new InventoryReader().read(dir.resolve("inv.yml")), "h", "v"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "b: {hosts: {h: }, vars: {v: b}}, a: {hosts: {h: }, vars: {v: a}}                        | b",
        "b: {hosts: {h: }, vars: {v: b}}, a: {hosts: {h: }, vars: {v: a, ansible_group_priority: 2}} | a",
        "b: {hosts: {h: }, vars: {v: b, ansible_group_priority: '3'}}, a: {hosts: {h: }, vars: {v: a, ansible_group_priority: 2}} | b",
        "z: {vars: {v: z, ansible_group_priority: 9}, children: {a: {hosts: {h: }, vars: {v: a}}}} | a",
        "z: {children: {y: {children: {x: {hosts: {h: }, vars: {v: x}}}}}}, b: {hosts: {h: }, vars: {v: b}} | x",
        "Z: {hosts: {h: }, vars: {v: Z}}, a: {hosts: {h: }, vars: {v: a}}                        | a",
    })
    void ordersGroups(String groups, String winner) throws IOException {
        assertEquals('"' + winner + '"', value(read("all: {children: {" + groups + "}}"), "h", "v"));
    }

    @Test
    void mergesGroupsAndHosts() throws IOException {
        Inventory inventory = read("""
            all:
              children:
                a: {hosts: {h: {x: 1, d: {p: 1}}}, vars: {g: 1, k: 1}}
                b: {children: {a: {hosts: {i: , h: {y: 2, x: 3, d: {q: 2}}}, vars: {g: 2}}}}
            """);
        assertEquals("3", value(inventory, "h", "x"));
        assertEquals("2", value(inventory, "h", "y"));
        assertEquals("{\"q\":2}", value(inventory, "h", "d"));
        assertEquals("2", value(inventory, "i", "g"));
        assertEquals("1", value(inventory, "i", "k"));
        assertEquals(List.of("h", "i"), inventory.group("a").orElseThrow().hosts());
        assertEquals(2, inventory.group("a").orElseThrow().depth());
        assertEquals("[g, k, x, d, y]", inventory.variableNames(inventory.host("h").orElseThrow()).toString());
    }

    @Test
    void readsDirectories() throws IOException {
        write("20-b.yml", "b: {hosts: {h2: {v: file}}}");
        write("10-a.yaml", "a: {hosts: {h1: , h2: }}");
        write("15-sub/x.json", "{\"s\": {\"hosts\": {\"h3\": null}}}");
        write("hosts", "z: {hosts: {h4: }}");
        for (String ignored : List.of(".hidden.yml", "a.yml~", "a.orig", "a.bak", "a.ini", "a.cfg", "a.retry", "a.txt",
                "README.md", "a.rst", "a.swp", "a.rpm", "a.pyc", "a.pyo", ".git/config", "vars_plugins/x.py",
                "group_vars/nobody.yml", "15-sub/group_vars/a.yml")) {
            write(ignored, "][");
        }
        write("group_vars/a/10.yml", "v: 10\nw: 10");
        write("group_vars/a/20", "v: 20");
        write("group_vars/a/sub/x.yml", "v: sub");
        write("group_vars/a/sub.d/x.yml", "][");
        write("group_vars/a/x.conf", "][");
        write("group_vars/a/.x.yml", "][");
        write("group_vars/a/x.yml~", "][");
        write("group_vars/a.yml", "][");
        write("group_vars/ungrouped.json", "{\"u\": true}");
        write("host_vars/h3.yaml", "v: host");
        Inventory inventory = new InventoryReader().read(dir);
        assertEquals("h1 h2 h3 h4", names(inventory.hosts()));
        assertEquals("\"sub\"", value(inventory, "h1", "v"));
        assertEquals("10", value(inventory, "h1", "w"));
        assertEquals("\"file\"", value(inventory, "h2", "v"));
        assertEquals("\"host\"", value(inventory, "h3", "v"));
        assertEquals("-", value(inventory, "h4", "u"));
        assertEquals(dir + "/10-a.yaml", inventory.host("h2").orElseThrow().at().file());
        assertEquals(dir + "/group_vars/a/sub/x.yml:1:4",
                inventory.variable(inventory.host("h1").orElseThrow(), "v").orElseThrow().at().toString());
        assertEquals(List.of(), inventory.warnings());
    }

    @Test
    void skipsEncryptedVariableFiles() throws IOException {
        write("inv.yml", "all: {hosts: {h: }}");
        write("group_vars/all/vault.yml", "$ANSIBLE_VAULT;1.1;AES256\n61626364\n61626364\n");
        write("group_vars/all/main.yml", "v: 1");
        Inventory inventory = new InventoryReader().read(dir.resolve("inv.yml"));
        assertEquals("1", value(inventory, "h", "v"));
        assertEquals("vault-file", inventory.warnings().getFirst().rule());
    }

    // --- what is wrong ---

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "[a, b]                               | inventory-type   | mapping of groups, but this is a list     | 1:1",
        "just text                            | inventory-type   | mapping of groups, but this is a text     | 1:1",
        "all: [h1]                            | inventory-type   | group `all` is a mapping                  | 1:6",
        "all: {children: {g: 5}}              | inventory-type   | group `g` is a mapping                    | 1:21",
        "all: {hosts: [h1]}                   | inventory-type   | `hosts` of group `all` is a mapping       | 1:14",
        "all: {children: [a]}                 | inventory-type   | `children` of group `all` is a mapping    | 1:17",
        "all: {vars: [a]}                     | inventory-type   | `vars` of group `all` is a mapping        | 1:13",
        "all: {vars: text}                    | inventory-type   | `vars` of group `all` is a mapping        | 1:13",
        "all: {hosts: {h: [1]}}               | inventory-type   | variables of host `h`                     | 1:18",
        "all: {hosts: {h: text}}              | inventory-type   | variables of host `h`                     | 1:18",
        "all: {hosts: {10: }}                 | host-name        | a number (10)                             | 1:15",
        "all: {hosts: {1.5: }}                | host-name        | a decimal number (1.5)                    | 1:15",
        "all: {hosts: {yes: }}                | host-name        | a boolean (true)                          | 1:15",
        "all: {hosts: {'': }}                 | host-name        | empty                                     | 1:15",
        "all: {children: {10: }}              | group-name       | a number (10)                             | 1:18",
        "{'': {}}                             | group-name       | empty                                     | 1:2",
        "all: {vars: {ansible_group_priority: x}} | inventory-type | whole number                            | 1:38",
        "all: {children: {a: {children: {b: {children: {a: }}}}}} | group-loop | a > b > a                   | 1:48",
        "all: {children: {a: {children: {a: }}}} | group-loop    | a > a                                     | 1:33",
        "a: {children: {all: }}               | group-loop       | its own descendant                        | 1:16",
        "plugin: aws_ec2                      | inventory-format | inventory plugin                          | 1:1",
        "# only a comment                     | inventory-empty  | no groups                                 | 0",
        "all: {hosts: {h: }                   | yaml-syntax      |                                           | *",
    })
    void refusesWhatIsNoInventory(String yaml, String rule, String message, String at) throws IOException {
        Finding finding = errors(write("inv.yml", yaml + "\n")).getFirst();
        assertEquals(rule, finding.rule());
        assertTrue(message == null || finding.message().contains(message), finding.message());
        if (!"*".equals(at)) {
            assertEquals(dir.resolve("inv.yml") + (at.equals("0") ? "" : ":" + at), finding.at().orElseThrow().toString());
        }
        if (rule.equals("group-loop")) {
            assertEquals(1, finding.related().size());
        }
    }

    @Test
    void collectsProblemsOfAllFiles() throws IOException {
        write("a.yml", "a: {hosts: [x]}\nb: 5");
        write("b.yml", "][");
        write("c.yml", "c: {hosts: {h: }}");
        write("group_vars/c.yml", "][");
        write("host_vars/h.yml", "[1]");
        assertEquals(List.of("a.yml", "a.yml", "b.yml", "c.yml"), errors(dir).stream()
                .map(f -> Path.of(f.at().orElseThrow().file()).getFileName().toString()).toList());
        Files.delete(dir.resolve("a.yml"));
        Files.delete(dir.resolve("b.yml"));
        Files.delete(dir.resolve("group_vars/c.yml"));
        Finding finding = errors(dir).getFirst();
        assertEquals(dir + "/host_vars/h.yml:1:1", finding.at().orElseThrow().toString());
        assertTrue(finding.message().contains("a file of variables is a mapping"), finding.message());
    }

    @Test
    void refusesOtherFormats() throws IOException {
        for (String ini : List.of("[pg]\nh1 pg_seq=1\n", "h0\n\n[pg:vars]\na=1\n", "[pg]\n")) {
            Finding finding = errors(write("hosts", ini)).getFirst();
            assertEquals("inventory-format", finding.rule());
            assertTrue(finding.message().contains("INI"), finding.message());
        }
        assertEquals("inventory-format", errors(write("hosts.toml", "[all]")).getFirst().rule());
        assertEquals("inventory-format", errors(write("v.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162\n")).getFirst().rule());
    }

    @Test
    void refusesWhatCannotBeRead() throws IOException {
        assertTrue(errors(dir.resolve("nowhere")).getFirst().message().contains("does not exist"));
        assertEquals("inventory-empty", errors(dir).getFirst().rule());
        Path empty = write("empty.yml", "");
        assertEquals("inventory-empty", errors(empty).getFirst().rule());
        assertEquals("inventory-empty", errors(dir).getFirst().rule());
        Files.delete(empty);
        Path link = Files.createSymbolicLink(dir.resolve("link.yml"), Path.of("gone.yml"));
        assertTrue(errors(dir).getFirst().message().contains("leads nowhere"), errors(dir).toString());
        assertEquals(link.toString(), errors(dir).getFirst().at().orElseThrow().file());
        Files.delete(link);
        Files.createDirectory(dir.resolve("sub"));
        Files.createSymbolicLink(dir.resolve("sub/up"), dir);
        assertEquals("directory-loop", errors(dir).getFirst().rule());
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void refusesPipes() throws Exception {
        Path pipe = dir.resolve("pipe.yml");
        if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0) {
            assertEquals("file-unreadable", errors(dir).getFirst().rule());
            assertEquals("file-unreadable", errors(pipe).getFirst().rule());
        }
    }

    // --- what is odd ---

    @Test
    void warns() throws IOException {
        Inventory inventory = read("""
            all:
              host: {h0: }
              children:
                g: {hosts: {h1: }}
                g: {hosts: {h2: }}
                h2: {}
            """);
        assertEquals("h2", names(inventory.hosts()));
        assertEquals(List.of("unknown-key", "duplicate-key", "same-name"),
                inventory.warnings().stream().map(Finding::rule).sorted(
                        java.util.Comparator.comparing(r -> List.of("unknown-key", "duplicate-key", "same-name").indexOf(r)))
                        .toList());
        for (Finding warning : inventory.warnings()) {
            switch (warning.rule()) {
                case "unknown-key" -> assertEquals("did you mean `hosts`?", warning.hint().orElseThrow());
                case "duplicate-key" -> {
                    assertTrue(warning.message().contains("group `g` is defined twice"), warning.message());
                    assertEquals(1, warning.related().size());
                }
                default -> assertTrue(warning.message().contains("`h2`"), warning.message());
            }
        }
    }

    @Test
    void allowsEmptySectionsAndTexts() throws IOException {
        Inventory inventory = read("all: {hosts: , vars: , children: {a: , b: {hosts: h1}, c: {children: d}}}\ne:\n");
        assertEquals("h1", names(inventory.hosts()));
        assertEquals(List.of("d"), inventory.group("c").orElseThrow().children());
        assertEquals(List.of("ungrouped", "a", "b", "c", "e"), inventory.group("all").orElseThrow().children());
    }
}
