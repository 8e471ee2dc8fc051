package io.pgsvc.haproxy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How HAProxy is reached on this node; the components are the command line's options of the same names.
 *
 * @param mainFile       {@code --haproxy-config}
 * @param confDir        {@code --conf-dir}
 * @param program        {@code --haproxy-bin}: a path, or a name that is looked up in PATH and the sbin directories
 * @param reload         {@code --reload}
 * @param masterSocket   {@code --master-socket}; empty: {@link #DEFAULT_MASTER_SOCKET}, or what the master was given
 * @param statsSocket    {@code --stats-socket}; empty: the one in the main file
 * @param pidFile        {@code --pid-file}; empty: the one in the main file, or {@code /run/haproxy.pid}
 * @param reloadCommand  {@code --reload-command}
 * @param systemdUnit    the unit that {@code systemctl} reloads
 * @param checkTimeout   how long HAProxy's check may take
 * @param confirmTimeout how long a reload and its confirmation may take together
 * @param cliTimeout     how long one answer on a socket may take
 * @param degradedWait   the longest wait for the verdict of contract 12; zero: no waiting
 */
public record HaproxyOptions(Path mainFile, Path confDir, String program, ReloadMethod reload,
                             Optional<Path> masterSocket, Optional<Path> statsSocket, Optional<Path> pidFile,
                             Optional<String> reloadCommand, String systemdUnit, Duration checkTimeout,
                             Duration confirmTimeout, Duration cliTimeout, Duration degradedWait) {

    public static final Path DEFAULT_MASTER_SOCKET = Path.of("/run/haproxy-master.sock");
    public static final Path DEFAULT_PID_FILE = Path.of("/run/haproxy.pid");

    /** The defaults of the command line. */
    public static HaproxyOptions defaults() {
        return new HaproxyOptions(Path.of("/etc/haproxy/haproxy.cfg"), Path.of("/etc/haproxy/conf.d"), "haproxy",
                ReloadMethod.AUTO, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "haproxy",
                Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    public HaproxyOptions withFiles(Path main, Path fragments) {
        return new HaproxyOptions(main, fragments, program, reload, masterSocket, statsSocket, pidFile, reloadCommand,
                systemdUnit, checkTimeout, confirmTimeout, cliTimeout, degradedWait);
    }

    public HaproxyOptions withProgram(String file) {
        return new HaproxyOptions(mainFile, confDir, file, reload, masterSocket, statsSocket, pidFile, reloadCommand,
                systemdUnit, checkTimeout, confirmTimeout, cliTimeout, degradedWait);
    }

    public HaproxyOptions withReload(ReloadMethod method) {
        return new HaproxyOptions(mainFile, confDir, program, method, masterSocket, statsSocket, pidFile,
                reloadCommand, systemdUnit, checkTimeout, confirmTimeout, cliTimeout, degradedWait);
    }

    public HaproxyOptions withSockets(Optional<Path> master, Optional<Path> stats) {
        return new HaproxyOptions(mainFile, confDir, program, reload, master, stats, pidFile, reloadCommand,
                systemdUnit, checkTimeout, confirmTimeout, cliTimeout, degradedWait);
    }

    public HaproxyOptions withPidFile(Optional<Path> file) {
        return new HaproxyOptions(mainFile, confDir, program, reload, masterSocket, statsSocket, file, reloadCommand,
                systemdUnit, checkTimeout, confirmTimeout, cliTimeout, degradedWait);
    }

    public HaproxyOptions withReloadCommand(Optional<String> command) {
        return new HaproxyOptions(mainFile, confDir, program, reload, masterSocket, statsSocket, pidFile, command,
                systemdUnit, checkTimeout, confirmTimeout, cliTimeout, degradedWait);
    }

    public HaproxyOptions withSystemdUnit(String unit) {
        return new HaproxyOptions(mainFile, confDir, program, reload, masterSocket, statsSocket, pidFile,
                reloadCommand, unit, checkTimeout, confirmTimeout, cliTimeout, degradedWait);
    }

    public HaproxyOptions withTimeouts(Duration check, Duration confirm, Duration cli) {
        return new HaproxyOptions(mainFile, confDir, program, reload, masterSocket, statsSocket, pidFile,
                reloadCommand, systemdUnit, check, confirm, cli, degradedWait);
    }

    public HaproxyOptions withDegradedWait(Duration longest) {
        return new HaproxyOptions(mainFile, confDir, program, reload, masterSocket, statsSocket, pidFile,
                reloadCommand, systemdUnit, checkTimeout, confirmTimeout, cliTimeout, longest);
    }
}
