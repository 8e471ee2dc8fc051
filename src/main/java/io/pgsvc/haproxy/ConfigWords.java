package io.pgsvc.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Splits a line of HAProxy's configuration into words, by the rules of its manual (2.2 "Quoting and escaping", 2.3
 * "Environment variables"): blanks part words, {@code #} starts a comment, {@code \} escapes, {@code '…'} is taken as
 * it is, and variables ({@code $NAME}, {@code ${NAME}}, {@code ${NAME-default}}) are read within {@code "…"}.
 */
final class ConfigWords {
    private final String line;
    private final Map<String, String> variables;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean started;
    private int at;

    private ConfigWords(String line, Map<String, String> variables) {
        this.line = line;
        this.variables = variables;
    }

    /** The words of a line; a quote that is not closed ends with the line (HAProxy refuses it anyway). */
    static List<String> split(String line, Map<String, String> variables) {
        ConfigWords reader = new ConfigWords(line, variables);
        reader.read();
        return reader.words;
    }

    private void read() {
        char quote = 0;
        for (at = 0; at < line.length(); at++) {
            char c = line.charAt(at);
            if (quote == '\'') {
                if (c == '\'') {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\\' && at + 1 < line.length()) {
                escape(line.charAt(++at), quote == '"');
            } else if (c == '"') {
                quote = quote == '"' ? 0 : '"';
                started = true;
            } else if (quote == '"') {
                if (c == '$') {
                    variable();
                } else {
                    word.append(c);
                }
            } else if (c == '\'') {
                quote = '\'';
                started = true;
            } else if (c == '#') {
                break;
            } else if (c == ' ' || c == '\t' || c == '\r') {
                end();
            } else {
                word.append(c);
            }
        }
        end();
    }

    private void escape(char c, boolean quoted) {
        switch (c) {
            case ' ', '#', '\\', '"', '\'', '$' -> word.append(c);
            case 'n' -> word.append('\n');
            case 'r' -> word.append('\r');
            case 't' -> word.append('\t');
            default -> word.append('\\').append(c);
        }
    }

    private void variable() {
        int from = at + 1;
        boolean braces = from < line.length() && line.charAt(from) == '{';
        int start = braces ? from + 1 : from;
        int end = start;
        while (end < line.length() && (Character.isLetterOrDigit(line.charAt(end)) || line.charAt(end) == '_'
                || end == start && line.charAt(end) == '.')) {
            end++;
        }
        String value = variables.getOrDefault(line.substring(start, end), "");
        if (braces) {
            int close = line.indexOf('}', end);
            if (close < 0) {
                word.append('$');
                return;
            }
            String rest = line.substring(end, close);
            if (value.isEmpty() && rest.startsWith("-")) {
                value = rest.substring(1);
            }
            end = close + 1;
        } else if (end == start) {
            word.append('$');
            return;
        }
        word.append(value);
        at = end - 1;
    }

    private void end() {
        if (!word.isEmpty() || started) {
            words.add(word.toString());
        }
        word.setLength(0);
        started = false;
    }
}
