package io.pgsvc.cli;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.service.NodeIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The addresses and names of this machine. */
final class LocalNames {
    private LocalNames() {}

    /** The inventory host that this node is: the one that is named, else found by address or name. */
    static Host host(Inventory inventory, Optional<String> named) {
        return named.map(name -> NodeIdentity.named(inventory, name)).orElseGet(() -> NodeIdentity.find(inventory, own()));
    }

    /** Addresses of all interfaces but loopback, and the host name, long and short. */
    static Set<String> own() {
        Set<String> names = new LinkedHashSet<>();
        addresses(names);
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            names.add(name);
            names.add(name.split("\\.", 2)[0]);
        } catch (IOException e) {
            // no name then: the addresses remain
        }
        names.remove("localhost");
        names.remove("");
        return names;
    }

    private static void addresses(Set<String> names) {
        try {
            for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
                for (InterfaceAddress address : List.copyOf(device.getInterfaceAddresses())) {
                    InetAddress inet = address.getAddress();
                    if (!inet.isLoopbackAddress()) {
                        String text = inet.getHostAddress();
                        names.add(text.contains("%") ? text.substring(0, text.indexOf('%')) : text);
                    }
                }
            }
        } catch (SocketException e) {
            // no interfaces that can be listed: the name remains
        }
    }
}
