package io.pgsvc.testing;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A tree {@code <host>/<file>.cfg} and the rules by which two of them are equal. */
public record GoldenTree(SortedMap<String, String> files) {

    /** A file that is not as expected; {@code key} is {@code <host>/<file>}. */
    public record Difference(String key, String what) {}

    public static GoldenTree read(Path root) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        if (Files.isDirectory(root)) {
            try (DirectoryStream<Path> hosts = Files.newDirectoryStream(root, Files::isDirectory)) {
                for (Path host : hosts) {
                    try (DirectoryStream<Path> fragments = Files.newDirectoryStream(host, "*.cfg")) {
                        for (Path file : fragments) {
                            files.put(host.getFileName() + "/" + file.getFileName(), Files.readString(file));
                        }
                    }
                }
            }
        }
        return new GoldenTree(files);
    }

    /** Everything in which the other tree differs from this one, which is the expected one. */
    public List<Difference> differences(GoldenTree actual) {
        List<Difference> differences = new ArrayList<>();
        Set<String> keys = new TreeSet<>(files.keySet());
        keys.addAll(actual.files.keySet());
        for (String key : keys) {
            String want = files.get(key);
            String have = actual.files.get(key);
            if (want == null) {
                differences.add(new Difference(key, "is not expected"));
            } else if (have == null) {
                differences.add(new Difference(key, "is missing"));
            } else if (!lines(want).equals(lines(have))) {
                differences.add(new Difference(key, firstDifference(lines(want), lines(have))));
            }
        }
        return differences;
    }

    private static String firstDifference(List<String> want, List<String> have) {
        int i = 0;
        while (i < want.size() && i < have.size() && want.get(i).equals(have.get(i))) {
            i++;
        }
        return "expected: " + (i < want.size() ? want.get(i).strip() : "<end>") + " | actual: "
                + (i < have.size() ? have.get(i).strip() : "<end>");
    }

    /** The lines that count: no first line, no blank lines, no spaces at line ends, fractions of seconds as ms. */
    static List<String> lines(String content) {
        List<String> lines = new ArrayList<>();
        content.lines().skip(1).filter(line -> !line.isBlank()).forEach(line -> lines.add(plainTimes(line.stripTrailing())));
        return lines;
    }

    /** Ansible's fractions of seconds, which HAProxy refuses, as milliseconds. */
    static String plainTimes(String text) {
        return text.replace("fastinter 0.5s", "fastinter 500ms").replace("fastinter 1.5s", "fastinter 1500ms");
    }

    /** The expected files that share a port with another expected file of their host. */
    public Set<String> sharingPort() {
        Set<String> sharing = new HashSet<>();
        for (Map.Entry<String, String> a : files.entrySet()) {
            for (Map.Entry<String, String> b : files.entrySet()) {
                if (!a.getKey().equals(b.getKey()) && Objects.equals(host(a.getKey()), host(b.getKey()))
                        && clash(binds(a.getValue()), binds(b.getValue()))) {
                    sharing.add(a.getKey());
                }
            }
        }
        return sharing;
    }

    private static String host(String key) {
        return key.substring(0, key.indexOf('/'));
    }

    private static boolean clash(List<String> a, List<String> b) {
        for (String x : a) {
            for (String y : b) {
                String hostX = x.substring(0, x.lastIndexOf(':'));
                String hostY = y.substring(0, y.lastIndexOf(':'));
                boolean samePort = x.substring(x.lastIndexOf(':')).equals(y.substring(y.lastIndexOf(':')));
                if (samePort && (hostX.equals(hostY) || isWildcard(hostX) || isWildcard(hostY))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isWildcard(String host) {
        return host.isEmpty() || host.equals("*") || host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
    }

    /** Addresses {@code host:port} of a file's bind lines. */
    static List<String> binds(String content) {
        List<String> binds = new ArrayList<>();
        for (String line : content.lines().map(String::strip).toList()) {
            if (line.startsWith("bind ")) {
                for (String address : line.substring(5).strip().split("\\s+", 2)[0].split(",")) {
                    if (address.contains(":")) {
                        binds.add(address);
                    }
                }
            }
        }
        return binds;
    }
}
