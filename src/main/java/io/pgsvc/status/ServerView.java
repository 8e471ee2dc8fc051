package io.pgsvc.status;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One server of a service, as HAProxy sees it.
 *
 * @param state    HAProxy's word: UP, DOWN, MAINT, DRAIN, NOLB, {@code no check}, {@code UP 1/3} on its way down…
 * @param check    the last check, where there is one
 * @param since    how long it has been in this state, where HAProxy says so
 * @param weight   as it is now: it grows while a server starts slowly
 * @param sessions at this moment
 * @param share    the part of new connections that it gets, from 0 to 1
 */
public record ServerView(String name, String address, boolean backup, String state, Optional<Check> check,
                         Optional<Duration> since, long weight, long sessions, double share) {

    /**
     * A health check.
     *
     * @param status HAProxy's code, such as L7OK, L4CON, L7STS
     * @param code   of the answer, where it had one (503)
     * @param took   milliseconds
     * @param text   what HAProxy says of it
     */
    public record Check(String status, OptionalLong code, OptionalLong took, String text) {

        /** {@code L7STS/503 2ms}. */
        public String words() {
            return status + (code.orElse(0) > 0 ? "/" + code.getAsLong() : "") + (took.isPresent() ? " " + took.getAsLong() + "ms" : "");
        }
    }

    /** Whether new connections go there. */
    public boolean serves() {
        return share > 0;
    }
}
