package io.pgsvc.haproxy;

import io.pgsvc.haproxy.CliException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * HAProxy's command line on a Unix stream socket: one command a connection, the answer is read to its end. Everything
 * happens in the calling thread, on a non-blocking channel, so that no peer can hold us longer than the timeout.
 */
public final class UnixCli {
    /** More than the largest {@code show stat} that we expect (10,000 servers take some 5 MB). */
    static final int MAX_ANSWER = 64 * 1024 * 1024;

    private final Path socket;
    private final Duration timeout;
    private final int maxAnswer;

    public UnixCli(Path socket, Duration timeout) {
        this(socket, timeout, MAX_ANSWER);
    }

    UnixCli(Path socket, Duration timeout, int maxAnswer) {
        this.socket = socket;
        this.timeout = timeout;
        this.maxAnswer = maxAnswer;
    }

    public Path socket() {
        return socket;
    }

    /**
     * Sends one command line (without its end of line) and returns the answer as it is.
     *
     * @throws CliException with the reason, within the timeout
     */
    public String ask(String command) {
        return ask(command, timeout);
    }

    /** The same with another timeout. */
    public String ask(String command, Duration limit) {
        if (!Files.exists(socket)) {
            throw new CliException(Kind.ABSENT, socket, "there is no such socket");
        }
        long deadline = System.nanoTime() + limit.toNanos();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX); Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(socket));
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            while (!channel.finishConnect()) {
                await(selector, deadline);
            }
            key.interestOps(SelectionKey.OP_WRITE);
            ByteBuffer out = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
            while (out.hasRemaining()) {
                if (channel.write(out) == 0) {
                    await(selector, deadline);
                }
            }
            channel.shutdownOutput();
            key.interestOps(SelectionKey.OP_READ);
            return read(channel, selector, deadline);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            throw failed(e);
        }
    }

    private String read(SocketChannel channel, Selector selector, long deadline) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream(8192);
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (true) {
            int n = channel.read(buffer);
            if (n < 0) {
                return answer.toString(StandardCharsets.UTF_8);
            }
            if (n == 0) {
                await(selector, deadline);
                continue;
            }
            if (answer.size() + n > maxAnswer) {
                throw new CliException(Kind.TOO_BIG, socket, "HAProxy's answer is larger than " + maxAnswer + " bytes");
            }
            answer.write(buffer.array(), 0, n);
            buffer.clear();
            // A peer that never pauses must not get around the deadline.
            if (System.nanoTime() - deadline >= 0) {
                throw timedOut();
            }
        }
    }

    private void await(Selector selector, long deadline) throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw timedOut();
        }
        selector.select(left);
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new CliException(Kind.BROKEN, socket, "interrupted while waiting for HAProxy");
        }
    }

    private CliException timedOut() {
        return new CliException(Kind.TIMEOUT, socket, "HAProxy did not answer in time");
    }

    private CliException failed(Exception e) {
        String text = String.valueOf(e.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("permission denied")) {
            return new CliException(Kind.DENIED, socket, "no permission to talk to this socket");
        }
        if (lower.contains("refused") || lower.contains("no such file") || lower.contains("broken pipe")
                || lower.contains("reset")) {
            return new CliException(Kind.REFUSED, socket, "nobody answers on this socket");
        }
        return new CliException(Kind.BROKEN, socket, "cannot talk to this socket: " + text);
    }
}
