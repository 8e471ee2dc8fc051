package io.pgsvc.it;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Clients at work until they are closed, each on a thread of its own. */
final class Clients implements AutoCloseable {
    private final List<Thread> threads;
    private volatile boolean over;

    /** @param turns what each client does, again and again */
    Clients(List<Runnable> turns) {
        threads = turns.stream().map(turn -> Thread.ofPlatform().start(() -> {
            while (!over) {
                turn.run();
                LiveWatch.pause(java.time.Duration.ofMillis(3));
            }
        })).toList();
    }

    /** Connects to a service of this machine: the name that answers, or {@code refused}, {@code reset}, {@code closed}. */
    static String connect(int port) {
        return connect("127.0.0.1", port);
    }

    static String connect(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(10_000);
            socket.connect(new InetSocketAddress(address, port), 10_000);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return answer.isEmpty() ? "closed" : answer;
        } catch (ConnectException e) {
            return "refused";
        } catch (IOException e) {
            return "reset";
        }
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
