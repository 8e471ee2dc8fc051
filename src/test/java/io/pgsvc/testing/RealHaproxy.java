package io.pgsvc.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the machine's HAProxy whether it would take a fragment, with CA files present and no names to resolve. */
public final class RealHaproxy {
    private static final String DEFAULTS =
            "defaults\n    timeout connect 1s\n    timeout client 1s\n    timeout server 1s\n\n";
    private static final Pattern CA_FILE = Pattern.compile("ca-file \\S+");
    private static final Pattern SERVER = Pattern.compile("(?m)^(\\s*server\\s+\\S+\\s+)(\\S+)(:\\d*)");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*|\\[.*");

    private final Path dir;
    private final Path ca;
    private final Tool haproxy = new Tool(Duration.ofSeconds(20), "haproxy");

    /** Makes a throw-away certificate in the directory; needs the openssl command. */
    public RealHaproxy(Path dir) {
        this.dir = dir;
        this.ca = dir.resolve("ca.crt");
        Cli.Result made = new Tool(Duration.ofSeconds(30), "openssl").run("req", "-x509", "-newkey", "rsa:2048", "-nodes",
                "-days", "2", "-subj", "/CN=test", "-keyout", dir.resolve("ca.key").toString(), "-out", ca.toString());
        if (made.exit() != 0) {
            throw new AssertionError("openssl made no certificate: " + made.stderr());
        }
    }

    /** Whether both commands that this needs are there. */
    public static boolean isAvailable() {
        return Tool.onPath("haproxy") && Tool.onPath("openssl");
    }

    /** What {@code haproxy -c} says against fragments as they stand, in a directory to spare; empty where it accepts them. */
    public static String check(Path directory, String fragments) throws IOException {
        Path file = directory.resolve("fragments.cfg");
        Files.writeString(file, DEFAULTS + fragments);
        // Not -q: with it a refusal says nothing, which here means that there is none.
        Cli.Result result = new Tool(Duration.ofSeconds(20), "haproxy").run("-c", "-f", file.toString());
        return result.exit() == 0 ? "" : "haproxy -c ends with " + result.exit() + "\n" + result.stdout() + result.stderr();
    }

    /** Whether {@code haproxy -c} refuses the fragment. */
    public boolean refuses(String fragment) throws IOException {
        Path file = dir.resolve("fragment.cfg");
        Files.writeString(file, DEFAULTS + checkable(fragment));
        return haproxy.run("-c", "-q", "-f", file.toString()).exit() != 0;
    }

    private String checkable(String fragment) {
        return withoutNames(CA_FILE.matcher(GoldenTree.plainTimes(fragment)).replaceAll(Matcher.quoteReplacement("ca-file " + ca)));
    }

    /** A fragment with an address in place of each server's name, which HAProxy would look up. */
    public static String withoutNames(String fragment) {
        return SERVER.matcher(fragment).replaceAll(match -> Matcher.quoteReplacement(match.group(1)
                + (ADDRESS.matcher(match.group(2)).matches() ? match.group(2) : "127.0.0.1") + match.group(3)));
    }
}
