package io.pgsvc.it;

/** The four services of a cluster, as Pigsty's defaults have them. */
enum Service {
    PRIMARY(5433, true, true),
    REPLICA(5434, false, true),
    DEFAULT(5436, true, false),
    OFFLINE(5438, false, false);

    private final int port;
    private final boolean writes;
    private final boolean pooled;

    Service(int port, boolean writes, boolean pooled) {
        this.port = port;
        this.writes = writes;
        this.pooled = pooled;
    }

    /** Where it listens on a member. */
    int port() {
        return port;
    }

    /** Whether it leads to the primary. */
    boolean writes() {
        return writes;
    }

    /** Whether it leads through pgbouncer. */
    boolean pooled() {
        return pooled;
    }

    /** Who a session is for PostgreSQL that came as user app: pgbouncer has sessions of its own user. */
    String sessionUser() {
        return pooled ? "pooled" : "app";
    }
}
