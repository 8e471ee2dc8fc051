package io.pgsvc.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "*", "1.2.3.4", "255.255.255.255", "::1", "[::1]", "fd00::1", "::ffff:1.2.3.4", "db1", "db-1.example.com", "10.0.0.1a",
        "127.1", "1", "010.0.0.1", "4294967295", "ipv4@127.0.0.1", "ipv6@::1", "fe80::1%eth0"})
    void addressesAndNames(String text) {
        assertEquals(Optional.empty(), Addresses.mistake(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"256.1.1.1", "1.2.65536", "10.0.0.21.2.3.4", "1.2.3.4.5", "1.2.3.4.", ".1.2.3", "08.1.1.1", "4294967296", "ipv4@1.2.3.256"})
    void noIpv4(String text) {
        assertEquals(Optional.of("is no IPv4 address"), Addresses.mistake(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4:80", ":::", "[::", "::1]", "web:80", "::g%eth0"})
    void noIpv6(String text) {
        assertEquals(Optional.of("is no IPv6 address"), Addresses.mistake(text));
    }
}
