package io.pgsvc.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One node of a {@link PostgresCluster}: Patroni with its PostgreSQL, and a pgbouncer before it, on an address of its own. */
final class PostgresMember {
    static final int POSTGRES = 5432;
    static final int PGBOUNCER = 6432;
    static final int PATRONI = 8008;

    private final String name;
    private final String address;
    private final Path home;
    private final Path logs;
    private Daemon patroni;
    private Daemon pgbouncer;

    /** @param mayLead false for one that Patroni never makes the primary */
    PostgresMember(String cluster, int number, boolean mayLead, String etcd, Path programs, Path home, Path logs) throws IOException {
        this.name = cluster + "-" + number;
        this.address = "127.0.0." + (10 + number);
        this.home = home;
        this.logs = logs;
        Files.createDirectories(home);
        Files.createDirectory(home.resolve("data"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(settings(), patroniSettings(cluster, mayLead, etcd, programs));
        Files.writeString(home.resolve("pgbouncer.ini"), pgbouncerSettings());
        Files.writeString(home.resolve("users.txt"), "\"app\" \"\"\n\"pooled\" \"\"\n");
    }

    String name() {
        return name;
    }

    String address() {
        return address;
    }

    /** Patroni's settings, which {@code patronictl} reads as well. */
    Path settings() {
        return home.resolve("patroni.yml");
    }

    void startPatroni() throws IOException {
        patroni = Daemon.asPostgres(logs.resolve(name + "-patroni.log"), home, "patroni", settings().toString());
    }

    void startPgbouncer() throws IOException {
        pgbouncer = Daemon.asPostgres(logs.resolve(name + "-pgbouncer.log"), home, "/usr/sbin/pgbouncer", home.resolve("pgbouncer.ini").toString());
    }

    /** Patroni's word for it, 200 for yes; 0 where nobody answers. */
    int health(String path) {
        return Patroni.status(address, path);
    }

    /** Kills Patroni and PostgreSQL as a crash of both would; pgbouncer goes on, as it does on a real node. */
    void crash() throws Exception {
        ProcessHandle postgres = postgres().orElseThrow(() -> new AssertionError("no postgres to kill on " + name));
        patroni.kill();
        Daemon.kill(postgres);
        patroni.awaitEnd(Duration.ofSeconds(5));
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (Daemon.runs(postgres)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("postgres of " + name + " lives on");
            }
            LiveWatch.pause(Duration.ofMillis(10));
        }
    }

    /** The server's first process, by its own file, which a crash leaves behind. */
    private Optional<ProcessHandle> postgres() throws IOException {
        Path file = home.resolve("data/postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()))
                .filter(p -> p.info().command().filter(c -> c.endsWith("/postgres")).isPresent());
    }

    /** Asks both to end; {@link #awaitEnd} waits. */
    void terminate() {
        for (Daemon daemon : daemons()) {
            daemon.terminate();
        }
    }

    /** Leaves nothing running, whatever it takes. */
    void awaitEnd(Duration limit) throws IOException, InterruptedException {
        Optional<ProcessHandle> postgres = postgres();
        for (Daemon daemon : daemons()) {
            daemon.awaitEnd(limit);
        }
        if (postgres.isPresent() && Daemon.runs(postgres.get())) {
            Daemon.kill(postgres.get());
        }
    }

    private List<Daemon> daemons() {
        return java.util.stream.Stream.of(patroni, pgbouncer).filter(java.util.Objects::nonNull).toList();
    }

    /** Small and without fsync: what is tried here is who answers, not whether disks hold. */
    private String patroniSettings(String cluster, boolean mayLead, String etcd, Path programs) {
        return """
                scope: %1$s
                name: %2$s
                restapi: { listen: '%3$s:8008', connect_address: '%3$s:8008' }
                etcd3: { host: '%4$s' }
                bootstrap:
                  dcs:
                    ttl: 20
                    loop_wait: 2
                    retry_timeout: 5
                    maximum_lag_on_failover: 1048576
                    master_start_timeout: 30
                    postgresql:
                      use_pg_rewind: true
                      use_slots: true
                      parameters: { wal_log_hints: 'on', max_connections: 100, max_wal_senders: 6, max_worker_processes: 4 }
                  initdb:
                    - encoding: UTF8
                    - locale: C.UTF-8
                    - wal-segsize: '4'
                postgresql:
                  listen: '%3$s:5432'
                  connect_address: '%3$s:5432'
                  data_dir: '%5$s/data'
                  bin_dir: '%6$s'
                  pgpass: '%5$s/pgpass'
                  authentication:
                    superuser: { username: postgres }
                    replication: { username: replicator }
                  pg_hba:
                    - host all all 127.0.0.0/8 trust
                    - host replication all 127.0.0.0/8 trust
                  parameters:
                    unix_socket_directories: ''
                    shared_buffers: 16MB
                    min_wal_size: 16MB
                    max_wal_size: 64MB
                    fsync: 'off'
                    autovacuum: 'off'
                    jit: 'off'
                    log_line_prefix: '%%m [%%p] '
                tags: { nofailover: %7$s }
                """.formatted(cluster, name, address, etcd, home, programs, !mayLead);
    }

    /** Its sessions are another user's, so that each answer tells whether it came through the pool. */
    private String pgbouncerSettings() {
        return """
                [databases]
                e2e = host=%s port=%d dbname=e2e user=pooled
                [pgbouncer]
                listen_addr = %s
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s/users.txt
                pool_mode = transaction
                server_login_retry = 1
                max_client_conn = 200
                default_pool_size = 10
                """.formatted(address, POSTGRES, address, PGBOUNCER, home);
    }
}
