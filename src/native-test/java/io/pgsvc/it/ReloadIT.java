package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HAProxy's part in a pass: its check, every way to make it reload, and what happens when it does not. */
class ReloadIT {
    @TempDir
    Path temp;

    @ParameterizedTest
    @MethodSource("io.pgsvc.testing.PrivateHaproxy#programs")
    void whatHaproxyRejectsIsNeverWritten(Path haproxy) throws Exception {
        try (Site site = Site.in(temp).with(haproxy).start()) {
            site.render().expect(0);
            Map<String, String> before = site.fingerprint();
            Map<String, String> state = site.state();
            String worker = site.worker();
            site.edit("check: /read-only,", "check: /read-only, options: \"inter 3s bogus\",").edit("port: 5433", "port: 5443");
            site.render().expect(4, "pigsty.yml:5:", "error: HAProxy refuses pg-test-replica.cfg", "bogus", "[haproxy-check]",
                    "pgsvc: nothing changed: HAProxy refuses").without("candidate", "update    ");
            site.render("--dry-run").expect(4, "bogus");
            site.render("--force", "--adopt", "-o", "json").expect(4);
            assertEquals(before, site.fingerprint());
            assertEquals(state, site.state());
            assertEquals(worker, site.worker());
            site.edit("options: \"inter 3s bogus\",", "");
            site.render().expect(0, "1 updated");
        }
    }

    /** What is wrong already is not put down to the services. */
    @Test
    void aBrokenMainFileIsNamed() throws Exception {
        try (Site site = Site.in(temp)) {
            Files.writeString(site.haproxy().mainFile(), "global\n    nonsense here\n");
            site.render("--reload", "none").expect(4, site.haproxy().mainFile() + ":2", "nonsense", "nothing changed");
            assertEquals(List.of(), site.files());
        }
    }

    @ParameterizedTest
    @MethodSource("io.pgsvc.testing.PrivateHaproxy#programs")
    void aReloadThatFailsIsTakenBack(Path haproxy) throws Exception {
        try (Site site = Site.in(temp).with(haproxy).start()) {
            site.render().expect(0);
            Map<String, String> before = contents(site);
            Map<String, List<String>> served = site.served();
            String manifest = site.manifest().toString();
            site.edit("port: 5434", "port: 5444").service("{ name: extra, port: 5445, ip: ADDRESS, dest: default, check: /x, selector: \"[]\" }");
            try (ServerSocket taken = new ServerSocket(5444, 1, InetAddress.getByName(site.address()))) {
                assertTrue(taken.isBound());
                site.render().expect(5, "pgsvc: the reload failed, the previous files are back and HAProxy has them");
                assertEquals(before, contents(site));
                assertEquals(served, site.served());
                assertEquals(manifest, site.manifest().toString());
                JsonNode json = site.render("-o", "json").expect(5).json();
                assertTrue(json.get("failed").asBoolean());
                assertFalse(json.get("changed").asBoolean());
                assertEquals("failed", json.get("reload").get("result").asText());
                assertEquals(before, contents(site));
            }
            site.render().expect(0, "1 created, 1 updated; HAProxy reloaded (master) and confirmed");
            assertEquals(3, site.served().size());
            assertEquals(3, site.owned().size());
        }
    }

    private static Map<String, String> contents(Site site) throws Exception {
        Map<String, String> contents = new java.util.TreeMap<>();
        for (String file : site.files()) {
            contents.put(file, Files.readString(site.confDir().resolve(file)));
        }
        return contents;
    }

    @ParameterizedTest
    @MethodSource("io.pgsvc.testing.PrivateHaproxy#programs")
    void everyWayToReload(Path haproxy) throws Exception {
        try (Site site = Site.in(temp).with(haproxy).start()) {
            site.render("--reload", "none").expect(0, "2 created; HAProxy was not told to reload (--reload none)");
            assertEquals(Map.of(), site.served());
            int port = 5500;
            String last = "5434";
            for (List<String> way : List.of(List.of("auto"), List.of("master"), List.of("signal"),
                    List.of("command", "--reload-command", "kill -USR2 " + site.haproxy().pid()))) {
                site.edit("port: " + last, "port: " + ++port);
                last = Integer.toString(port);
                String worker = site.worker();
                List<String> options = new java.util.ArrayList<>(List.of("--reload"));
                options.addAll(way);
                site.render(options.toArray(String[]::new)).expect(0, "1 updated; HAProxy reloaded ("
                        + (way.getFirst().equals("auto") ? "master" : way.getFirst()) + ") and confirmed: the new worker");
                assertNotEquals(worker, site.worker(), way.toString());
                assertEquals(2, site.served().size());
                assertTrue(site.read("pg-test-replica").contains(":" + port));
            }
            site.edit("port: " + last, "port: 5600");
            site.render("--reload", "command", "--reload-command", "echo no luck; exit 3").expect(5, "exit code 3", "no luck", "the previous files are back");
            assertTrue(site.read("pg-test-replica").contains(":" + last));
            site.render("--reload", "command").expect(64, "--reload command needs --reload-command");
            site.render("--reload", "maybe").expect(64, "none of auto, master");
        }
    }

