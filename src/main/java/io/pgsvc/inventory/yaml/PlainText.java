package io.pgsvc.inventory.yaml;

import io.pgsvc.model.Position;
import io.pgsvc.model.Value;

/**
 * The characters of a file under {@link PlainYaml}: where we are, blanks and comments, and scalars on one line. Whatever
 * is not plain ends with {@link NotPlain}.
 */
final class PlainText {
    /** What the text has beyond the subset; nobody sees it, so it has no message and no stack. */
    static final class NotPlain extends RuntimeException {
        private static final NotPlain ONE = new NotPlain();

        private NotPlain() {
            super(null, null, false, false);
        }
    }

    /** A column before all others: the text has ended. */
    static final int END = -1;
    /** The engine takes keys of up to 1024 characters. */
    private static final int LONGEST_KEY = 1000;
    private static final int WORDS = 1 << 10;
    private static final int LONGEST_WORD = 32;

    private final String file;
    private final char[] text;
    /** Short texts that came last, as most come again and again. */
    private final String[] words = new String[WORDS];
    private int i;
    private int line = 1;
    private int lineStart;
    private int scalarStart;

    PlainText(String text, String file) {
        this.file = file;
        this.text = new char[text.length() + 3]; // NUL, which no YAML file holds, says that it has ended
        text.getChars(0, text.length(), this.text, 0);
    }

    static NotPlain notPlain() {
        return NotPlain.ONE;
    }

    char peek() {
        return text[i];
    }

    /** Goes past one character. */
    void skip() {
        i++;
    }

    /** Columns of this and the next character count from 0. */
    int column() {
        return i - lineStart;
    }

    Position at() {
        return new Position(file, line, i - lineStart + 1);
    }

    /** Whether this character is an indicator on its own: a blank, the end of the line or of the text follows it. */
    boolean isAlone() {
        return isEmpty(text[i + 1]);
    }

    private static boolean isEmpty(char c) {
        return c == ' ' || c == '\n' || c == 0;
    }

    /** Goes past blanks, a comment and the end of the line; false, after blanks alone, if something else follows. */
    boolean restIsEmpty() {
        boolean blank = text[i] == ' ';
        while (text[i] == ' ') {
            i++;
        }
        if (text[i] == '#' && (blank || i == lineStart)) {
            for (i++; text[i] != '\n' && text[i] != 0; i++) {
                if (text[i] != '\t') {
                    check(text[i]);
                }
            }
        }
        if (text[i] == 0) {
            return true;
        }
        if (text[i] != '\n') {
            return false;
        }
        i++;
        line++;
        lineStart = i;
        return true;
    }

    /** To what stands next, from the beginning of a line on; its column, or {@link #END}. */
    int next() {
        while (true) {
            if (!restIsEmpty()) {
                return column() == 0 && text[i] == '.' ? documentEnd() : column();
            }
            if (text[i] == 0) {
                return END;
            }
        }
    }

    /** {@code ...}, behind which nothing may stand. */
    private int documentEnd() {
        if (text[i + 1] == '.' && text[i + 2] == '.') {
            i += 3;
            while (restIsEmpty()) {
                if (text[i] == 0) {
                    return END;
                }
            }
        }
        throw notPlain();
    }

    /** To what stands next in a flow collection, in this line or another. */
    void nextInFlow() {
        while (restIsEmpty()) {
            if (text[i] == 0) {
                throw notPlain();
            }
        }
        if (i == lineStart && (text[i] == '-' || text[i] == '.')) { // maybe the end of the document
            throw notPlain();
        }
    }

    /** Goes past the colon behind the scalar that was read last, if it is a key; what follows is next. */
    boolean endsKey() {
        int colon = i;
        while (text[colon] == ' ') {
            colon++;
        }
        if (text[colon] != ':' || !isEmpty(text[colon + 1])) {
            return false;
        }
        char first = text[scalarStart];
        if (first == '<' || first == '=' || i - scalarStart > LONGEST_KEY) { // merge keys, and what is no key for all
            throw notPlain();
        }
        i = colon + 1;
        return true;
    }

    /** A scalar on one line, in quotes or not. */
    Value scalar(boolean flow) {
        scalarStart = i;
        return switch (text[i]) {
            case '"' -> quoted('"');
            case '\'' -> quoted('\'');
            default -> plain(flow);
        };
    }

    private Value quoted(char quote) {
        Position at = at();
        int start = ++i;
        while (text[i] != quote) {
            check(text[i]);
            if (text[i] == '\\' && quote == '"') {
                throw notPlain();
            }
            i++;
        }
        String content = word(start, i);
        i++;
        if (text[i] == quote) { // a quote inside of a text, or an error
            throw notPlain();
        }
        return new Value.Text(content, false, at);
    }

    private Value plain(boolean flow) {
        Position at = at();
        int start = i;
        if (!startsPlain()) {
            throw notPlain();
        }
        int end = i;
        while (true) {
            char c = text[i];
            if (c == '\n' || c == 0 || c == ':' && isAlone() || c == '#' && end < i || flow && endsInFlow(c)) {
                break;
            }
            check(c);
            i++;
            if (c != ' ') {
                end = i;
            }
        }
        i = end;
        return Scalars.plain(word(start, end), at);
    }

    private boolean startsPlain() {
        char c = text[i];
        if (c == '-' || c == '.') {
            c = text[i + 1];
            if (c == '-' && i > lineStart) {
                return true;
            }
        }
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '/' || c == '_' || c == '$' || c == '~'
                || c == '(' || c == '<' || c == '=' || c == '+' || c > 0xA0;
    }

    private boolean endsInFlow(char c) {
        if (c == '?' || c == ':' && isFlowIndicator(text[i + 1])) {
            throw notPlain(); // versions of YAML do not agree
        }
        return isFlowIndicator(c);
    }

    private static boolean isFlowIndicator(char c) {
        return c == ',' || c == '[' || c == ']' || c == '{' || c == '}';
    }

    /** Characters that are one column wide in every version of YAML, and break no line. */
    private static void check(char c) {
        if (c < ' ' || c >= 0x7F && (c <= 0xA0 || c == 0x2028 || c == 0x2029 || Character.isSurrogate(c) || c == 0xFEFF)) {
            throw notPlain();
        }
    }

    private String word(int start, int end) {
        int length = end - start;
        if (length > LONGEST_WORD) {
            return new String(text, start, length);
        }
        int hash = length;
        for (int at = start; at < end; at++) {
            hash = hash * 31 + text[at];
        }
        int slot = (hash ^ hash >>> 10 ^ hash >>> 20) & WORDS - 1;
        String known = words[slot];
        if (known != null && isAt(known, start, length)) {
            return known;
        }
        words[slot] = new String(text, start, length);
        return words[slot];
    }

    private boolean isAt(String word, int start, int length) {
        if (word.length() != length) {
            return false;
        }
        for (int at = 0; at < length; at++) {
            if (word.charAt(at) != text[start + at]) {
                return false;
            }
        }
        return true;
    }
}
