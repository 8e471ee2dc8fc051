package io.pgsvc.selector;

/** Texts as Python sees them: sequences of code points. */
final class PythonText {
    private PythonText() {}

    /** Python's idea of white space in {@code str.strip}, {@code int} and {@code float}. */
    static boolean isBlank(int c) {
        return c >= 0x09 && c <= 0x0d || c >= 0x1c && c <= 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680
                || c >= 0x2000 && c <= 0x200a || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
    }

    static String stripLeading(String text) {
        int from = 0;
        while (from < text.length() && isBlank(text.charAt(from))) {
            from++;
        }
        return text.substring(from);
    }

    static String strip(String text) {
        int to = text.length();
        while (to > 0 && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return stripLeading(text.substring(0, to));
    }

    /** Order by code points; {@link String#compareTo} orders by UTF-16 units. */
    static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean bothOrNone = Character.isSurrogate(x) == Character.isSurrogate(y);
                return bothOrNone ? Character.compare(x, y) : Character.isSurrogate(x) ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
