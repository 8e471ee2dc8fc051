package io.pgsvc.service;

import java.net.Inet6Address;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses as HAProxy reads them (seen with 2.6). Whether a name can be looked up is not known here. */
public final class Addresses {
    private static final Pattern DIGITS = Pattern.compile("[0-9.]+");
    private static final Pattern FAMILY = Pattern.compile("ipv[46]@");
    private static final int MOST_PARTS = 4;

    private Addresses() {}

    /** Why a text that looks like an address is none; empty for addresses and for names. A zone is left to HAProxy. */
    public static Optional<String> mistake(String text) {
        String address = FAMILY.matcher(text).replaceFirst("");
        if (DIGITS.matcher(address).matches()) {
            return isIpv4(address) ? Optional.empty() : Optional.of("is no IPv4 address");
        }
        boolean brackets = address.startsWith("[") && address.endsWith("]");
        String inner = brackets ? address.substring(1, address.length() - 1) : address;
        int zone = inner.indexOf('%');
        return inner.indexOf(':') < 0 || isIpv6(zone < 0 ? inner : inner.substring(0, zone)) ? Optional.empty() : Optional.of("is no IPv6 address");
    }

    /** As inet_aton reads it, by which HAProxy looks up what is not in its usual form: {@code 127.1} is {@code 127.0.0.1}. */
    private static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            long most = last && parts.length <= MOST_PARTS ? (1L << 8 * (MOST_PARTS + 1 - parts.length)) - 1 : 255;
            try {
                boolean octal = parts[i].length() > 1 && parts[i].startsWith("0");
                if (Long.parseLong(parts[i], octal ? 8 : 10) > most) {
                    return false;
                }
            } catch (NumberFormatException e) {
                return false;
            }
        }
        return parts.length <= MOST_PARTS;
    }

    private static boolean isIpv6(String text) {
        try {
            Inet6Address.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
