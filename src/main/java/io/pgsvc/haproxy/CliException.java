package io.pgsvc.haproxy;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import java.nio.file.Path;

/** A conversation on one of HAProxy's sockets that did not work. */
public final class CliException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    /** What was wrong. */
    public enum Kind {
        /** No such socket. */
        ABSENT,
        /** Nobody listens, or the other side hung up before the answer. */
        REFUSED,
        /** We may not talk to it. */
        DENIED,
        /** No complete answer in time. */
        TIMEOUT,
        /** An answer without end. */
        TOO_BIG,
        /** An answer that is not what HAProxy says. */
        GARBAGE,
        /** Anything else. */
        BROKEN
    }

    private final Kind kind;

    CliException(Kind kind, Path socket, String message) {
        super(Finding.error("haproxy-socket", message, Position.of(socket.toString())));
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What was wrong with which socket, as a part of a longer sentence. */
    String words() {
        Finding finding = findings().getFirst();
        return finding.message() + " (" + finding.at().map(Position::file).orElse("") + ")";
    }
}
