package io.pgsvc.watch;

import java.nio.ByteOrder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.nativeimage.c.type.CTypeConversion;
import org.graalvm.nativeimage.c.type.CTypeConversion.CCharPointerHolder;
import org.graalvm.word.SignedWord;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/** A datagram by libc's own calls: only in the native image. The numbers are Linux', the same on x86-64 and arm64. */
final class NotifyByLibc implements NotifySender {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;
    private static final int MOST_PATH = 107;
    /** A full queue is tried again; whoever reads it is systemd, so it does not stay full. */
    private static final int TRIES = 5;
    private static final long PAUSE_MS = 20;

    private final byte[] address;

    NotifyByLibc(String socket) {
        byte[] path = socket.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = path[0] == '@';
        if (isAbstract) {
            path[0] = 0;
        }
        // struct sockaddr_un; the length of an abstract name is that of the address, a path may do without its final zero.
        this.address = path.length > MOST_PATH ? new byte[0] : ByteBuffer.allocate(2 + path.length).order(ByteOrder.nativeOrder())
                .putShort((short) AF_UNIX).put(path).array();
    }

    @Override
    public void send(String message) {
        if (address.length == 0) {
            return;
        }
        int socket = socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
        if (socket < 0) {
            return;
        }
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        try (CCharPointerHolder data = CTypeConversion.toCBytes(bytes); CCharPointerHolder to = CTypeConversion.toCBytes(address)) {
            for (int i = 0; i < TRIES; i++) {
                SignedWord sent = sendto(socket, data.get(), WordFactory.unsigned(bytes.length), MSG_DONTWAIT_NOSIGNAL, to.get(),
                        address.length);
                if (sent.rawValue() >= 0) {
                    return;
                }
                Thread.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(socket);
        }
    }

    @CFunction
    private static native int socket(int domain, int type, int protocol);

    @CFunction
    private static native SignedWord sendto(int socket, CCharPointer data, UnsignedWord length, int flags, CCharPointer address,
                                            int addressLength);

    @CFunction("close")
    private static native int close(int socket);
}
