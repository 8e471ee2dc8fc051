package io.pgsvc.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 9109}, {@code 127.0.0.1:9109}, {@code [::1]:9109}, {@code *:9109}; without an address it is the loopback's. */
final class ListenAddress implements ITypeConverter<InetSocketAddress> {
    private static final Pattern FORM = Pattern.compile("(?:(\\*|\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+):)?([0-9]{1,5})");
    private static final int MOST = 65535;

    @Override
    public InetSocketAddress convert(String text) {
        Matcher form = FORM.matcher(text);
        int port = form.matches() ? Integer.parseInt(form.group(2)) : 0;
        if (port == 0 || port > MOST) {
            throw new TypeConversionException("'" + text + "' is no address such as 127.0.0.1:9109 or [::1]:9109");
        }
        String host = form.group(1);
        if (host == null) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        }
        InetSocketAddress address = host.equals("*") ? new InetSocketAddress(port)
                : new InetSocketAddress(host.replaceAll("[\\[\\]]", ""), port);
        if (address.isUnresolved()) {
            throw new TypeConversionException("'" + host + "' is no address of this machine");
        }
        return address;
    }
}
