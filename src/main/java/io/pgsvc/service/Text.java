package io.pgsvc.service;

import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.util.Optional;

/** What a text may hold before it is written into HAProxy's configuration (design, contract 7). */
public final class Text {
    private static final int SHOWN = 60;

    private Text() {}

    /** Why a text cannot stand as one word of a directive; empty if it can. */
    public static Optional<String> unsafeInWord(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                return Optional.of(c == '\n' || c == '\r' ? "holds a line break" : "holds a blank");
            }
            Optional<String> control = unsafeAnywhere(c);
            if (control.isPresent()) {
                return control;
            }
            if ("#\"'\\$".indexOf(c) >= 0) {
                return Optional.of("holds " + c + ", which has a meaning of its own in HAProxy's configuration");
            }
        }
        return tooLong(text);
    }

    /** Why a text cannot stand as the rest of a line; empty if it can. */
    public static Optional<String> unsafeInLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                return Optional.of("holds a line break");
            }
            Optional<String> control = c == '\t' ? Optional.empty() : unsafeAnywhere(c);
            if (control.isPresent()) {
                return control;
            }
        }
        return tooLong(text);
    }

    /** Why a text cannot be the name of a listen section, a server or a file; empty if it can. */
    public static Optional<String> unsafeInName(String text) {
        if (text.isEmpty()) {
            return Optional.of("is empty");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean fine = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_.:".indexOf(c) >= 0;
            if (!fine) {
                return Optional.of(c == '/' ? "holds a path separator"
                        : "holds a character other than letters, digits and - _ . :");
            }
        }
        if (text.startsWith(".")) {
            return Optional.of("starts with a dot, and HAProxy does not load hidden files");
        }
        return text.length() > 200 ? Optional.of("is longer than 200 characters") : Optional.empty();
    }

    /** Whether a text is a port: digits, 1 to 65535. */
    public static boolean isPort(String text) {
        if (!isDigits(text) || text.length() > 9) {
            return false;
        }
        int port = Integer.parseInt(text);
        return port >= 1 && port <= 65535;
    }

    /** Whether a text is one ASCII digit or more. */
    public static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    static String withoutTrailingLineBreaks(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }

    /** A text as a message shows it: no control characters, not too long. */
    public static String shown(String text) {
        String safe = text.codePoints().limit(SHOWN)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return text.codePointCount(0, text.length()) > SHOWN ? safe + "…" : safe;
    }

    /** A value as a message shows it: a short text with quotes, else its kind. */
    public static String shownValue(Value value) {
        return value instanceof Value.Text text ? "the text \"" + shown(text.value()) + "\"" : Values.kind(value);
    }

    private static Optional<String> unsafeAnywhere(char c) {
        if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c == '\uFEFF'
                || Character.getType(c) == Character.FORMAT) {
            return Optional.of("holds a control character (U+" + String.format("%04X", (int) c) + ")");
        }
        return Optional.empty();
    }

    private static Optional<String> tooLong(String text) {
        return text.length() > Fields.MAX_TEXT ? Optional.of("is longer than " + Fields.MAX_TEXT + " characters")
                : Optional.empty();
    }
}
