package io.pgsvc.publish;

import io.pgsvc.model.Severity;
import io.pgsvc.render.RenderedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A node for tests: two directories, and a HAProxy that remembers what it was asked. */
final class Node implements ConfigCheck, Reloader {
    static final PublishOptions NORMAL = PublishOptions.DEFAULTS.withLockTimeout(Duration.ofMillis(200));

    final Path conf;
    final PublishPaths paths;
    final List<String> calls = new ArrayList<>();
    /** What HAProxy runs with: the directives of the directory at its last successful reload. */
    Map<String, List<List<String>>> running;
    Map<String, List<String>> expected = Map.of();
    Set<String> gone = Set.of();
    /** What is refused by the check, and by the reload alone. */
    String rejected = "REJECTED";
    String failing = "FAILING";
    boolean notRunning;
    boolean loaded = true;
    Map<String, String> candidate = Map.of();
    /** Jumps between years, back and forth, each time it is asked: no decision may hang on the time of day. */
    private final InstantSource times = new InstantSource() {
        private long asked;

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusSeconds((++asked % 2 == 0 ? 1 : -1) * asked * 40_000_000);
        }
    };
    final Clock clock = times.withZone(ZoneOffset.UTC);

    Node(Path root) {
        conf = root.resolve("conf.d");
        paths = new PublishPaths(conf, root.resolve("lib/state"));
        try {
            Files.createDirectories(conf);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        running = meaning();
    }

    PublishResult run(Desired desired, PublishOptions options) {
        return publisher(new FileSystemEffects()).run(desired, options);
    }

    PublishResult run(RenderedFile... files) {
        return run(Desired.of("node-1", List.of(files)), NORMAL);
    }

    Publisher publisher(Effects effects) {
        return new Publisher(paths, this, this, effects, clock);
    }

    /** The same, where talking to HAProxy is an effect like those on the disk. */
    Publisher publisher(KillingEffects effects) {
        Reloader reloader = (wanted, away) -> {
            List<ReloadResult> answer = new ArrayList<>();
            effects.talk(() -> answer.add(reload(wanted, away)));
            return answer.getFirst();
        };
        return new Publisher(paths, this, reloader, effects, clock);
    }

    @Override
    public void requireLoaded(Path confDir) {
        calls.add("requireLoaded");
        if (!loaded) {
            throw new NotLoadedException(io.pgsvc.model.Finding.error("not-loaded", "not loaded",
                    io.pgsvc.model.Position.of(confDir.toString())));
        }
    }

    @Override
    public CheckResult check(Path confDir, Path candidateDir) {
        calls.add("check");
        candidate = files(candidateDir);
        for (Map.Entry<String, String> file : candidate.entrySet()) {
            if (file.getValue().contains(rejected)) {
                return new CheckResult(false, List.of(new CheckResult.Message(Severity.ERROR, Optional.of(file.getKey()),
                        1, "refused")), "refused");
            }
        }
        return new CheckResult(true, List.of(), "");
    }

    @Override
    public ReloadResult reload(Map<String, List<String>> wanted, Set<String> away) {
        calls.add("reload");
        expected = wanted;
        gone = away;
        if (notRunning) {
            return new ReloadResult.NotRunning("auto", "no process");
        }
        if (files(conf).values().stream().anyMatch(text -> text.contains(failing))) {
            return new ReloadResult.Failed("test", "no");
        }
        running = meaning();
        return new ReloadResult.Confirmed("test", "yes");
    }

    /** Contents of what HAProxy loads, by file name. */
    static Map<String, String> files(Path directory) {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> list = Files.list(directory)) {
            for (Path file : list.toList()) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".") && name.endsWith(".cfg") && Files.isRegularFile(file)) {
                    files.put(name, Files.readString(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    Map<String, String> files() {
        return files(conf);
    }

    Map<String, List<List<String>>> meaning() {
        Map<String, List<List<String>>> meaning = new TreeMap<>();
        files().forEach((name, text) -> meaning.put(name, Fragment.parse(text).meaning()));
        return meaning;
    }

    /** Everything in the conf-dir, hidden files too. */
    List<String> names() throws IOException {
        try (Stream<Path> list = Files.list(conf)) {
            return list.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    void put(String name, String text) {
        try {
            Files.writeString(conf.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String stem, int port, String extra, String... hosts) {
        StringBuilder text = new StringBuilder("# managed\n# service: " + stem + " @ 10.0.0.1:" + port + "\nlisten " + stem
                + "\n    bind *:" + port + "\n    mode tcp\n" + extra + "    default-server inter 3s\n\n");
        for (String host : hosts) {
            text.append("    server ").append(server(host)).append(' ').append(host).append(":6432 check port 8008\n");
        }
        return text.toString();
    }

    static String server(String host) {
        return "s-" + host.substring(host.lastIndexOf('.') + 1);
    }

    /** A service {@code <cluster>-<service>} on servers at these addresses. */
    static RenderedFile service(String cluster, String service, int port, String extra, String... hosts) {
        String stem = cluster + "-" + service;
        String text = text(stem, port, extra, hosts);
        return new RenderedFile(stem, Optional.of(cluster), service, text, Stream.of(hosts).map(Node::server).toList(),
                Content.of(text).sha256().substring(0, 16), Optional.empty());
    }

    static RenderedFile service(String cluster, String service, int port) {
        return service(cluster, service, port, "", "10.0.0.1", "10.0.0.2");
    }

    static FileChange change(PublishResult result, String stem) {
        return result.files().stream().filter(f -> f.stem().equals(stem)).findFirst().orElseThrow();
    }
}
