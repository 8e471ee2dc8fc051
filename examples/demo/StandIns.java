import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Stand-ins for the nodes of a PostgreSQL cluster, for the demo only: on every node's address one port answers as
 * Patroni's REST API answers health checks, one as PgBouncer and one as PostgreSQL (both say who they are and hang up).
 *
 * <p>{@code java StandIns.java NODES PATRONI-PORT PGBOUNCER-PORT POSTGRES-PORT}. NODES is a file of lines
 * {@code ADDRESS NAME ROLE}; the role (primary, sync or replica) is read anew at every health check, so that whoever
 * edits the file plays the failover. Addresses and names are read once.
 */
public final class StandIns {
    private record Node(String address, String name, String role) {}

    private interface Answer {
        void to(Socket client) throws IOException;
    }

    private final Path nodes;

    private StandIns(Path nodes) {
        this.nodes = nodes;
    }

    public static void main(String[] args) throws Exception {
        StandIns all = new StandIns(Path.of(args[0]));
        for (Node node : all.nodes()) {
            serve(node.address(), Integer.parseInt(args[1]), client -> all.health(client, node.address()));
            serve(node.address(), Integer.parseInt(args[2]), client -> say(client, node.name() + " pgbouncer\n"));
            serve(node.address(), Integer.parseInt(args[3]), client -> say(client, node.name() + " postgres\n"));
        }
        System.out.println("ready");
        Thread.currentThread().join();
    }

    private List<Node> nodes() throws IOException {
        return Files.readAllLines(nodes).stream().filter(line -> !line.isBlank())
                .map(line -> line.trim().split("\\s+")).map(words -> new Node(words[0], words[1], words[2])).toList();
    }

    private static void serve(String address, int port, Answer answer) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        Thread.ofVirtual().start(() -> {
            while (true) {
                try {
                    Socket client = server.accept();
                    Thread.ofVirtual().start(() -> answer(client, answer));
                } catch (IOException e) {
                    System.err.println(address + ":" + port + ": " + e.getMessage());
                }
            }
        });
    }

    private static void answer(Socket client, Answer answer) {
        try (client) {
            client.setSoTimeout(5_000);
            answer.to(client);
        } catch (IOException e) {
            // A client that is gone early is no matter.
        }
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The status line is the whole answer to a health check, as with Patroni: 200 carries the service, 503 does not. */
    private void health(Socket client, String address) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        String request = lines.readLine();
        for (String line = request; line != null && !line.isEmpty(); line = lines.readLine()) {
            // The headers do not matter, but unread bytes would reset the connection at its end.
        }
        String[] words = request == null ? new String[0] : request.split(" ");
        String role = nodes().stream().filter(node -> node.address().equals(address)).findFirst().map(Node::role).orElse("");
        boolean ok = words.length > 1 && carries(words[1], role);
        say(client, "HTTP/1.0 " + (ok ? "200 OK" : "503 Service Unavailable") + "\r\nContent-Length: 0\r\n\r\n");
    }

    /** Which role answers 200 to which path: https://patroni.readthedocs.io/en/latest/rest_api.html. */
    private static boolean carries(String path, String role) {
        boolean running = List.of("primary", "sync", "replica").contains(role);
        return switch (path) {
            case "/", "/primary", "/read-write", "/leader" -> role.equals("primary");
            case "/replica" -> running && !role.equals("primary");
            case "/sync", "/synchronous" -> role.equals("sync");
            case "/async", "/asynchronous" -> role.equals("replica");
            case "/read-only-sync" -> role.equals("primary") || role.equals("sync");
            case "/read-only", "/health", "/liveness", "/readiness" -> running;
            default -> false;
        };
    }
}
