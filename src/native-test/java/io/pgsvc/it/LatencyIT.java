package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.testing.BigInventory;
import io.pgsvc.testing.Cli;
import io.pgsvc.testing.PrivateHaproxy;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long it takes from the last write of an edit until HAProxy is told to reload: the quiet period, HAProxy's own check,
 * and the rest, which is pgsvc. Seen from outside: a script around HAProxy notes its checks, a relay before its master
 * socket the reloads.
 */
class LatencyIT {
    /** Milliseconds. `make latency` asks for the goal, on a quiet machine; a machine with other work notices only what is far off. */
    private static final Duration NATIVE_BOUND = Duration.ofMillis(Long.getLong("pgsvc.latency", 400));
    private static final Duration JVM_BOUND = Duration.ofSeconds(5);
    private static final Duration CALM = Duration.ofMillis(150);
    private static final String SERVICES = """
              - { name: primary, port: 5433, ip: ADDRESS, dest: default, check: /primary, selector: "[]" }
              - { name: replica, port: 5434, ip: ADDRESS, dest: default, check: /read-only, selector: "[]", backup: "[? pg_role == `primary`]" }
              - { name: default, port: 5436, ip: ADDRESS, dest: postgres, check: /primary, selector: "[]" }
              - { name: offline, port: 5438, ip: ADDRESS, dest: postgres, check: /replica, selector: "[? pg_role == `offline` ]", backup: "[]" }
            """;

    @TempDir
    Path directory;

    /** An edit's time, split up. */
    private record Latency(Duration before, Duration check, Duration after) {
        Duration rest() {
            return before.plus(after);
        }
    }

    /** A run of HAProxy's check, by the script around it. */
    private record Check(Instant began, Instant ended) {}

    @Test
    void sample() throws Exception {
        try (Site site = site()) {
            Path inventory = directory.resolve("pigsty.yml");
            write(inventory, """
                    all:
                      vars:
                        pg_weight: 100
                        pg_default_services:
                    """ + SERVICES.replace("ADDRESS", site.address()).indent(4) + """
                      children:
                        pg-test:
                          vars: { pg_cluster: pg-test }
                          hosts:
                            127.0.0.11: { pg_seq: 1, pg_role: primary }
                            127.0.0.12: { pg_seq: 2, pg_role: replica }
                            127.0.0.13: { pg_seq: 3, pg_role: replica }
                    """);
            measure(site, "the sample", inventory, inventory, Site.NODE, "127.0.0.14: { pg_seq: 4, pg_role: replica }", "        ");
        }
    }

    @Test
    void tenThousandHosts() throws Exception {
        try (Site site = site()) {
            BigInventory big = new BigInventory(2_000, 5, 127);
            Path inventory = big.directory(directory.resolve("inventory"));
            Path all = inventory.resolve("group_vars/all.yml");
            // Variables of group_vars/all outrank those of a group in an inventory file.
            Files.writeString(all, Files.readString(all).replaceFirst("pg_weight: .*\n", "") + "pg_default_services:\n"
                    + SERVICES.replace("ADDRESS", site.address()));
            Path edited = inventory.resolve(BigInventory.cluster(1_201) + ".yml");
            write(edited, Files.readString(edited) + "    pg_weight: 100\n");
            measure(site, "10,000 hosts in 2,001 files", inventory, edited, big.host(1_201, 3),
                    "127.250.0.1: { pg_seq: 6, pg_role: replica }", "    ");
        }
    }

    /** A HAProxy with all that a pass talks to: a master socket, a stats socket, servers' state kept over reloads. */
    private Site site() throws Exception {
        Path haproxy = PrivateHaproxy.system().orElse(Path.of("/nonexistent"));
        assumeTrue(Files.isExecutable(haproxy), "no HAProxy");
        Path timed = directory.resolve("haproxy");
        Files.writeString(timed, """
                #!/bin/bash
                [ "$1" = -c ] || exec -a %1$s %1$s "$@"
                began=$EPOCHREALTIME
                %1$s "$@"
                code=$?
                echo "$began $EPOCHREALTIME" >>%2$s
                exit $code
                """.formatted(haproxy, directory.resolve("checks")));
        Files.setPosixFilePermissions(timed, PosixFilePermissions.fromString("rwxr-xr-x"));
        Site site = Site.in(directory).with(timed);
        site.haproxy().withServerState();
        return site.start();
    }

