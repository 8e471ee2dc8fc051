package io.pgsvc.publish;

import io.pgsvc.fuzz.Bounds;
import io.pgsvc.fuzz.Rejections;
import io.pgsvc.fuzz.Scratch;
import io.pgsvc.model.PgsvcException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;

/** Any bytes as one of the files of the state directory, and as a fragment: refused with its name, or read; the conf-dir stays. */
public final class StateFuzz {
    private static final Path ROOT = Scratch.directory();
    private static final PublishPaths PATHS = new PublishPaths(directory("conf.d"), directory("var"));
    private static final String GOOD = "listen a-b\n    bind *:5433\n    server s 10.0.0.1:6432\n";

    private StateFuzz() {}

    private static Path directory(String name) {
        try {
            return Files.createDirectory(ROOT.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        Bounds.within(() -> read(input[0] & 0xff, bytes));
    }

    private static void read(int which, byte[] bytes) {
        List<Path> places = List.of(PATHS.manifest(), PATHS.journal(), PATHS.pause(), PATHS.generations().resolve("1.json"),
                PATHS.previousManifest(), PATHS.confDir().resolve("a-b.cfg"));
        Path place = places.get(which % places.size());
        try {
            Files.createDirectories(PATHS.generations());
            Files.writeString(PATHS.confDir().resolve("a-b.cfg"), GOOD);
            Files.write(place, bytes);
            String before = Files.readString(PATHS.confDir().resolve("a-b.cfg"), java.nio.charset.StandardCharsets.ISO_8859_1);
            run();
            String after = Files.readString(PATHS.confDir().resolve("a-b.cfg"), java.nio.charset.StandardCharsets.ISO_8859_1);
            if (!before.equals(after)) {
                throw new AssertionError("a fragment changed without anybody asking for it");
            }
            for (Path file : places) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireInside(String stem) {
        if (stem.contains("/") || stem.startsWith(".")) {
            throw new AssertionError("a name that leads out of the conf-dir: " + stem);
        }
    }

    private static void run() {
        ConfigCheck check = new ConfigCheck() {
            @Override
            public void requireLoaded(Path confDir) {}

            @Override
            public CheckResult check(Path confDir, Path candidate) {
                return new CheckResult(true, List.of(), "");
            }
        };
        Publisher publisher = new Publisher(PATHS, check, (expected, gone) -> new ReloadResult.Confirmed("test", ""),
                new FileSystemEffects(), Clock.systemUTC());
        try {
            Publisher.View view = publisher.look();
            view.manifest().ifPresent(manifest -> manifest.files().keySet().forEach(StateFuzz::requireInside));
            view.interrupted().forEach(StateFuzz::requireInside);
            Generations generations = publisher.generations();
            generations.numbers().forEach(n -> generations.generation(n).ifPresent(generations::files));
        } catch (PgsvcException e) {
            Rejections.check(e);
        }
        try {
            publisher.recover(PublishOptions.DEFAULTS);
        } catch (PgsvcException e) {
            Rejections.check(e);
        }
        try {
            publisher.run(new Desired("node", true, List.of(), java.util.Map.of(), java.util.Set.of(), java.util.Set.of(),
                    java.util.Set.of()), PublishOptions.DEFAULTS.withDryRun(true));
        } catch (PgsvcException e) {
            Rejections.check(e);
        }
    }
}
