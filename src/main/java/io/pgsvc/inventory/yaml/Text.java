package io.pgsvc.inventory.yaml;

/** Pieces of a source as messages show them. */
final class Text {
    private static final int LONGEST = 40;

    private Text() {}

    /** At most 40 characters of the first line. */
    static String shorten(String s) {
        int end = s.indexOf('\n');
        String line = end < 0 ? s : s.substring(0, end);
        if (line.length() == s.length() && line.length() <= LONGEST) {
            return s;
        }
        return line.substring(0, line.offsetByCodePoints(0, Math.min(LONGEST - 1,
                line.codePointCount(0, line.length())))) + "…";
    }

    /** Whether a text holds half of a surrogate pair, which no file can. */
    static boolean hasLoneSurrogate(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (Character.isSurrogate(s.charAt(i))) {
                if (!Character.isHighSurrogate(s.charAt(i)) || i + 1 == s.length()
                        || !Character.isLowSurrogate(s.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
