package io.pgsvc.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.Map;

/**
 * A scripted HAProxy socket: answers each command in the ways that were said for it, the last one again and again,
 * and keeps what it was asked.
 *
 * <pre>{@code
 * try (FakeSocket socket = new FakeSocket(dir.resolve("s.sock")).answer("show proc", text)) {
 *     …
 *     assertEquals(List.of("show proc"), socket.asked());
 * }
 * }</pre>
 */
public final class FakeSocket implements AutoCloseable {

    /** What to do on a connection once the command is read; the connection is closed after it. */
    @FunctionalInterface
    public interface Script {
        void play(SocketChannel connection) throws IOException, InterruptedException;
    }

    private final ServerSocketChannel server;
    private final Path path;
    private final Map<String, List<Script>> scripts = new ConcurrentHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    public FakeSocket(Path path) throws IOException {
        this.path = path;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        threads.add(Thread.ofVirtual().start(this::accept));
    }

    public Path path() {
        return path;
    }

    /** Answers a command with these texts, one after the other. */
    public FakeSocket answer(String command, String... texts) {
        for (String text : texts) {
            script(command, connection -> write(connection, text));
        }
        return this;
    }

    /** Answers a command in any way. */
    public FakeSocket script(String command, Script script) {
        scripts.computeIfAbsent(command, c -> new ArrayList<>()).add(script);
        return this;
    }

    /** The commands so far, in order. */
    public List<String> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    public static void write(SocketChannel connection, String text) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (buffer.hasRemaining()) {
            connection.write(buffer);
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel connection = server.accept();
                synchronized (threads) {
                    threads.add(Thread.ofVirtual().start(() -> serve(connection)));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (connection.read(buffer) >= 0) {
                String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
                if (text.endsWith("\n")) {
                    String command = text.strip();
                    synchronized (asked) {
                        asked.add(command);
                    }
                    next(command).play(connection);
                    return;
                }
            }
        } catch (IOException e) {
            // the client went away: its own business
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Script next(String command) {
        List<Script> left = scripts.get(command);
        if (left == null) {
            return connection -> write(connection, "Unknown command: '" + command + "'\n");
        }
        synchronized (left) {
            return left.size() > 1 ? left.removeFirst() : left.getFirst();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        synchronized (threads) {
            threads.forEach(Thread::interrupt);
        }
        java.nio.file.Files.deleteIfExists(path);
    }
}
