package io.pgsvc.it;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection that speaks as much of PostgreSQL's protocol as simple queries without a password need, so that the end of
 * each attempt is known to the millisecond. What the server says against it, a cut and a time-out are all IOExceptions.
 */
final class PgConnection implements AutoCloseable {
    private static final int PROTOCOL_3 = 196_608;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private PgConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /** Logs in; {@code limit} is for this, and for every answer after it. */
    static PgConnection open(String address, int port, String user, String database, Duration limit) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.setSoTimeout((int) limit.toMillis());
            socket.connect(new InetSocketAddress(address, port), (int) limit.toMillis());
            PgConnection connection = new PgConnection(socket);
            connection.send((char) 0, ByteBuffer.allocate(4).putInt(PROTOCOL_3).array(),
                    ("user\0" + user + "\0database\0" + database + "\0application_name\0e2e\0\0").getBytes(StandardCharsets.UTF_8));
            connection.untilReady();
            return connection;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The first row of a query's answer. */
    List<String> row(String sql) throws IOException {
        send('Q', (sql + "\0").getBytes(StandardCharsets.UTF_8));
        return untilReady();
    }

    private void send(char type, byte[]... parts) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            body.write(part);
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        if (type != 0) {
            message.write(type);
        }
        message.write(ByteBuffer.allocate(4).putInt(body.size() + 4).array());
        body.writeTo(message);
        message.writeTo(out);
        out.flush();
    }

    private List<String> untilReady() throws IOException {
        List<String> row = List.of();
        while (true) {
            char type = type();
            byte[] body = in.readNBytes(in.readInt() - 4);
            switch (type) {
                case 'Z' -> {
                    return row;
                }
                case 'E' -> throw new IOException(error(body));
                case 'R' -> {
                    if (ByteBuffer.wrap(body).getInt() != 0) {
                        throw new IOException("a password is asked for");
                    }
                }
                case 'D' -> row = row.isEmpty() ? row(ByteBuffer.wrap(body)) : row;
                default -> { } // settings, descriptions, notices
            }
        }
    }

    private char type() throws IOException {
        int type = in.read();
        if (type < 0) {
            throw new EOFException("the connection was closed");
        }
        return (char) type;
    }

    private static List<String> row(ByteBuffer body) {
        List<String> values = new ArrayList<>();
        int columns = body.getShort();
        for (int i = 0; i < columns; i++) {
            byte[] value = new byte[Math.max(0, body.getInt())];
            body.get(value);
            values.add(new String(value, StandardCharsets.UTF_8));
        }
        return values;
    }

    /** Severity, code and message of an ErrorResponse. */
    private static String error(byte[] body) {
        StringBuilder text = new StringBuilder();
        for (String field : new String(body, StandardCharsets.UTF_8).split("\0")) {
            if (!field.isEmpty() && "VCM".indexOf(field.charAt(0)) >= 0) {
                text.append(text.isEmpty() ? "" : " ").append(field.substring(1));
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        try (socket) {
            send('X');
        } catch (IOException e) {
            // it was gone before
        }
    }
}
