package io.pgsvc.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What pgsvc keeps of this node, for those who make no pass. */
public final class NodeState {
    private final PublishPaths paths;
    private final Effects effects;
    private final Clock clock;
    private final StateFiles json = new StateFiles();
    private final Generations generations;
    private final PauseFile pauses;

    public NodeState(PublishPaths paths, Effects effects, Clock clock) {
        this.paths = new PublishPaths(paths.confDir(), paths.stateDir().toAbsolutePath());
        this.effects = effects;
        this.clock = clock;
        this.generations = new Generations(this.paths, effects, json);
        this.pauses = new PauseFile(this.paths, effects, json);
    }

    /**
     * What the last pass recorded.
     *
     * @throws StateException where it is damaged
     */
    public Optional<Manifest> manifest() {
        return new ManifestStore(paths, effects, json).read();
    }

    public Generations generations() {
        return generations;
    }

    /** Whether a pass was killed, and the next has to end it first. */
    public boolean interrupted() {
        return Files.exists(paths.journal());
    }

    /** The process that watches this node; empty where nobody does, and where the kernel does not tell who. */
    public Optional<Long> watcher() {
        return Files.exists(paths.watcherLock()) ? StateLock.holder(paths.watcherLock()) : Optional.empty();
    }

    /**
     * Files of ours that are not as we left them.
     *
     * @throws PublishException where the conf-dir cannot be read
     */
    public List<Drifted> drift() {
        List<Drifted> drift = new ArrayList<>();
        Optional<Manifest> manifest = manifest();
        if (manifest.isPresent()) {
            DiskState disk = DiskState.read(paths.confDir());
            for (Manifest.Owned owned : manifest.get().files().values()) {
                drift(owned, disk.entry(owned.stem())).ifPresent(
                        how -> drift.add(new Drifted(owned.stem(), owned.cluster(), owned.service(), how)));
            }
        }
        return drift;
    }

    private Optional<Drifted.How> drift(Manifest.Owned owned, Optional<DiskState.Entry> entry) {
        if (entry.isEmpty()) {
            return Optional.of(Drifted.How.MISSING);
        }
        if (entry.get().kind() != DiskState.Kind.REGULAR) {
            return Optional.of(Drifted.How.REPLACED);
        }
        Content now = entry.get().content().orElseThrow();
        boolean same = now.sha256().equals(owned.sha256()) || generations.content(owned.sha256())
                .filter(left -> Fragment.parse(left.text()).sameDirectives(Fragment.parse(now.text()))).isPresent();
        return same ? Optional.empty() : Optional.of(Drifted.How.EDITED);
    }

    /** The pause that holds this node now, if one does. */
    public Optional<Pause> paused() {
        return pauses.read(clock.instant());
    }

    /**
     * Pauses this node: from its return on no pass changes anything, unless {@code --force} asks for it. A pass at work
     * is waited for.
     *
     * @return the pause that it replaces
     * @throws LockedException another pgsvc was at work for longer than that
     */
    public Optional<Pause> pause(Pause pause, Duration lockTimeout) {
        StateDirectory.make(effects, paths.stateDir());
        try (StateLock lock = StateLock.acquire(paths.lock(), lockTimeout)) {
            Optional<Pause> before = paused();
            pauses.write(pause);
            return before;
        } catch (IOException e) {
            throw PublishException.io("pause this node", paths.pause(), e);
        }
    }

    /**
     * Ends the pause.
     *
     * @return the pause that it ends
     * @throws LockedException another pgsvc was at work for longer than that
     */
    public Optional<Pause> resume(Duration lockTimeout) {
        if (!Files.isDirectory(paths.stateDir())) {
            return Optional.empty();
        }
        try (StateLock lock = StateLock.acquire(paths.lock(), lockTimeout)) {
            Optional<Pause> before = paused();
            pauses.clear();
            return before;
        } catch (IOException e) {
            throw PublishException.io("end the pause", paths.pause(), e);
        }
    }
}
