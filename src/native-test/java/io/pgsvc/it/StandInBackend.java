package io.pgsvc.it;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A member of a cluster as HAProxy sees it: a port that tells the member's name, and Patroni's health answers. */
final class StandInBackend implements AutoCloseable {
    private final ServerSocket database;
    private final HttpServer health;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param healthy the paths that are answered with 200; all others with 503 */
    StandInBackend(String name, String address, int port, int healthPort, Set<String> healthy) throws IOException {
        InetAddress host = InetAddress.getByName(address);
        database = new ServerSocket(port, 200, host);
        health = HttpServer.create(new InetSocketAddress(host, healthPort), 200);
        health.createContext("/", exchange -> {
            exchange.sendResponseHeaders(healthy.contains(exchange.getRequestURI().getPath()) ? 200 : 503, -1);
            exchange.close();
        });
        health.setExecutor(threads);
        health.start();
        byte[] answer = (name + "\n").getBytes(StandardCharsets.US_ASCII);
        threads.submit(() -> {
            while (!database.isClosed()) {
                try {
                    answer(database.accept(), answer);
                } catch (IOException e) {
                    // closed, or one connection less
                }
            }
        });
    }

    private static void answer(Socket socket, byte[] answer) throws IOException {
        try (socket) {
            socket.getOutputStream().write(answer);
        }
    }

    @Override
    public void close() throws IOException {
        health.stop(0);
        database.close();
        threads.shutdownNow();
    }
}
