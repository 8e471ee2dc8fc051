package io.pgsvc.cli;

/** Who runs this, for the record: the user behind {@code sudo} where there is one. */
final class Who {
    private Who() {}

    static String runs(Terminal terminal) {
        return terminal.variable("SUDO_USER").orElseGet(() -> System.getProperty("user.name", ""));
    }
}
