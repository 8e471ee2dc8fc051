package io.pgsvc.inventory.template;

import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The operators of expressions, with Python's meaning. */
final class Operators {
    private static final Position NOWHERE = Position.of("");

    private Operators() {}

    static Value apply(Evaluator evaluator, Expr.Binary binary) {
        Value left = evaluator.evaluate(binary.left());
        switch (binary.operator()) {
            case "and" -> {
                return isTrue(left) ? evaluator.evaluate(binary.right()) : left;
            }
            case "or" -> {
                return isTrue(left) ? left : evaluator.evaluate(binary.right());
            }
            default -> { }
        }
        Value right = evaluator.evaluate(binary.right());
        return switch (binary.operator()) {
            case "==" -> bool(equal(left, right));
            case "!=" -> bool(!equal(left, right));
            case "<" -> bool(compare(left, right) < 0);
            case "<=" -> bool(compare(left, right) <= 0);
            case ">" -> bool(compare(left, right) > 0);
            case ">=" -> bool(compare(left, right) >= 0);
            case "in" -> bool(contains(right, left));
            case "~" -> Evaluator.text(PythonText.str(left) + PythonText.str(right));
            default -> arithmetic(binary.operator(), left, right);
        };
    }

    private static Value bool(boolean value) {
        return new Value.Bool(value, NOWHERE);
    }

    /** Python's truth: zero, empty, null and false are false. */
    static boolean isTrue(Value value) {
        return switch (value) {
            case Value.Null n -> false;
            case Value.Bool b -> b.value();
            case Value.Int i -> i.value().signum() != 0;
            case Value.Real r -> r.value() != 0;
            case Value.Text t -> !t.value().isEmpty();
            case Value.Date d -> true;
            case Value.Secret s -> true;
            case Value.Seq s -> !s.items().isEmpty();
            case Value.Dict d -> !d.entries().isEmpty();
        };
    }

    static boolean equal(Value left, Value right) {
        if (left instanceof Value.Secret || right instanceof Value.Secret) {
            throw Failure.unsupported("an encrypted value (!vault) cannot be compared");
        }
        if (isNumber(left) && isNumber(right)) {
            double a = real(left);
            double b = real(right);
            if (Double.isNaN(a) || Double.isNaN(b) || Double.isInfinite(a) || Double.isInfinite(b)) {
                return a == b;
            }
            return number(left).compareTo(number(right)) == 0;
        }
        return switch (left) {
            case Value.Null n -> right instanceof Value.Null;
            case Value.Text t -> right instanceof Value.Text other && t.value().equals(other.value());
            case Value.Date d -> right instanceof Value.Date other && d.text().equals(other.text());
            case Value.Seq s -> right instanceof Value.Seq other && equal(s.items(), other.items());
            case Value.Dict d -> right instanceof Value.Dict other && equal(d, other);
            default -> false;
        };
    }

