package io.pgsvc.inventory;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key under {@code hosts}: a host name, or a pattern with ranges such as {@code db[01:10:2]}, and perhaps a port.
 * What a range means follows Ansible ("Adding ranges of hosts"); ranges that Ansible only understands by accident
 * are refused.
 */
final class HostPattern {
    /** More hosts than this from one key are a slip of the pen. */
    static final int MAX_HOSTS = 100_000;

    /** Longer keys are no names; also a bound for the patterns below. */
    static final int MAX_LENGTH = 1000;

    private static final String RULE = "host-range";
    private static final String HINT = "write a range as [1:9], [01:09], [a:f] or [1:9:2]";

    /** The host names of a key, and the port behind them. */
    record Expansion(List<String> names, OptionalInt port) {}

    private final String key;
    private final Position at;

    private HostPattern(String key, Position at) {
        this.key = key;
        this.at = at;
    }

    /**
     * The hosts that a key stands for.
     *
     * @throws InventoryException if it has a malformed range
     */
    static Expansion expand(String key, Position at) {
        boolean range = key.indexOf('[') >= 0 || key.indexOf(']') >= 0;
        if (!range && key.indexOf(':') < 0) {
            return new Expansion(List.of(key), OptionalInt.empty());
        }
        if (key.length() > MAX_LENGTH) {
            throw new InventoryException(Finding.error("host-name", "the name of a host is longer than " + MAX_LENGTH
                    + " characters", at));
        }
        String name = key;
        OptionalInt port = OptionalInt.empty();
        Matcher matcher = Address.WITH_PORT.matcher(key);
        if (matcher.matches()) {
            String address = matcher.group(1) != null ? matcher.group(1) : matcher.group(3);
            String number = matcher.group(2) != null ? matcher.group(2) : matcher.group(4);
            if (Address.isValid(address) && number.length() < 10) {
                name = address;
                port = OptionalInt.of(Integer.parseInt(number));
            }
        }
        List<String> names = new ArrayList<>();
        new HostPattern(key, at).expand(name, names);
        return new Expansion(names, port);
    }

    private void expand(String name, List<String> into) {
        int open = name.indexOf('[');
        int close = name.indexOf(']');
        if (open < 0 && close < 0) {
            if (into.size() == MAX_HOSTS) {
                throw bad("stands for more than " + MAX_HOSTS + " hosts");
            }
            into.add(name);
            return;
        }
        if (open < 0 || close < open) {
            throw bad("has a bracket without its partner");
        }
        String head = name.substring(0, open);
        String tail = name.substring(close + 1);
        for (String item : items(name.substring(open + 1, close))) {
            expand(head + item + tail, into);
        }
    }

    private List<String> items(String range) {
        String[] bounds = range.split(":", -1);
        if (bounds.length != 2 && bounds.length != 3) {
            throw bad("has a range that is not begin:end or begin:end:step");
        }
        String begin = bounds[0].isEmpty() ? "0" : bounds[0];
        String end = bounds[1];
        int step = bounds.length == 3 ? number(bounds[2]) : 1;
        if (end.isEmpty()) {
            throw bad("has a range without an end");
        }
        if (step == 0) {
            throw bad("has a range with step 0");
        }
        boolean padded = begin.length() > 1 && begin.charAt(0) == '0';
        if (padded && begin.length() != end.length()) {
            throw bad("has a zero-padded range whose begin and end differ in length");
        }
        List<String> items = new ArrayList<>();
        if (letter(begin) >= 0 && letter(end) >= 0) {
            if (letter(begin) > letter(end)) {
                throw bad("has a range of letters that runs backwards");
            }
            for (int i = letter(begin); i <= letter(end); i += step) {
                items.add(String.valueOf(LETTERS.charAt(i)));
            }
            return items;
        }
        int from = number(begin);
        int to = number(end);
        if (((long) to - from) / step >= MAX_HOSTS) {
            throw bad("stands for more than " + MAX_HOSTS + " hosts");
        }
        for (long i = from; i <= to; i += step) {
            String digits = Long.toString(i);
            items.add(padded ? "0".repeat(Math.max(0, begin.length() - digits.length())) + digits : digits);
        }
        return items;
    }

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static int letter(String text) {
        return text.length() == 1 ? LETTERS.indexOf(text.charAt(0)) : -1;
    }

    private int number(String text) {
        boolean digits = !text.isEmpty() && text.length() < 10;
        for (int i = 0; i < text.length(); i++) {
            digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!digits) {
            throw bad("has a range with `" + text + "` where a number belongs");
        }
        return Integer.parseInt(text);
    }

    private InventoryException bad(String what) {
        return new InventoryException(Finding.error(RULE, "host `" + key + "` " + what, at).withHint(HINT));
    }

    /** What may stand before a port; compiled only for inventories that have such keys. */
    private static final class Address {
        static final Pattern WITH_PORT =
                Pattern.compile("\\[(.+)]:([0-9]+)|((?:[^:\\[\\]]|\\[[^\\]]*])*):([0-9]+)");
        private static final String NUMBERS = "\\[[0-9]+:[0-9]+(?::[0-9]+)?]";
        private static final String HEX = "\\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?]";
        private static final String LABEL_PART = "\\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?]";
        private static final String LABEL =
                "(?:\\w|" + LABEL_PART + ")(?:[\\w-]|" + LABEL_PART + ")*(?<![_-])";
        private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
        private static final Pattern V6_GROUP =
                Pattern.compile("[0-9a-f]{1,4}|" + HEX + "|" + NUMBERS, Pattern.CASE_INSENSITIVE);

        /** Whether it is a host name or address as Ansible knows them, ranges included. */
        static boolean isValid(String address) {
            return NAME.matcher(address).matches() || isIpv6(address);
        }

        private static boolean isIpv6(String address) {
            int gap = address.indexOf("::");
            if (gap >= 0 && address.indexOf("::", gap + 1) >= 0) {
                return false;
            }
            List<String> groups = new ArrayList<>();
            int from = 0;
            int depth = 0;
            for (int i = 0; i <= address.length(); i++) {
                char c = i < address.length() ? address.charAt(i) : ':';
                depth += c == '[' ? 1 : c == ']' ? -1 : 0;
                if (c == ':' && depth == 0) {
                    groups.add(address.substring(from, i));
                    from = i + 1;
                }
            }
            int filled = 0;
            for (String group : groups) {
                if (!group.isEmpty() && !V6_GROUP.matcher(group).matches()) {
                    return false;
                }
                filled += group.isEmpty() ? 0 : 1;
            }
            return gap >= 0 ? filled <= 7 : filled == 8 && groups.size() == 8;
        }
    }
}
