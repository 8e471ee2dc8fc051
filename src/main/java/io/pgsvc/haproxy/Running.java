package io.pgsvc.haproxy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which HAProxy is meant: the one behind the master socket, else of the pid file, else the one that loads our files.
 * Good for one check or one reload: the processes are looked through once.
 */
final class Running {
    private final HaproxyOptions options;
    private final MasterFinder finder;
    private boolean looked;
    private Optional<Master> loading = Optional.empty();

    Running(HaproxyOptions options, MasterFinder finder) {
        this.options = options;
        this.finder = finder;
    }

    Optional<Master> find() {
        Optional<Path> named = options.masterSocket();
        if (named.isPresent()) {
            Optional<Master> behind = behind(named.get());
            if (behind.isPresent()) {
                return behind;
            }
        }
        if (options.pidFile().isPresent()) {
            Optional<Master> recorded = finder.byPidFile(options.pidFile().get());
            if (recorded.isPresent()) {
                return recorded;
            }
        }
        if (loading().isPresent() || named.isPresent()) {
            return loading();
        }
        return behind(HaproxyOptions.DEFAULT_MASTER_SOCKET);
    }

    /** The master socket to use, if it is there: the named one, the master's own, the usual one. */
    Optional<Path> masterSocket() {
        if (options.masterSocket().isPresent()) {
            return options.masterSocket();
        }
        return loading().isPresent() ? loading().flatMap(Master::masterSocket)
                : Optional.of(HaproxyOptions.DEFAULT_MASTER_SOCKET).filter(Files::exists);
    }

    private Optional<Master> loading() {
        if (!looked) {
            looked = true;
            loading = finder.byConfig(options.mainFile(), options.confDir());
        }
        return loading;
    }

    private Optional<Master> behind(Path socket) {
        if (!Files.exists(socket)) {
            return Optional.empty();
        }
        try {
            return ShowProc.parse(new UnixCli(socket, options.cliTimeout()).ask("show proc"))
                    .flatMap(p -> finder.byPid(p.master().pid()));
        } catch (CliException e) {
            return Optional.empty();
        }
    }
}
