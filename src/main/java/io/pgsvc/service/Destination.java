package io.pgsvc.service;

import io.pgsvc.model.Finding;

/** To which port of a member a service sends its connections ({@code dest}). */
public sealed interface Destination {
    /** The member's {@code pg_port}. */
    record Postgres() implements Destination {}

    /** The member's {@code pgbouncer_port}. */
    record Pgbouncer() implements Destination {}

    /** The same port on every member, as it is to be written. */
    record Fixed(String port) implements Destination {}

    /** No port can be made of what is given; it matters only where there is a server to write. */
    record Unusable(Finding problem) implements Destination {}
}
