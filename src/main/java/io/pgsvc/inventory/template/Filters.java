package io.pgsvc.inventory.template;

import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The filters of Jinja and Ansible that inventories use. */
final class Filters {
    private static final Position NOWHERE = Position.of("");
    private static final String KNOWN = "known are default, int, float, string, bool, lower, upper, trim, join, "
            + "length, first, last, replace; write the value out, or keep it out of service definitions";

    private static final String PREFIX = "ansible.builtin.";

    private Filters() {}

    static Value apply(Evaluator evaluator, Expr.Filter filter) {
        String name = plainName(filter);
        switch (name) {
            case "default", "d" -> {
                return byDefault(evaluator, filter).orElseThrow(() -> Failure.undefined("the argument of `" + name + "`"));
            }
            case "int", "float", "string", "bool", "lower", "upper", "trim", "join", "length", "count", "first",
                 "last", "replace" -> { }
            default -> throw Failure.of("the filter `" + filter.name() + "` is not known", KNOWN);
        }
        Value input = evaluator.evaluate(filter.input());
        if (input instanceof Value.Secret) {
            throw Failure.unsupported("an encrypted value (!vault) cannot be filtered");
        }
        return switch (name) {
            case "int" -> toInt(input, argument(evaluator, filter, 0, "default"));
            case "float" -> toReal(input, argument(evaluator, filter, 0, "default"));
            case "string" -> evaluator.meantAsText(input instanceof Value.Text text
                    ? new Value.Text(text.value(), text.literal(), text.at()) : Evaluator.text(PythonText.str(input)));
            case "bool" -> input instanceof Value.Null ? input : new Value.Bool(Values.isYes(input), NOWHERE);
            case "lower" -> Evaluator.text(PythonText.str(input).toLowerCase(Locale.ROOT));
            case "upper" -> Evaluator.text(PythonText.str(input).toUpperCase(Locale.ROOT));
            case "trim" -> trim(PythonText.str(input), argument(evaluator, filter, 0, "chars"));
            case "join" -> join(input, argument(evaluator, filter, 0, "d"), filter);
            case "length", "count" -> new Value.Int(BigInteger.valueOf(length(input)), NOWHERE);
            case "first", "last" -> item(input, name).orElseThrow(() -> Failure.undefined("an item of an empty list"));
            default -> replace(PythonText.str(input), argument(evaluator, filter, 0, "old"),
                    argument(evaluator, filter, 1, "new"), filter);
        };
    }

    /** The filtered value; empty where the filter gives something undefined rather than failing. */
    static Optional<Value> ifDefined(Evaluator evaluator, Expr.Filter filter) {
        return switch (plainName(filter)) {
            case "default", "d" -> byDefault(evaluator, filter);
            case "first", "last" -> item(evaluator.evaluate(filter.input()), plainName(filter));
            default -> Optional.of(apply(evaluator, filter));
        };
    }

    private static String plainName(Expr.Filter filter) {
        return filter.name().startsWith(PREFIX) ? filter.name().substring(PREFIX.length()) : filter.name();
    }

    /** Arguments are evaluated in any case, as in Python; one that is not defined matters only where it is used. */
    private static Optional<Value> byDefault(Evaluator evaluator, Expr.Filter filter) {
        Optional<Value> value = evaluator.ifDefined(filter.input());
        boolean given = !filter.arguments().isEmpty() || filter.named().containsKey("default_value");
        Optional<Value> otherwise = given ? evaluator.ifDefined(filter.arguments().isEmpty()
                ? filter.named().get("default_value") : filter.arguments().getFirst()) : Optional.of(Evaluator.text(""));
        boolean alsoFalse = argument(evaluator, filter, 1, "boolean").map(Operators::isTrue).orElse(false);
        return value.isPresent() && !(alsoFalse && !Operators.isTrue(value.get())) ? value : otherwise;
    }

    private static Optional<Value> argument(Evaluator evaluator, Expr.Filter filter, int index, String name) {
        Expr expression = index < filter.arguments().size() ? filter.arguments().get(index) : filter.named().get(name);
        return Optional.ofNullable(expression).map(evaluator::evaluate);
    }

