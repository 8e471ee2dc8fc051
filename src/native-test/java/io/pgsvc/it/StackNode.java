package io.pgsvc.it;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.pgsvc.haproxy.CliException;
import io.pgsvc.haproxy.ShowProc;
import io.pgsvc.testing.Cli;
import io.pgsvc.testing.PrivateHaproxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node of the inventory with a HAProxy and a {@code pgsvc watch} of its own. */
final class StackNode implements AutoCloseable {
    private static final Pattern RELOADS = Pattern.compile("(?m)^pgsvc_reloads_total (\\d+)");

    private final String host;
    private final Site site;
    private final Path inventory;
    private LiveWatch watch;

    /**
     * All that changes when pgsvc changes something: service files with inode, time and bytes, its generation, its
     * reloads as it counts them, and those that HAProxy's master counts.
     */
    record Published(SortedMap<String, String> files, int generation, int reloads, int reloadsOfHaproxy) {}

    /** A node whose HAProxy runs and keeps its servers' state; connections may be as long as Pigsty lets them be. */
    StackNode(String host, Path directory, Path inventory) throws Exception {
        this.host = host;
        this.inventory = inventory;
        this.site = Site.in(Files.createDirectories(directory));
        site.haproxy().withServerState().withDefaults("    timeout client 24h\n    timeout server 24h\n");
        site.start();
    }

    /** The address that its services are bound to. */
    String address() {
        return site.address();
    }

    /** Starts its watcher, and waits for the first pass. */
    LiveWatch watch() throws IOException {
        watch = LiveWatch.start(site, inventory, "--node", host, "--metrics-file", site.directory().resolve("pgsvc.prom").toString(),
                "--degraded-wait", "30s", "--quiet", "500ms");
        return watch;
    }

    Site site() {
        return site;
    }

    Published published() throws IOException {
        Matcher reloads = RELOADS.matcher(Files.readString(site.directory().resolve("pgsvc.prom")));
        return new Published(site.fingerprint(), site.manifest().get("generation").asInt(),
                reloads.find() ? Integer.parseInt(reloads.group(1)) : -1, processes().master().reloads());
    }

    /** HAProxy's processes; just after a reload its master may hear nobody for an instant (seen on 2.6). */
    ShowProc processes() {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (true) {
            try {
                return ShowProc.parse(PrivateHaproxy.ask(site.haproxy().masterSocketPath(), "show proc")).orElseThrow();
            } catch (CliException | NoSuchElementException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LiveWatch.pause(Duration.ofMillis(20));
            }
        }
    }

    /** A pass beside the watcher. */
    Site.Run render(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--node", host, "--degraded-wait", "0"));
        arguments.addAll(List.of(more));
        Cli.Result result = Cli.in(site.directory()).start(site.arguments("render", inventory, arguments).toArray(String[]::new));
        return new Site.Run(result.exit(), result.stdout(), result.stderr());
    }

    /** Leaves what it said where it can be read after its directory is gone. */
    void keepLogs(Path logs) throws IOException {
        if (watch != null) {
            Files.writeString(logs.resolve(host + "-pgsvc.log"), watch.log());
        }
        if (Files.exists(site.haproxy().log())) {
            Files.copy(site.haproxy().log(), logs.resolve(host + "-haproxy.log"), REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws Exception {
        if (watch != null) {
            watch.close();
        }
        site.close();
    }
}