    private static boolean equal(List<Value> left, List<Value> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!equal(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(Value.Dict left, Value.Dict right) {
        if (left.entries().size() != right.entries().size()) {
            return false;
        }
        for (Map.Entry<String, Value.Entry> entry : left.entries().entrySet()) {
            Value.Entry other = right.entries().get(entry.getKey());
            if (other == null || !equal(entry.getValue().value(), other.value())) {
                return false;
            }
        }
        return true;
    }

    private static int compare(Value left, Value right) {
        if (isNumber(left) && isNumber(right)) {
            return Double.compare(real(left), real(right));
        }
        if (left instanceof Value.Text a && right instanceof Value.Text b) {
            return a.value().compareTo(b.value());
        }
        throw Failure.of(Values.kind(left) + " and " + Values.kind(right) + " have no order",
                "convert both with `| int`");
    }

    private static boolean contains(Value container, Value item) {
        return switch (container) {
            case Value.Seq seq -> seq.items().stream().anyMatch(other -> equal(other, item));
            case Value.Dict dict when !(item instanceof Value.Seq || item instanceof Value.Dict) -> {
                Value.Entry entry = dict.entries().get(PythonText.str(item));
                yield entry != null && equal(entry.key(), item);
            }
            case Value.Text text when item instanceof Value.Text part -> text.value().contains(part.value());
            default -> throw Failure.of("`in` needs a list, a mapping or a text, but this is "
                    + Values.kind(container), "compare with `==`");
        };
    }

    private static Value arithmetic(String operator, Value left, Value right) {
        if (operator.equals("+") && left instanceof Value.Text a && right instanceof Value.Text b) {
            return Evaluator.text(a.value() + b.value());
        }
        if (operator.equals("+") && left instanceof Value.Seq a && right instanceof Value.Seq b) {
            List<Value> items = new ArrayList<>(a.items());
            items.addAll(b.items());
            if (items.size() > Evaluator.MAX_TEXT / 10) {
                throw Evaluator.tooLong();
            }
            return new Value.Seq(List.copyOf(items), NOWHERE);
        }
        if (operator.equals("*") && (isRepeatable(left) && isWhole(right) || isWhole(left) && isRepeatable(right))) {
            return isRepeatable(left) ? repeated(left, number(right)) : repeated(right, number(left));
        }
        if (!isNumber(left) || !isNumber(right)) {
            throw Failure.of("`" + operator + "` does not go with " + Values.kind(left) + " and "
                    + Values.kind(right), "join texts with `~`, convert to numbers with `| int`");
        }
        if (left instanceof Value.Real || right instanceof Value.Real) {
            double a = real(left);
            double b = real(right);
            return new Value.Real(switch (operator) {
                case "+" -> a + b;
                case "-" -> a - b;
                default -> a * b;
            }, NOWHERE);
        }
        BigInteger a = number(left).toBigInteger();
        BigInteger b = number(right).toBigInteger();
        BigInteger result = switch (operator) {
            case "+" -> a.add(b);
            case "-" -> a.subtract(b);
            default -> a.multiply(b);
        };
        if (result.bitLength() > 4096) {
            throw Evaluator.tooLong();
        }
        return new Value.Int(result, NOWHERE);
    }

    private static boolean isRepeatable(Value value) {
        return value instanceof Value.Text || value instanceof Value.Seq;
    }

    private static boolean isWhole(Value value) {
        return value instanceof Value.Int || value instanceof Value.Bool;
    }

    /** A text or a list so many times; none where the number is negative. */
    private static Value repeated(Value value, BigDecimal times) {
        int size = value instanceof Value.Seq seq ? seq.items().size() : ((Value.Text) value).value().length();
        BigDecimal total = times.max(BigDecimal.ZERO).multiply(BigDecimal.valueOf(size));
        if (total.compareTo(BigDecimal.valueOf(Evaluator.MAX_TEXT / 10)) > 0) {
            throw Evaluator.tooLong();
        }
        int count = size == 0 ? 0 : total.intValue() / size;
        if (value instanceof Value.Seq seq) {
            return new Value.Seq(Collections.nCopies(count, seq.items()).stream().flatMap(List::stream).toList(), NOWHERE);
        }
        return Evaluator.text(((Value.Text) value).value().repeat(count));
    }

    private static boolean isNumber(Value value) {
        return value instanceof Value.Int || value instanceof Value.Real || value instanceof Value.Bool;
    }

    private static double real(Value value) {
        return value instanceof Value.Real real ? real.value() : number(value).doubleValue();
    }

    private static BigDecimal number(Value value) {
        return switch (value) {
            case Value.Int i -> new BigDecimal(i.value());
            case Value.Real r -> new BigDecimal(r.value());
            case Value.Bool b -> b.value() ? BigDecimal.ONE : BigDecimal.ZERO;
            default -> throw new IllegalArgumentException("no number");
        };
    }
}
