package io.pgsvc.lint;

import io.pgsvc.service.Text;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What HAProxy (2.6 and 3.0, tried) makes of the times and numbers of a {@code default-server} or {@code server} line. */
final class ServerSetting {
    private static final Set<String> TIMES = Set.of("inter", "fastinter", "downinter", "slowstart");
    private static final Set<String> COUNTS = Set.of("rise", "fall");
    private static final Map<String, Long> UNITS = Map.of("us", 1L, "ms", 1_000L, "s", 1_000_000L, "m", 60_000_000L, "h", 3_600_000_000L,
            "d", 86_400_000_000L);
    /** In microseconds: HAProxy keeps times as milliseconds in 31 bits. */
    private static final BigInteger LONGEST = BigInteger.valueOf(Integer.MAX_VALUE).multiply(BigInteger.valueOf(1000));

    private ServerSetting() {}

    /** @param refused HAProxy does not start with it; else it reads something other than what stands there */
    record Problem(String text, boolean refused, String hint) {}

    /** Whether a word is a setting that we know to judge. */
    static boolean knows(String setting) {
        return TIMES.contains(setting) || COUNTS.contains(setting) || setting.equals("weight");
    }

    /**
     * What is wrong with the value of a setting.
     *
     * @param mended fractions of units are written without (as those of pg_rto_plan are)
     */
    static Optional<Problem> of(String setting, String value, boolean mended) {
        if (TIMES.contains(setting)) {
            return time(setting, value, mended);
        }
        int end = digits(value);
        if (setting.equals("weight")) {
            boolean fits = end > 0 && end <= 9 && Integer.parseInt(value.substring(0, end)) <= 256;
            return fits ? odd(value, end, 0) : Optional.of(end == 0 && !value.startsWith("-") ? new Problem("\"" + Text.shown(value)
                    + "\", which HAProxy takes for 0", false, "a weight is between 0 and 256") : refused(value, "a weight is between 0 and 256"));
        }
        boolean some = end > 0 && !value.substring(0, end).chars().allMatch(c -> c == '0');
        return some ? odd(value, end, 0) : Optional.of(refused(value, "a number of checks, 1 or more"));
    }

    private static Optional<Problem> time(String setting, String value, boolean mended) {
        String hint = "a time is a whole number with us, ms, s, m, h or d, such as 1500ms, up to 24d";
        int end = digits(value);
        String rest = value.substring(end);
        if (mended && rest.matches("\\.[0-9]+(us|ms|s|m|h|d)?")) {
            return Optional.empty(); // RTO plans: written as milliseconds
        }
        String unit = rest.isEmpty() ? "ms" : UNITS.keySet().stream().filter(rest::startsWith)
                .max(java.util.Comparator.comparingInt(String::length)).orElse("");
        if (end == 0 || unit.isEmpty()) {
            return Optional.of(refused(value, hint));
        }
        BigInteger number = new BigInteger(value.substring(0, end)).multiply(BigInteger.valueOf(UNITS.get(unit)));
        boolean zero = number.signum() == 0 && !setting.equals("slowstart");
        return zero || number.compareTo(LONGEST) > 0 ? Optional.of(refused(value, hint)) : odd(value, end, rest.isEmpty() ? 0 : unit.length());
    }

    private static Optional<Problem> odd(String value, int digits, int unit) {
        return digits + unit == value.length() ? Optional.empty() : Optional.of(new Problem("\"" + Text.shown(value)
                + "\", of which HAProxy reads \"" + value.substring(0, digits + unit) + "\" only", false, "write what is meant"));
    }

    private static Problem refused(String value, String hint) {
        return new Problem("\"" + Text.shown(value) + "\", which HAProxy refuses", true, hint);
    }

    private static int digits(String value) {
        int end = 0;
        while (end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
