package io.pgsvc.export;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names of files in an export. */
final class FileNames {
    /** Every path that an export may have: nothing else is ever removed, whatever the list of files says. */
    static final Pattern PATH = Pattern.compile("all\\.yml|(clusters|groups|nodes)/[A-Za-z0-9_%-][A-Za-z0-9_%.-]*\\.yml");
    private static final int LONGEST = 200;

    private FileNames() {}

    /** The file of a cluster or a group: its name, with other than letters, digits and {@code - _ .} as {@code %XX}. */
    static String of(String name) {
        StringBuilder out = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
                    || c == '.' && !out.isEmpty();
            out.append(plain ? String.valueOf(c) : "%" + HexFormat.of().withUpperCase().toHexDigits(b));
        }
        if (out.length() > LONGEST) {
            return out.substring(0, LONGEST) + String.format(Locale.ROOT, "%%%08X", name.hashCode()) + ".yml";
        }
        return out + ".yml";
    }
}
