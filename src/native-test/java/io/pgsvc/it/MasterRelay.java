package io.pgsvc.it;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Stands before a master's socket, hands everything on, and notes when HAProxy is told to reload. */
final class MasterRelay implements AutoCloseable {
    private final Path master;
    private final ServerSocketChannel server;
    private final BlockingQueue<Instant> told = new LinkedBlockingQueue<>();

    MasterRelay(Path socket, Path master) throws IOException {
        this.master = master;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread.ofPlatform().daemon().start(this::accept);
    }

    /** When HAProxy was told, once for each reload, in order. */
    BlockingQueue<Instant> told() {
        return told;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                Thread.ofPlatform().daemon().start(() -> relay(client));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void relay(SocketChannel client) {
        try (client; SocketChannel behind = SocketChannel.open(UnixDomainSocketAddress.of(master))) {
            Thread back = Thread.ofPlatform().daemon().start(() -> copy(behind, client, false));
            copy(client, behind, true);
            behind.shutdownOutput();
            back.join();
        } catch (IOException | InterruptedException e) {
            // either side has gone, as a master does that executes itself anew
        }
    }

    private void copy(SocketChannel from, SocketChannel to, boolean commands) {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                if (commands && StandardCharsets.UTF_8.decode(buffer.duplicate()).toString().strip().equals("reload")) {
                    told.add(Instant.now());
                }
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // either side has gone
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
