package io.pgsvc.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "*", "1.2.3.4", "255.255.255.255", "::1", "[::1]", "fd00::1", "::ffff:1.2.3.4", "db1", "db-1.example.com", "10.0.0.1a"})
    void addressesAndNames(String text) {
        assertEquals(Optional.empty(), Addresses.mistake(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"256.1.1.1", "1.2.3", "10.0.0.21.2.3.4", "1.2.3.4.", ".1.2.3", "1"})
    void noIpv4(String text) {
        assertEquals(Optional.of("is no IPv4 address"), Addresses.mistake(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4:80", ":::", "[::", "::1]", "web:80"})
    void noIpv6(String text) {
        assertEquals(Optional.of("is no IPv6 address"), Addresses.mistake(text));
    }
}
