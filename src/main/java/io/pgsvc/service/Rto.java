package io.pgsvc.service;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** The {@code default-server} settings of services without {@code options}: from {@code pg_rto}, or the documented ones. */
final class Rto {
    /** What service-access.md shows: the settings where no {@code pg_rto} is set. */
    static final String CLASSIC = serverSettings("3s", "1s", "5s", "3", "3");
    private static final List<String> UNITS = List.of("us", "ms", "s", "m", "h", "d");
    private static final int FIRST = 5;
    private static final int LAST = 9;

    private Rto() {}

    /** The plan of {@code pg_rto_plan} does not say what it must. */
    static final class RtoException extends PgsvcException {
        private static final long serialVersionUID = 1L;

        RtoException(Finding finding) {
            super(finding);
        }
    }

    /** The settings for the host in whose context a service is rendered. */
    static String defaultServer(HostContext context) {
        Optional<Value> mode = context.resolved("pg_rto");
        if (mode.isEmpty()) {
            return CLASSIC;
        }
        Value plans = context.resolved("pg_rto_plan").orElseThrow(() -> problem("pg_rto is set, but there is no pg_rto_plan",
                mode.get()));
        if (!(plans instanceof Value.Dict dict)) {
            throw problem("pg_rto_plan must be a mapping of lists, not " + Text.shownValue(plans), plans);
        }
        if (mode.get() instanceof Value.Seq || mode.get() instanceof Value.Dict || mode.get() instanceof Value.Secret) {
            throw problem("pg_rto must be a text, not " + Text.shownValue(mode.get()), mode.get());
        }
        Optional<Value> plan = mode.get() instanceof Value.Text text ? dict.get(text.value()) : Optional.empty();
        return fromPlan(plan.or(() -> dict.get("norm"))
                .orElseThrow(() -> problem("pg_rto_plan has neither the mode of pg_rto nor `norm`", plans)));
    }

    private static String fromPlan(Value plan) {
        if (!(plan instanceof Value.Seq seq) || seq.items().size() <= LAST) {
            throw problem("a list of pg_rto_plan must have 10 entries: ttl, loop, retry, start, margin, inter, fastinter,"
                    + " downinter, rise, fall", plan);
        }
        List<String> words = seq.items().subList(FIRST, LAST + 1).stream().map(Rto::word).toList();
        return serverSettings(time(words.get(0)), time(words.get(1)), time(words.get(2)), words.get(3), words.get(4));
    }

    private static String word(Value value) {
        String text = value instanceof Value.Bool ? "" : Values.text(value).orElse("").strip();
        if (text.isEmpty() || Text.unsafeInWord(text).isPresent()) {
            throw problem("an entry of pg_rto_plan must be a time such as 2s or a number, not " + Text.shownValue(value), value);
        }
        return text;
    }

    /** HAProxy refuses fractions such as {@code 0.5s} (ansible-semantics.md, last section, 1): they become {@code 500ms}. */
    private static String time(String text) {
        int unit = text.length();
        while (unit > 0 && Character.isLetter(text.charAt(unit - 1))) {
            unit--;
        }
        String suffix = text.substring(unit);
        if (!text.contains(".") || !UNITS.contains(suffix.isEmpty() ? "ms" : suffix)) {
            return text;
        }
        try {
            BigDecimal factor = switch (suffix) {
                case "us" -> new BigDecimal("0.001");
                case "", "ms" -> BigDecimal.ONE;
                case "s" -> new BigDecimal(1000);
                case "m" -> new BigDecimal(60_000);
                case "h" -> new BigDecimal(3_600_000);
                default -> new BigDecimal(86_400_000);
            };
            return new BigDecimal(text.substring(0, unit)).multiply(factor).toBigInteger() + "ms";
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private static String serverSettings(String inter, String fastinter, String downinter, String rise, String fall) {
        return "inter " + inter + " fastinter " + fastinter + " downinter " + downinter + " rise " + rise + " fall " + fall
                + " on-marked-down shutdown-sessions slowstart 30s maxconn 3000 maxqueue 128 weight 100";
    }

    private static RtoException problem(String message, Value value) {
        return new RtoException(Finding.error("rto-plan", message, value.at()));
    }
}
