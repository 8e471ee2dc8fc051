package io.pgsvc.haproxy;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.publish.CheckResult;
import io.pgsvc.publish.ConfigCheck;
import io.pgsvc.publish.NotLoadedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks a candidate with {@code haproxy -c}, as the running HAProxy would load it: the same {@code -f} list in the
 * same order, from the same directory, in the same environment (its configuration may read variables that systemd
 * gave it). Where none runs: the main file, then the fragments, in our own environment.
 */
public final class HaproxyCheck implements ConfigCheck {
    private final HaproxyOptions options;
    private final MasterFinder finder = new MasterFinder();

    public HaproxyCheck(HaproxyOptions options) {
        this.options = options;
    }

    @Override
    public void requireLoaded(Path confDir) {
        Optional<Master> master = new Running(options, finder).find();
        if (master.isEmpty() || master.get().configFiles().stream().anyMatch(f -> MasterFinder.same(f, confDir))) {
            return;
        }
        String loads = String.join(" ", master.get().configFiles().stream().map(Path::toString).toList());
        throw new NotLoadedException(Finding.error("not-loaded",
                "the running HAProxy (process " + master.get().pid() + ") does not load " + confDir + ", only "
                        + (loads.isEmpty() ? "nothing that we can see" : loads), Position.of(confDir.toString()))
                .withHint("start it with -f " + confDir + " as well (systemctl edit haproxy), or name its directory "
                        + "with --conf-dir"));
    }

    /**
     * {@inheritDoc}
     *
     * @throws ProgramException where the program is missing, may not be run, takes too long or crashes
     */
    @Override
    public CheckResult check(Path confDir, Path candidateDir) {
        Path candidate = candidateDir.toAbsolutePath();
        Optional<Master> master = new Running(options, finder).find()
                .filter(m -> m.configFiles().stream().anyMatch(f -> MasterFinder.same(f, confDir)));
        List<String> command = new ArrayList<>();
        command.add(Program.find(options.program()).toString());
        command.add("-c");
        master.ifPresent(m -> command.addAll(m.checkOptions()));
        for (Path file : master.map(Master::configFiles).orElseGet(() -> alone(confDir, candidate))) {
            command.add("-f");
            command.add((MasterFinder.same(file, confDir) ? candidate : file).toString());
        }
        Map<String, String> environment = master.map(Master::environment).filter(e -> !e.isEmpty()).orElseGet(System::getenv);
        Program.Result result = Program.run(command, master.map(Master::directory), Program.environment(environment),
                options.checkTimeout());
        return new CheckResult(result.exitCode() == 0, CheckMessages.parse(result.output(), candidate, confDir),
                CheckMessages.rename(result.output(), candidate, confDir));
    }

    /** What HAProxy would be started with; a main file that stands among the fragments is loaded as one of them. */
    private List<Path> alone(Path confDir, Path candidate) {
        Path main = options.mainFile().toAbsolutePath();
        boolean amongThem = main.getParent() != null && MasterFinder.same(main.getParent(), confDir)
                && Files.exists(candidate.resolve(main.getFileName()));
        return amongThem ? List.of(candidate) : List.of(main, candidate);
    }
}
