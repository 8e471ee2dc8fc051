package io.pgsvc.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where HAProxy's files and sockets are on this node. */
class HaproxyPlace {
    @Option(names = "--conf-dir", paramLabel = "DIR", defaultValue = "/etc/haproxy/conf.d",
            description = "HAProxy's fragment directory (default: /etc/haproxy/conf.d).")
    Path confDir;

    @Option(names = "--haproxy-config", paramLabel = "FILE", defaultValue = "/etc/haproxy/haproxy.cfg",
            description = "HAProxy's main file (default: /etc/haproxy/haproxy.cfg).")
    Path mainFile;

    @Option(names = "--master-socket", paramLabel = "PATH",
            description = "The master's socket (default: what the running master was given, else /run/haproxy-master.sock).")
    Optional<Path> masterSocket = Optional.empty();

    @Option(names = "--stats-socket", paramLabel = "PATH", description = "The stats socket (default: the one in the main file).")
    Optional<Path> statsSocket = Optional.empty();
}
