package io.pgsvc.inventory.template;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Dates as Python prints them within a list or a mapping: {@code datetime.date(2024, 1, 31)}. */
final class PythonDates {
    private static final Pattern FORM =
            Pattern.compile("([0-9-]{10})(?: ([0-9:]{8})(?:\\.([0-9]{6}))?(?:([+-])([0-9]{2}):([0-9]{2}))?)?");

    private PythonDates() {}

    /** A date or a time in the form that {@code str} prints. */
    static String repr(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return text;
        }
        LocalDate date = LocalDate.parse(parts.group(1));
        List<Integer> numbers = new ArrayList<>(List.of(date.getYear(), date.getMonthValue(), date.getDayOfMonth()));
        if (parts.group(2) == null) {
            return "datetime.date(" + joined(numbers) + ")";
        }
        LocalTime time = LocalTime.parse(parts.group(2));
        int micros = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
        numbers.addAll(List.of(time.getHour(), time.getMinute()));
        if (micros != 0 || time.getSecond() != 0) {
            numbers.add(time.getSecond());
        }
        if (micros != 0) {
            numbers.add(micros);
        }
        return "datetime.datetime(" + joined(numbers) + (parts.group(4) == null ? "" : ", tzinfo=" + zone(parts)) + ")";
    }

    private static String zone(Matcher parts) {
        int seconds = Integer.parseInt(parts.group(5)) * 3600 + Integer.parseInt(parts.group(6)) * 60;
        if (seconds == 0) {
            return "datetime.timezone.utc";
        }
        // Python's time spans count days down and seconds up.
        String span = parts.group(4).equals("-") ? "days=-1, seconds=" + (86_400 - seconds) : "seconds=" + seconds;
        return "datetime.timezone(datetime.timedelta(" + span + "))";
    }

    private static String joined(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
