package io.pgsvc.inventory.yaml;

import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * Dates and timestamps of YAML 1.1 (yaml.org/type/timestamp) as PyYAML reads them. The text is what Python prints
 * for them: {@code 2024-01-02}, {@code 2024-01-02 03:04:05.500000+02:00}.
 */
final class Dates {
    private final String s;
    private final Position at;
    private int i;
    private boolean shortForm;

    private Dates(String s, Position at) {
        this.s = s;
        this.at = at;
    }

    /** An untagged scalar: a date alone must have all its digits. */
    static Optional<Value> implicit(String s, Position at) {
        // Nearly everything that starts with a digit leaves here (addresses, names).
        return s.length() < 8 || s.charAt(4) != '-' ? Optional.empty() : new Dates(s, at).read(false);
    }

    /** A scalar tagged {@code !!timestamp}. */
    static Optional<Value> explicit(String s, Position at) {
        return new Dates(s, at).read(true);
    }

    private Optional<Value> read(boolean tagged) {
        int year = digits(4, 4);
        int month = skip('-') ? digits(1, 2) : -1;
        int day = skip('-') ? digits(1, 2) : -1;
        if (year < 0 || month < 0 || day < 0) {
            return Optional.empty();
        }
        if (i == s.length()) {
            return shortForm && !tagged ? Optional.empty() : Optional.of(new Value.Date(date(year, month, day), at));
        }
        if (!separator()) {
            return Optional.empty();
        }
        int hour = digits(1, 2);
        int minute = skip(':') ? digits(2, 2) : -1;
        int second = skip(':') ? digits(2, 2) : -1;
        if (hour < 0 || minute < 0 || second < 0) {
            return Optional.empty();
        }
        String fraction = fraction();
        Optional<String> zone = zone();
        if (zone.isEmpty()) {
            return Optional.empty();
        }
        if (hour > 23 || minute > 59 || second > 59) {
            throw wrong();
        }
        String time = String.format(Locale.ROOT, " %02d:%02d:%02d", hour, minute, second);
        return Optional.of(new Value.Date(date(year, month, day) + time + fraction + zone.get(), at));
    }

    private String date(int year, int month, int day) {
        try {
            if (year == 0) {
                throw wrong();
            }
            return LocalDate.of(year, month, day).toString();
        } catch (DateTimeException e) {
            throw wrong();
        }
    }

    private YamlException wrong() {
        return YamlException.of(Scalars.RULE, "`" + Text.shorten(s) + "` has the form of a date, but there is no such date",
                "put it in quotes if it is meant as a text", at);
    }

    private int digits(int least, int most) {
        int start = i;
        int value = 0;
        while (i < s.length() && i - start < most && Scalars.isDigit(s.charAt(i))) {
            value = value * 10 + s.charAt(i++) - '0';
        }
        shortForm |= i - start < most;
        return i - start < least ? -1 : value;
    }

    private boolean skip(char c) {
        if (i < s.length() && s.charAt(i) == c) {
            i++;
            return true;
        }
        return false;
    }

    private boolean separator() {
        return skip('T') || skip('t') || blanks();
    }

    private boolean blanks() {
        int start = i;
        while (skip(' ') || skip('\t')) {
            // moved on
        }
        return i > start;
    }

    /** Microseconds as Python prints them: six digits, or nothing if there are none. */
    private String fraction() {
        if (!skip('.')) {
            return "";
        }
        int start = i;
        while (i < s.length() && Scalars.isDigit(s.charAt(i))) {
            i++;
        }
        String micros = (s.substring(start, i) + "000000").substring(0, 6);
        return micros.equals("000000") ? "" : "." + micros;
    }

    /** The offset as Python prints it; empty if something else follows. */
    private Optional<String> zone() {
        if (i == s.length()) {
            return Optional.of("");
        }
        blanks();
        if (skip('Z')) {
            return i == s.length() ? Optional.of("+00:00") : Optional.empty();
        }
        boolean minus = i < s.length() && s.charAt(i) == '-';
        if (!skip('-') && !skip('+')) {
            return Optional.empty();
        }
        int hours = digits(1, 2);
        int minutes = skip(':') ? digits(2, 2) : 0;
        if (hours < 0 || minutes < 0 || i < s.length()) {
            return Optional.empty();
        }
        int offset = hours * 60 + minutes;
        if (offset >= 24 * 60) {
            throw wrong();
        }
        String sign = minus && offset > 0 ? "-" : "+";
        return Optional.of(String.format(Locale.ROOT, "%s%02d:%02d", sign, offset / 60, offset % 60));
    }
}
