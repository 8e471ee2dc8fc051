package io.pgsvc.it;

/**
 * Where clients go in: a HAProxy's address, and how far its ports are from the usual ones.
 *
 * @param shift a provider's ports are not those of a member
 */
record Entrance(String address, int shift) {
    int port(Service service) {
        return service.port() + shift;
    }
}
