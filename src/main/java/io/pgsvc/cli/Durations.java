package io.pgsvc.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads times such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 1d}; {@code 0} needs no unit. */
final class Durations implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        int unit = 0;
        while (unit < text.length() && Character.isDigit(text.charAt(unit))) {
            unit++;
        }
        if (unit == 0 || unit > 9) {
            throw wrong(text);
        }
        long number = Long.parseLong(text.substring(0, unit));
        return switch (text.substring(unit)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            case "" -> {
                if (number != 0) {
                    throw wrong(text);
                }
                yield Duration.ZERO;
            }
            default -> throw wrong(text);
        };
    }

    private static TypeConversionException wrong(String text) {
        return new TypeConversionException("'" + text + "' is no time such as 500ms, 10s, 5m or 2h");
    }
}