    private static Value toInt(Value input, Optional<Value> fallback) {
        if (toReal(input, Optional.empty()) instanceof Value.Real real && Double.isInfinite(real.value())) {
            throw Failure.of("infinity is no whole number", "write the number out");
        }
        Optional<BigDecimal> number = number(input);
        return number.<Value>map(n -> new Value.Int(n.toBigInteger(), NOWHERE))
                .or(() -> fallback).orElseGet(() -> new Value.Int(BigInteger.ZERO, NOWHERE));
    }

    private static Value toReal(Value input, Optional<Value> fallback) {
        if (input instanceof Value.Real) {
            return input;
        }
        if (input instanceof Value.Text text) {
            double unusual = switch (text.value().strip().toLowerCase(Locale.ROOT)) {
                case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
                case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
                case "nan", "+nan", "-nan" -> Double.NaN;
                default -> 0;
            };
            if (unusual != 0) {
                return new Value.Real(unusual, NOWHERE);
            }
        }
        return number(input).<Value>map(n -> new Value.Real(n.doubleValue(), NOWHERE))
                .or(() -> fallback).orElseGet(() -> new Value.Real(0, NOWHERE));
    }

    private static Optional<BigDecimal> number(Value value) {
        return switch (value) {
            case Value.Bool b -> Optional.of(b.value() ? BigDecimal.ONE : BigDecimal.ZERO);
            case Value.Int i -> Optional.of(new BigDecimal(i.value()));
            case Value.Real r when Double.isFinite(r.value()) -> Optional.of(new BigDecimal(r.value()));
            case Value.Text t -> {
                String text = t.value().strip();
                // A huge exponent would make a number of gigabytes.
                yield text.length() <= 100
                        && text.matches("[+-]?([0-9]+(_[0-9]+)*\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,2})?")
                        ? Optional.of(new BigDecimal(text.replace("_", ""))) : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private static Value trim(String text, Optional<Value> characters) {
        if (characters.isEmpty()) {
            return Evaluator.text(text.strip());
        }
        String set = PythonText.str(characters.get());
        int from = 0;
        int to = text.length();
        while (from < to && set.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && set.indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return Evaluator.text(text.substring(from, to));
    }

    private static Value join(Value input, Optional<Value> separator, Expr.Filter filter) {
        if (filter.arguments().size() > 1 || filter.named().containsKey("attribute")) {
            throw Failure.unsupported("`join` by an attribute is not resolved");
        }
        String between = separator.map(PythonText::str).orElse("");
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (Value item : items(input, "join")) {
            out.append(first ? "" : between).append(PythonText.str(item));
            first = false;
            if (out.length() > Evaluator.MAX_TEXT) {
                throw Evaluator.tooLong();
            }
        }
        return Evaluator.text(out.toString());
    }

    private static List<Value> items(Value input, String filter) {
        return switch (input) {
            case Value.Seq seq -> seq.items();
            case Value.Dict dict -> {
                List<Value> keys = new ArrayList<>();
                dict.entries().values().forEach(entry -> keys.add(entry.key()));
                yield keys;
            }
            case Value.Text text -> {
                List<Value> letters = new ArrayList<>();
                text.value().codePoints().forEach(c -> letters.add(Evaluator.text(Character.toString(c))));
                yield letters;
            }
            default -> throw Failure.of("`" + filter + "` needs a list, a mapping or a text, but this is "
                    + Values.kind(input), "put it in brackets");
        };
    }

    private static int length(Value input) {
        return items(input, "length").size();
    }

    private static Optional<Value> item(Value input, String filter) {
        List<Value> items = items(input, filter);
        return items.isEmpty() ? Optional.empty() : Optional.of(filter.equals("first") ? items.getFirst() : items.getLast());
    }

    private static Value replace(String text, Optional<Value> old, Optional<Value> replacement, Expr.Filter filter) {
        if (old.isEmpty() || replacement.isEmpty() || filter.arguments().size() > 2) {
            throw Failure.unsupported("`replace` needs two texts");
        }
        String from = PythonText.str(old.get());
        String to = PythonText.str(replacement.get());
        if ((long) (text.length() + 1) * Math.max(1, to.length()) > 64L * Evaluator.MAX_TEXT) {
            throw Evaluator.tooLong();
        }
        return Evaluator.text(text.replace(from, to));
    }
}
