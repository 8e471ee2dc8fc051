package io.pgsvc.inventory.yaml;

import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/**
 * What a scalar means: the types of YAML 1.1 (yaml.org/type) in the forms that PyYAML knows, which are not quite the
 * standard's: {@code y} is a text, {@code 1e3} is a text, {@code -.5} is a text. By first character, no patterns,
 * as this runs for every value of an inventory.
 */
final class Scalars {
    static final String RULE = "yaml-value";
    private static final String QUOTE = "put it in quotes if it is meant as a text";

    private Scalars() {}

    /** The value of an unquoted scalar without a tag. */
    static Value plain(String s, Position at) {
        if (s.isEmpty()) {
            return new Value.Null(at);
        }
        return switch (s.charAt(0)) {
            case '~' -> s.length() == 1 ? new Value.Null(at) : text(s, at);
            case 'n', 'N' -> switch (s) {
                case "null", "Null", "NULL" -> new Value.Null(at);
                case "no", "No", "NO" -> new Value.Bool(false, at);
                default -> text(s, at);
            };
            case 'y', 'Y', 't', 'T', 'f', 'F', 'o', 'O' -> switch (s) {
                case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON" -> new Value.Bool(true, at);
                case "false", "False", "FALSE", "off", "Off", "OFF" -> new Value.Bool(false, at);
                default -> text(s, at);
            };
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '-', '.' -> {
                Value value = number(s, at);
                yield value != null ? value : text(s, at);
            }
            case '=' -> {
                if (s.length() == 1) {
                    throw YamlException.of(RULE, "a plain `=` is not a value in YAML", QUOTE, at);
                }
                yield text(s, at);
            }
            case '<' -> {
                if (s.equals("<<")) {
                    throw YamlException.of(RULE, "a plain `<<` may only be the key of a merge", QUOTE, at);
                }
                yield text(s, at);
            }
            default -> text(s, at);
        };
    }

    private static Value text(String s, Position at) {
        return new Value.Text(s, false, at);
    }

    private static Value number(String s, Position at) {
        Value value = integer(s, at);
        if (value == null) {
            value = real(s, at);
        }
        return value != null ? value : Dates.implicit(s, at).orElse(null);
    }

    /** The value of a scalar tagged {@code !!int}. */
    static Value taggedInt(String s, Position at) {
        return required(integer(s.strip(), at), s, "an integer (!!int)", at);
    }

    /** The value of a scalar tagged {@code !!float}: what Python's {@code float} takes, and YAML's own forms. */
    static Value taggedFloat(String s, Position at) {
        String trimmed = s.strip();
        Value value = real(trimmed, at);
        return required(value != null ? value : decimal(trimmed, at), s, "a decimal number (!!float)", at);
    }

    /** The value of a scalar tagged {@code !!bool}. */
    static Value taggedBool(String s, Position at) {
        return switch (s.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on" -> new Value.Bool(true, at);
            case "no", "false", "off" -> new Value.Bool(false, at);
            default -> required(null, s, "a boolean (!!bool)", at);
        };
    }

    /** The value of a scalar tagged {@code !!timestamp}. */
    static Value taggedDate(String s, Position at) {
        Optional<Value> date = Dates.explicit(s, at);
        return required(date.orElse(null), s, "a date (!!timestamp)", at);
    }

    private static Value required(Value value, String s, String kind, Position at) {
        if (value == null) {
            throw YamlException.of(RULE, "`" + Text.shorten(s) + "` is not " + kind, at);
        }
        return value;
    }

    private static Value integer(String s, Position at) {
        int n = s.length();
        int i = n > 0 && (s.charAt(0) == '-' || s.charAt(0) == '+') ? 1 : 0;
        if (i == n || !isDigit(s.charAt(i))) {
            return null;
        }
        if (s.charAt(i) == '0') {
            if (i + 1 == n) {
                return new Value.Int(BigInteger.ZERO, at);
            }
            return switch (s.charAt(i + 1)) {
                case 'b' -> based(s, i + 2, 2, at);
                case 'x' -> based(s, i + 2, 16, at);
                default -> based(s, i + 1, 8, at);
            };
        }
        int end = digits(s, i);
        if (end == n) {
            return new Value.Int(parse(s, i, n, 10, at), at);
        }
        int colon = sixties(s, end);
        return colon == n ? new Value.Int(base60(s, i, end, at), at) : null;
    }

