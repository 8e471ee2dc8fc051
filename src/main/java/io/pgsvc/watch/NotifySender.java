package io.pgsvc.watch;

import java.util.Map;
import java.util.Optional;

/** Sends messages to systemd's notification socket. */
interface NotifySender extends AutoCloseable {

    /** Sends one, or quietly does not: that nobody listens is no reason to stop. Never waits for long. */
    void send(String message);

    /** Waits a moment for what is still on its way. */
    @Override
    default void close() { }

    /** The way that this process has, if it was started with a socket to notify: {@code /path} or {@code @abstract}. */
    static Optional<NotifySender> of(Map<String, String> environment) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (socket.length() < 2 || !socket.startsWith("/") && !socket.startsWith("@")) {
            return Optional.empty();
        }
        // Java has no datagrams on Unix sockets. The native binary calls libc; the JVM asks systemd's own program.
        boolean isNative = "runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"));
        return Optional.of(isNative ? new NotifyByLibc(socket) : new NotifyByProgram());
    }
}
