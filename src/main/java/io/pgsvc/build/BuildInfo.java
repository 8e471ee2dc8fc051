package io.pgsvc.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What this program was built from. The version's one place is {@code pom.xml}; the build writes it into
 * {@code pgsvc-version.properties}.
 *
 * @param version the project's version, such as {@code 0.1.0}
 * @param commit  short id of the commit it was built from, or {@code unknown}
 * @param libc    C library of the native binary: {@code musl} or {@code glibc}; {@code none} on a JVM
 * @param runtime the native-image builder (distribution and version), or the running JVM
 */
public record BuildInfo(String version, String commit, String libc, String runtime) {
    private static final String RESOURCE = "/pgsvc-version.properties";

    /** Reads what the build left in the program. */
    public static BuildInfo read() {
        Properties properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the program");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean isNative = "runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"));
        // In an image this is the builder's own name; java.vm.version would be that of the JDK it ran on.
        String builder = System.getProperty("java.vendor.version", "of unknown version");
        return new BuildInfo(
                properties.getProperty("version"),
                properties.getProperty("commit"),
                isNative ? properties.getProperty("libc") : "none",
                isNative ? "native-image " + builder : "Java " + System.getProperty("java.version"));
    }

    /** The line that {@code pgsvc --version} prints. */
    public String line() {
        String detail = "none".equals(libc) ? runtime : runtime + ", " + libc;
        return "pgsvc " + version + " (commit " + commit + ", " + detail + ")";
    }
}