    private static Value based(String s, int from, int radix, Position at) {
        if (from == s.length()) {
            return null;
        }
        boolean any = radix == 8;
        for (int i = from; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c != '_') {
                if (c >= 128 || Character.digit(c, radix) < 0) {
                    return null;
                }
                any = true;
            }
        }
        if (!any) {
            throw YamlException.of(RULE, "`" + Text.shorten(s) + "` looks like a number but has no digits", QUOTE, at);
        }
        // An octal number starts at its leading zero, so "0_" is 0.
        return new Value.Int(parse(s, radix == 8 ? from - 1 : from, s.length(), radix, at), at);
    }

    private static BigInteger parse(String s, int from, int to, int radix, Position at) {
        boolean negative = s.charAt(0) == '-';
        if (radix == 10 && to - from <= 18 && s.indexOf('_', from) < 0) {
            long value = Long.parseLong(s, from, to, 10);
            return BigInteger.valueOf(negative ? -value : value);
        }
        String digits = s.substring(from, to).replace("_", "");
        if (radix == 10 && digits.length() > 4300) {
            throw YamlException.of(RULE, "the number has " + digits.length() + " digits, at most 4300 are read",
                    QUOTE, at);
        }
        BigInteger value = new BigInteger(digits, radix);
        return negative ? value.negate() : value;
    }

    private static BigInteger base60(String s, int from, int end, Position at) {
        BigInteger value = parse(s, from, end, 10, at).abs();
        BigInteger sixty = BigInteger.valueOf(60);
        for (int i = end; i < s.length(); ) {
            int next = s.indexOf(':', i + 1);
            int stop = next < 0 ? s.length() : next;
            value = value.multiply(sixty).add(BigInteger.valueOf(Integer.parseInt(s, i + 1, stop, 10)));
            i = stop;
        }
        return s.charAt(0) == '-' ? value.negate() : value;
    }

    private static Value real(String s, Position at) {
        int n = s.length();
        if (n == 0) {
            return null;
        }
        boolean sign = s.charAt(0) == '-' || s.charAt(0) == '+';
        int i = sign ? 1 : 0;
        if (i == n) {
            return null;
        }
        if (s.charAt(i) == '.') {
            return startingWithDot(s, i, at);
        }
        if (!isDigit(s.charAt(i))) {
            return null;
        }
        int end = digits(s, i);
        int point = sixties(s, end);
        if (point == n || s.charAt(point) != '.') {
            return null;
        }
        int rest = digits(s, point + 1);
        if (point > end) {
            return rest == n ? new Value.Real(real60(s, i, point), at) : null;
        }
        return exponent(s, rest) ? new Value.Real(Double.parseDouble(s.replace("_", "")), at) : null;
    }

    private static Value startingWithDot(String s, int dot, Position at) {
        switch (s.substring(dot + 1)) {
            case "inf", "Inf", "INF" -> {
                return new Value.Real(s.charAt(0) == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY, at);
            }
            case "nan", "NaN", "NAN" -> {
                return dot == 0 ? new Value.Real(Double.NaN, at) : null;
            }
            default -> {
                boolean matches = dot == 0 && s.length() > 1 && isDigit(s.charAt(1)) && exponent(s, digits(s, 1));
                return matches ? new Value.Real(Double.parseDouble(s.replace("_", "")), at) : null;
            }
        }
    }

    /** Whether an exponent with a sign, or nothing, follows. */
    private static boolean exponent(String s, int from) {
        if (from == s.length()) {
            return true;
        }
        if (from + 2 >= s.length() || (s.charAt(from) | 0x20) != 'e'
                || s.charAt(from + 1) != '-' && s.charAt(from + 1) != '+') {
            return false;
        }
        for (int i = from + 2; i < s.length(); i++) {
            if (!isDigit(s.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static double real60(String s, int from, int point) {
        double base = 1;
        double value = 0;
        int end = s.length();
        // From the last part to the first, as adding in another order would round differently.
        while (end > from) {
            int colon = end > point ? s.lastIndexOf(':', point) : s.lastIndexOf(':', end - 1);
            int start = Math.max(colon + 1, from);
            value += Double.parseDouble(s.substring(start, end).replace("_", "")) * base;
            base *= 60;
            end = start - 1;
        }
        return s.charAt(0) == '-' ? -value : value;
    }

    private static Value decimal(String s, Position at) {
        String plain = s.replace("_", "").toLowerCase(Locale.ROOT);
        String unsigned = plain.startsWith("-") || plain.startsWith("+") ? plain.substring(1) : plain;
        double sign = plain.startsWith("-") ? -1 : 1;
        if (unsigned.equals("inf") || unsigned.equals("infinity")) {
            return new Value.Real(sign * Double.POSITIVE_INFINITY, at);
        }
        if (unsigned.equals("nan")) {
            return new Value.Real(Double.NaN, at);
        }
        for (int i = 0; i < unsigned.length(); i++) {
            if ("0123456789.e+-".indexOf(unsigned.charAt(i)) < 0) {
                return null;
            }
        }
        try {
            return new Value.Real(sign * Double.parseDouble(unsigned), at);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The end of digits and underscores. */
    private static int digits(String s, int from) {
        int i = from;
        while (i < s.length() && (isDigit(s.charAt(i)) || s.charAt(i) == '_')) {
            i++;
        }
        return i;
    }

    /** The end of groups such as {@code :30}, which have one digit or two, the first below 6. */
    private static int sixties(String s, int from) {
        int i = from;
        while (i + 1 < s.length() && s.charAt(i) == ':' && isDigit(s.charAt(i + 1))) {
            boolean two = i + 2 < s.length() && isDigit(s.charAt(i + 2));
            if (two && s.charAt(i + 1) > '5') {
                return i;
            }
            i += two ? 3 : 2;
        }
        return i;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
