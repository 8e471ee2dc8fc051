package io.pgsvc.render;

/**
 * A server line of a PostgreSQL service; every field as it is written.
 *
 * @param address   the member's inventory name
 * @param ssl       whether Patroni's health check is asked over TLS
 * @param checkPort Patroni's port
 */
public record Server(String name, String address, String port, boolean ssl, String checkPort, String weight, boolean backup) {}
