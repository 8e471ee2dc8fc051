package io.pgsvc.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.pgsvc.testing.Tool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who answers through the services of an {@link Entrance}. */
final class Answers {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** So many answers in a row must be right before a change counts as seen. */
    private static final int ENOUGH = 12;

    private Answers() {}

    /** Until every service is answered by just these for a while. */
    static void await(Entrance entrance, Map<Service, Set<String>> wanted) {
        for (Service service : Service.values()) {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            Deque<String> answers = new ArrayDeque<>();
            while (answers.size() < ENOUGH || !Set.copyOf(answers).equals(wanted.get(service))) {
                assertTrue(System.nanoTime() < deadline, () -> service + ": wanted " + wanted.get(service) + ", got at last " + answers);
                try {
                    answers.add(read(entrance, service));
                } catch (IOException e) {
                    answers.add(String.valueOf(e.getMessage()));
                }
                if (answers.size() > ENOUGH) {
                    answers.removeFirst();
                }
                LiveWatch.pause(Duration.ofMillis(50));
            }
        }
    }

    static String read(Entrance entrance, Service service) throws IOException {
        try (PgConnection connection = Traffic.connect(entrance, service)) {
            return Traffic.transact(connection, service);
        }
    }

    /** The same question from PostgreSQL's own client: several connections to every service. */
    static void psql(Entrance entrance, Map<Service, Set<String>> wanted) {
        for (Service service : Service.values()) {
            Set<String> answers = new HashSet<>();
            // More than 8 only where clients and weights leave one of several instances out.
            for (int i = 0; i < 8 || i < 60 && !answers.containsAll(wanted.get(service)); i++) {
                String sql = service.writes()
                        ? "insert into writes (service) values ('psql') returning host(inet_server_addr()), pg_is_in_recovery(), current_user"
                        : "select host(inet_server_addr()), pg_is_in_recovery(), current_user";
                var result = new Tool(Duration.ofSeconds(10), PostgresCluster.program("psql")).run("-XAtq", "-F", " ", "-h", entrance.address(), "-p",
                        Integer.toString(entrance.port(service)), "-U", "app", "-d", "e2e", "-c", sql);
                assertEquals(0, result.exit(), service + ": " + result.stderr());
                String[] words = result.stdout().strip().split(" ");
                answers.add(words[0]);
                assertEquals(service.sessionUser(), words[2], "through pgbouncer or not: " + service);
                boolean primary = wanted.get(Service.PRIMARY).contains(words[0]);
                assertEquals(primary ? "f" : "t", words[1], service + " is answered by " + result.stdout());
            }
            assertEquals(wanted.get(service), answers, service.toString());
        }
    }

    /** A session that this instance answers. */
    static PgConnection session(Entrance entrance, Service service, String server) throws IOException {
        for (int i = 0; i < 50; i++) {
            PgConnection connection = Traffic.connect(entrance, service);
            if (Traffic.transact(connection, service).equals(server)) {
                return connection;
            }
            connection.close();
        }
        return fail("no connection to " + service + " got to " + server);
    }

    /** What has become of a session that was on the old primary. */
    static String state(PgConnection session) {
        try {
            return "still on " + session.row("select host(inet_server_addr())").getFirst() + ", which is "
                    + (session.row("select pg_is_in_recovery()").getFirst().equals("t") ? "a replica now" : "the primary");
        } catch (IOException e) {
            return "cut";
        }
    }
}
