package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** Numbers as Python has them: integers of any size, and floats. */
final class Numbers {
    private Numbers() {}

    static JsonNode node(BigInteger value) {
        if (value.bitLength() < 32) {
            return IntNode.valueOf(value.intValue());
        }
        return value.bitLength() < 64 ? LongNode.valueOf(value.longValue()) : BigIntegerNode.valueOf(value);
    }

    static boolean isFloat(JsonNode number) {
        return !number.isIntegralNumber();
    }

    /** Exact order of two numbers, which need not have the same type; NaN has none. */
    static Optional<Integer> compare(JsonNode a, JsonNode b) {
        double x = a.doubleValue();
        double y = b.doubleValue();
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return Optional.empty();
        }
        boolean exact = isFinite(a) && isFinite(b) && (a.isBigInteger() || b.isBigInteger() || a.isLong() || b.isLong());
        if (exact) {
            return Optional.of(decimal(a).compareTo(decimal(b)));
        }
        return Optional.of(x < y ? -1 : x > y ? 1 : 0);
    }

    private static boolean isFinite(JsonNode number) {
        return !isFloat(number) || Double.isFinite(number.doubleValue());
    }

    private static BigDecimal decimal(JsonNode number) {
        return isFloat(number) ? new BigDecimal(number.doubleValue()) : new BigDecimal(number.bigIntegerValue());
    }

    static JsonNode sum(Iterable<JsonNode> numbers) {
        BigInteger whole = BigInteger.ZERO;
        double real = 0;
        boolean floats = false;
        for (JsonNode number : numbers) {
            if (!floats && !isFloat(number)) {
                whole = whole.add(number.bigIntegerValue());
                continue;
            }
            if (!floats) {
                floats = true;
                real = whole.doubleValue();
            }
            real += number.doubleValue();
        }
        return floats ? DoubleNode.valueOf(real) : node(whole);
    }

    /** {@code ceil} or {@code floor}: always an integer. */
    static JsonNode round(JsonNode number, boolean up) {
        if (!isFloat(number)) {
            return number;
        }
        double value = number.doubleValue();
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new EvaluationError((up ? "ceil" : "floor") + "() of a number without a whole part");
        }
        return node(new BigDecimal(up ? Math.ceil(value) : Math.floor(value)).toBigInteger());
    }

    static JsonNode abs(JsonNode number) {
        return isFloat(number) ? DoubleNode.valueOf(Math.abs(number.doubleValue())) : node(number.bigIntegerValue().abs());
    }

    /** Python's {@code int(text)}, else {@code float(text)}, else nothing. */
    static Optional<JsonNode> parse(String raw) {
        String text = asciiDigits(PythonText.strip(raw));
        int from = text.startsWith("+") || text.startsWith("-") ? 1 : 0;
        String body = text.substring(from);
        boolean negative = text.startsWith("-");
        if (body.equalsIgnoreCase("inf") || body.equalsIgnoreCase("infinity")) {
            return Optional.of(DoubleNode.valueOf(negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY));
        }
        if (body.equalsIgnoreCase("nan")) {
            return Optional.of(DoubleNode.valueOf(Double.NaN));
        }
        boolean whole = !body.isEmpty();
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            boolean digit = isDigit(c);
            if (c == '_' && !(i > 0 && isDigit(body.charAt(i - 1)) && i + 1 < body.length() && isDigit(body.charAt(i + 1)))) {
                return Optional.empty();
            }
            if (!digit && c != '_' && c != '.' && c != 'e' && c != 'E' && c != '+' && c != '-') {
                return Optional.empty();
            }
            whole &= digit || c == '_';
        }
        String plain = text.replace("_", "");
        try {
            return Optional.of(whole ? node(new BigInteger(plain)) : DoubleNode.valueOf(Double.parseDouble(plain)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Python reads every decimal digit of Unicode. */
    private static String asciiDigits(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c > 127 && Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER) {
                out.append((char) ('0' + Character.digit(c, 10)));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