    private void measure(Site site, String what, Path inventory, Path edited, String node, String member, String indent) throws Exception {
        int rounds = isNative() ? 50 : 15;
        Path socket = directory.resolve("relay.sock");
        try (MasterRelay relay = new MasterRelay(socket, site.haproxy().masterSocketPath());
                LiveWatch watch = LiveWatch.start(site, inventory, "--node", node, "--master-socket", socket.toString())) {
            assertEquals("done", watch.passes().getFirst().result(), watch.log());
            watch.awaitWords("confirmed");
            relay.told().clear();
            int checks = checks().size();
            List<Latency> latencies = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                int passes = watch.passes().size();
                Instant written = edit(edited, i, member, indent);
                Instant told = relay.told().poll(60, TimeUnit.SECONDS);
                assertNotNull(told, () -> "no reload after an edit:\n" + watch.log());
                Check check = checks().get(checks++);
                latencies.add(new Latency(Duration.between(written, check.began()).minus(LiveWatch.QUIET),
                        Duration.between(check.began(), check.ended()), Duration.between(check.ended(), told)));
                watch.awaitPasses(passes + 1);
                LiveWatch.pause(CALM); // a watcher tidies up when its pass has ended
            }
            Duration rest = median(latencies.stream().map(Latency::rest).toList());
            System.out.printf(Locale.ROOT, "%s, %d edits: quiet period %d ms + HAProxy's check %.1f ms + rest %.1f ms (longest %.1f ms;"
                    + " %.1f ms before the check, %.1f ms after it); %s%n", what, rounds, LiveWatch.QUIET.toMillis(),
                    ms(median(latencies.stream().map(Latency::check).toList())), ms(rest),
                    ms(latencies.stream().map(Latency::rest).max(Duration::compareTo).orElseThrow()),
                    ms(median(latencies.stream().map(Latency::before).toList())),
                    ms(median(latencies.stream().map(Latency::after).toList())), memory(watch.process()));
            Duration bound = isNative() ? NATIVE_BOUND : JVM_BOUND;
            assertTrue(rest.compareTo(bound) <= 0, what + ": the rest is " + rest.toMillis() + " ms, at most " + bound.toMillis());
        }
    }

    /** Another weight; every fifth time a member comes or goes. */
    private static Instant edit(Path file, int round, String member, String indent) throws IOException {
        String text = Files.readString(file);
        String line = indent + member + "\n";
        if (round % 5 == 4) {
            String with = text.contains(line) ? text.replace(line, "") : text.replaceFirst("( +hosts:\n)", "$1" + line);
            assertTrue(!with.equals(text), text);
            return write(file, with);
        }
        return write(file, text.replaceFirst("pg_weight: \\d+", "pg_weight: " + (20 + round)));
    }

    private static Instant write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Instant.now();
    }

    private List<Check> checks() throws IOException {
        Path log = directory.resolve("checks");
        List<Check> checks = new ArrayList<>();
        for (String line : Files.exists(log) ? Files.readAllLines(log) : List.<String>of()) {
            String[] times = line.replace(",", ".").split(" ");
            checks.add(new Check(instant(times[0]), instant(times[1])));
        }
        return checks;
    }

    /** Of seconds with six decimals. */
    private static Instant instant(String seconds) {
        return Instant.EPOCH.plus(new BigDecimal(seconds).movePointRight(6).longValueExact(), ChronoUnit.MICROS);
    }

    private static Duration median(List<Duration> durations) {
        return durations.stream().sorted().toList().get(durations.size() / 2);
    }

    private static double ms(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private static String memory(ProcessHandle process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream().filter(line -> line.startsWith("VmRSS"))
                .findFirst().map(line -> line.replaceAll("\\s+", " ")).orElse("");
    }

    private static boolean isNative() throws IOException {
        try (InputStream in = Files.newInputStream(Cli.program())) {
            return in.read() == 0x7f;
        }
    }
}
