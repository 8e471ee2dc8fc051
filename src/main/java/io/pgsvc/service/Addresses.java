package io.pgsvc.service;

import java.net.Inet6Address;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses as HAProxy reads them. Whether a name can be looked up is not known here. */
public final class Addresses {
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern DIGITS = Pattern.compile("[0-9.]+");

    private Addresses() {}

    /** Why a text that looks like an address is none; empty for addresses and for names. */
    public static Optional<String> mistake(String text) {
        if (DIGITS.matcher(text).matches()) {
            return IPV4.matcher(text).matches() ? Optional.empty() : Optional.of("is no IPv4 address");
        }
        if (text.indexOf(':') < 0) {
            return Optional.empty();
        }
        boolean brackets = text.startsWith("[") && text.endsWith("]");
        try {
            Inet6Address.ofLiteral(brackets ? text.substring(1, text.length() - 1) : text);
            return text.indexOf('%') < 0 ? Optional.empty() : Optional.of("has a zone, which HAProxy does not take");
        } catch (IllegalArgumentException e) {
            return Optional.of("is no IPv6 address");
        }
    }
}