    @Test
    void aHaproxyThatDoesNotRun() throws Exception {
        try (Site site = Site.in(temp)) {
            for (String how : List.of("master", "signal", "systemd")) {
                site.render("--reload", how).expect(5, "pgsvc: the reload failed, the previous files are back, but HAProxy could not be told")
                        .without("Exception", "error:");
                assertEquals(List.of(), site.files(), how);
                assertEquals(List.of(), site.owned(), how);
            }
            site.render().expect(0, "no HAProxy runs here", "[haproxy-not-running]", "pgsvc: 2 created; HAProxy is not running");
            assertEquals(2, site.owned().size());
            site.start(); // and it starts with them
            assertEquals(2, site.served().size());
            site.render("--detailed-exitcode").expect(0, "nothing to do");
        }
    }

    @Test
    void aProgramThatIsNotThere() throws Exception {
        try (Site site = Site.in(temp).with(temp.resolve("no-haproxy"))) {
            site.render().expect(1, "no-haproxy", "--haproxy-bin");
            assertEquals(List.of(), site.files());
        }
    }

    @ParameterizedTest
    @MethodSource("io.pgsvc.testing.PrivateHaproxy#programs")
    void aDirectoryThatHaproxyDoesNotLoad(Path haproxy) throws Exception {
        try (Site site = Site.in(temp).with(haproxy)) {
            site.haproxy().withoutFragments();
            site.start();
            for (String[] options : List.of(new String[] {}, new String[] {"--dry-run"}, new String[] {"--force", "--adopt"})) {
                site.render(options).expect(1, "does not load " + site.confDir(), "[not-loaded]", "hint: start it with -f " + site.confDir());
            }
            assertEquals(List.of(), site.files());
            assertEquals(List.of(), site.owned());
        }
    }

    /** Patroni stand-ins on loopback addresses: the primary's check answers only where there is one. */
    @ParameterizedTest
    @MethodSource("io.pgsvc.testing.PrivateHaproxy#programs")
    void aServiceThatLosesItsLastServerIsDegraded(Path haproxy) throws Exception {
        try (Site site = Site.in(temp).with(haproxy); Patroni patroni = new Patroni(site)) {
            site.haproxy().withServerState();
            site.start();
            site.edit("check: /primary,", "check: /good, options: \"inter 100ms fastinter 50ms downinter 100ms rise 1 fall 2\",");
            site.edit("selector: \"[]\" }\n      - { name: replica", "selector: \"[? pg_role == `primary`]\" }\n      - { name: replica");
            site.inventory(Files.readString(site.inventoryFile()).replace("127.0.0.11:", patroni.address + ":"));
            String[] node = {"--node", patroni.address, "--degraded-wait", "5s"};
            site.render(node).expect(0, "2 created").without("degraded");
            up(site, "pg-test-primary/pg-test-1");

            site.edit("check: /good,", "check: /bad,");
            String good = site.read("pg-test-primary");
            site.render(with(node, "--rollback-on-degraded")).expect(5, "[degraded]", "service pg-test-primary had 1 server UP before the reload and has none now",
                    "a service lost its last server: the previous files are back").without("hint: see pgsvc status");
            assertEquals(good, site.read("pg-test-primary"));
            up(site, "pg-test-primary/pg-test-1");

            site.render(node).expect(0, "warning: service pg-test-primary had 1 server UP", "1 updated", "1 service is degraded");
            assertTrue(site.read("pg-test-primary").contains("/bad"));
            site.render(node).expect(0, "nothing to do");
        }
    }

    private static String[] with(String[] options, String more) {
        String[] all = java.util.Arrays.copyOf(options, options.length + 1);
        all[options.length] = more;
        return all;
    }

    private static void up(Site site, String server) throws InterruptedException {
        String status = "";
        for (int i = 0; i < 300 && !status.startsWith("UP"); i++) {
            String[] columns = site.stat().get(server);
            status = columns == null ? "" : columns[17];
            Thread.sleep(10);
        }
        assertTrue(status.startsWith("UP"), server + " is " + status);
    }

    private static final class Patroni implements AutoCloseable {
        private final String address;
        private final HttpServer server;

        Patroni(Site site) throws Exception {
            this.address = site.address();
            this.server = HttpServer.create(new InetSocketAddress(address, 8008), 0);
            server.createContext("/good", exchange -> {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(503, -1);
                exchange.close();
            });
            server.start();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
