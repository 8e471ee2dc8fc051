package io.pgsvc.haproxy;

import java.util.ArrayList;
import java.util.List;

/**
 * One address that a section listens on.
 *
 * @param address without its port; {@code *} where it is any
 * @param ports   the first and the last port, the same but for a range
 */
public record Bind(String address, int firstPort, int lastPort, String file, int line) {

    /** Reads the address list of a {@code bind} line; Unix sockets and inherited descriptors are left out. */
    static List<Bind> parse(String list, String file, int line) {
        List<Bind> binds = new ArrayList<>();
        for (String entry : list.split(",")) {
            String text = entry;
            int at = text.indexOf('@');
            if (at >= 0) {
                String family = text.substring(0, at);
                if (!family.endsWith("ipv4") && !family.endsWith("ipv6") && !family.endsWith("tcp")
                        && !family.endsWith("tcp4") && !family.endsWith("tcp6")) {
                    continue;
                }
                text = text.substring(at + 1);
            }
            int colon = text.lastIndexOf(':');
            if (text.startsWith("/") || colon < 0) {
                continue;
            }
            String[] range = text.substring(colon + 1).split("-", 2);
            int first = port(range[0]);
            int last = range.length == 2 ? port(range[1]) : first;
            if (first > 0 && last >= first) {
                String address = text.substring(0, colon);
                if (address.startsWith("[") && address.endsWith("]")) {
                    address = address.substring(1, address.length() - 1);
                }
                boolean any = address.isEmpty() || address.equals("0.0.0.0") || address.equals("::");
                binds.add(new Bind(any ? "*" : address, first, last, file, line));
            }
        }
        return binds;
    }

    private static int port(String text) {
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    }
}
