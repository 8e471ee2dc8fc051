package io.pgsvc.it;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Clients of all four services, from the beginning to the end: for each service one that connects anew for every
 * transaction, and one that keeps its connection until an error. Every attempt goes into the {@link Ledger}.
 */
final class Traffic implements AutoCloseable {
    /** So long an answer may take; what takes longer is an error. */
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(30);

    private final Ledger ledger;
    private final Clients clients;
    private volatile Entrance entrance;

    Traffic(Ledger ledger, Entrance entrance) {
        this.ledger = ledger;
        this.entrance = entrance;
        List<Runnable> turns = new ArrayList<>();
        for (Service service : Service.values()) {
            turns.add(() -> once(service));
            turns.add(new Session(service)::turn);
        }
        clients = new Clients(turns);
    }

    /** From now on clients go in there; those with a connection end it first. */
    void moveTo(Entrance next) {
        entrance = next;
    }

    static PgConnection connect(Entrance entrance, Service service) throws IOException {
        return PgConnection.open(entrance.address(), entrance.port(service), "app", "e2e", LIMIT);
    }

    /** The instance that answers a transaction of this kind; an answer of the wrong kind is an error. */
    static String transact(PgConnection connection, Service service) throws IOException {
        String who = "host(inet_server_addr()), pg_is_in_recovery(), current_user";
        List<String> row = connection.row(service.writes() ? "insert into writes (service) values ('" + service + "') returning " + who : "select " + who);
        boolean replica = row.get(1).equals("t");
        if (service.writes() && replica || service == Service.OFFLINE && !replica || !row.get(2).equals(service.sessionUser())) {
            throw new IOException(service + " was answered by " + row);
        }
        return row.getFirst();
    }

    private void once(Service service) {
        long start = System.currentTimeMillis();
        Optional<String> server = Optional.empty();
        Optional<String> error = Optional.empty();
        try (PgConnection connection = connect(entrance, service)) {
            server = Optional.of(transact(connection, service));
        } catch (IOException e) {
            error = Optional.of(String.valueOf(e.getMessage()));
        }
        ledger.add(new Ledger.Attempt(start, System.currentTimeMillis(), "connections to " + service, service, true, server, error));
        LiveWatch.pause(PAUSE);
    }

    /** A client that keeps its connection. */
    private final class Session {
        private final Service service;
        private Entrance joined;
        private PgConnection connection;

        Session(Service service) {
            this.service = service;
        }

        void turn() {
            Entrance wanted = entrance;
            if (connection != null && !wanted.equals(joined)) {
                end();
            }
            boolean fresh = connection == null;
            long start = System.currentTimeMillis();
            Optional<String> server = Optional.empty();
            Optional<String> error = Optional.empty();
            try {
                if (fresh) {
                    joined = wanted;
                    connection = connect(wanted, service);
                }
                server = Optional.of(transact(connection, service));
            } catch (IOException e) {
                error = Optional.of(String.valueOf(e.getMessage()));
                end();
            }
            ledger.add(new Ledger.Attempt(start, System.currentTimeMillis(), "session on " + service, service, fresh, server, error));
            LiveWatch.pause(PAUSE);
        }

        private void end() {
            if (connection != null) {
                connection.close();
                connection = null;
            }
        }
    }

    /** Ends the clients; their connections end with the process. */
    @Override
    public void close() throws InterruptedException {
        clients.close();
    }
}
