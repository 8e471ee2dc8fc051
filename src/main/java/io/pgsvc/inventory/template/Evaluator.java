package io.pgsvc.inventory.template;

import io.pgsvc.inventory.Templates.Scope;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Resolves values in one scope. Types follow Ansible without native Jinja: a bare name keeps numbers, booleans and
 * null, everything else becomes a text, which is read back if it looks like a list, a dictionary or a boolean.
 */
final class Evaluator {
    /** Longer texts and lists (in characters, items) are a bomb, not a value. */
    static final int MAX_TEXT = 1 << 20;
    private static final int MAX_CHAIN = 50;
    private static final int MAX_DEPTH = 500;
    private static final Set<String> DICT_METHODS =
            Set.of("items", "keys", "values", "get", "pop", "copy", "update", "clear", "setdefault");

    private final Scope scope;
    private final Map<String, Value> resolved = new HashMap<>();
    private final Map<String, Failure> undefined = new HashMap<>();
    /** The very objects that the string filter made: they stay texts, whatever they look like. */
    private final Set<Value> meantAsTexts = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> open = new LinkedHashSet<>();
    private int depth;

    Evaluator(Scope scope) {
        this.scope = scope;
    }

    /** The value with all templates in it resolved. */
    Value resolve(Value value) {
        return Values.map(value, scalar -> scalar instanceof Value.Text text && !text.literal()
                && TemplateText.isPossible(text.value()) ? resolve(text) : scalar);
    }

    /** Jinja drops the line break at a text's end; Ansible puts it back if the result is a text. */
    private Value resolve(Value.Text template) {
        String text = template.value();
        if (!text.endsWith("\n")) {
            return resolve(text, template.at());
        }
        Value value = resolve(text.substring(0, text.length() - 1), template.at());
        if (!(value instanceof Value.Text result)) {
            return value;
        }
        int missing = newlines(text) - newlines(result.value());
        return missing <= 0 ? result
                : new Value.Text(result.value() + "\n".repeat(missing), result.literal(), template.at());
    }

    private static int newlines(String text) {
        int at = text.length();
        while (at > 0 && text.charAt(at - 1) == '\n') {
            at--;
        }
        return text.length() - at;
    }

    private Value resolve(String text, Position at) {
        List<TemplateText.Part> parts = TemplateText.parse(text).parts();
        if (parts.size() == 1 && parts.getFirst().expression() != null) {
            return alone(parts.getFirst().expression(), text, at);
        }
        lookUpAll(parts);
        StringBuilder out = new StringBuilder();
        boolean literal = false;
        for (TemplateText.Part part : parts) {
            if (part.expression() == null) {
                out.append(part.plain());
                continue;
            }
            Value value = evaluate(part.expression());
            literal |= isLiteral(value);
            out.append(value instanceof Value.Null ? "" : PythonText.str(value));
            if (out.length() > MAX_TEXT) {
                throw tooLong();
            }
        }
        return readBack(out.toString(), literal, at);
    }

    /** Jinja looks up every name first, also those of a branch that is not taken: one that fails, fails it all. */
    private void lookUpAll(List<TemplateText.Part> parts) {
        Set<String> names = new LinkedHashSet<>();
        for (TemplateText.Part part : parts) {
            if (part.expression() != null) {
                Names.collect(part.expression(), names, MAX_DEPTH);
            }
        }
        for (String name : names) {
            try {
                lookup(name);
            } catch (Failure failure) {
                if (!failure.isUndefined()) {
                    throw failure;
                }
            }
        }
    }

    /** A text that is one expression and nothing else. */
    private Value alone(Expr expression, String template, Position at) {
        if (expression instanceof Expr.Name name
                && template.substring(2, template.length() - 2).strip().equals(name.name())) {
            Optional<Value> raw = scope.lookup(name.name());
            if (raw.isPresent()) {
                switch (raw.get()) {
                    case Value.Bool b -> {
                        return new Value.Bool(b.value(), at);
                    }
                    case Value.Int i -> {
                        return new Value.Int(i.value(), at);
                    }
                    case Value.Real r -> {
                        return new Value.Real(r.value(), at);
                    }
                    case Value.Null n -> {
                        return new Value.Null(at);
                    }
                    default -> { }
                }
            }
        }
        lookUpAll(List.of(new TemplateText.Part(null, expression)));
        Value value = evaluate(expression);
        return switch (value) {
            case Value.Secret secret -> secret;
            case Value.Text text when meantAsTexts.contains(text) -> meantAsText(
                    new Value.Text(text.value(), text.literal() || TemplateText.isPossible(text.value()), at));
            // Python prints these, and reads them back only if it can.
            case Value.Seq seq when isPrintedForGood(seq) -> new Value.Text(PythonText.str(seq), isLiteral(seq), at);
            case Value.Dict dict when isPrintedForGood(dict) -> new Value.Text(PythonText.str(dict), isLiteral(dict), at);
            case Value.Seq seq -> new Value.Seq(seq.items(), at);
            case Value.Dict dict -> new Value.Dict(dict.entries(), at);
            case Value.Null n -> new Value.Text("", false, at);
            default -> readBack(PythonText.str(value), isLiteral(value), at);
        };
    }

    /** A text that is not to be read back as a list, a mapping or a boolean. */
    Value.Text meantAsText(Value.Text text) {
        meantAsTexts.add(text);
        return text;
    }

    /** Whether there is something in it whose printed form is no literal: a date, infinity, no number. */
    private static boolean isPrintedForGood(Value value) {
        return switch (value) {
            case Value.Date d -> true;
            case Value.Real r -> !Double.isFinite(r.value());
            case Value.Seq seq -> seq.items().stream().anyMatch(Evaluator::isPrintedForGood);
            case Value.Dict dict -> dict.entries().values().stream()
                    .anyMatch(e -> isPrintedForGood(e.key()) || isPrintedForGood(e.value()));
            default -> false;
        };
    }

    private static Value readBack(String text, boolean literal, Position at) {
        Value value = PythonLiteral.read(text, at).orElse(null);
        // What has been resolved is never a template again.
        return value != null ? value : new Value.Text(text, literal || TemplateText.isPossible(text), at);
    }

    private static boolean isLiteral(Value value) {
        return switch (value) {
            case Value.Text text -> text.literal();
            case Value.Seq seq -> seq.items().stream().anyMatch(Evaluator::isLiteral);
            case Value.Dict dict -> dict.entries().values().stream().anyMatch(e -> isLiteral(e.value()));
            default -> false;
        };
    }

    /** The resolved value of a name; all of it, as Ansible does, even if only a part is wanted. */
    private Value lookup(String name) {
        Value known = resolved.get(name);
        if (known != null) {
            return known;
        }
        if (undefined.containsKey(name)) {
            throw undefined.get(name);
        }
        Value raw = scope.lookup(name).orElseThrow(() -> Failure.undefined("`" + name + "`"));
        if (open.contains(name)) {
            throw Failure.of("`" + name + "` refers to itself", "give it a value of its own");
        }
        if (open.size() >= MAX_CHAIN) {
            throw Failure.of("`" + name + "` stands at the end of more than " + MAX_CHAIN + " references",
                    "write the value out");
        }
        open.add(name);
        try {
            Value value = resolve(raw);
            resolved.put(name, value);
            return value;
        } catch (Failure failure) {
            if (failure.isUndefined()) {
                undefined.put(name, failure);
            }
            throw failure;
        } finally {
            open.remove(name);
        }
    }

    Value evaluate(Expr expression) {
        if (depth >= MAX_DEPTH) {
            throw tooDeep();
        }
        depth++;
        try {
            return valueOf(expression);
        } finally {
            depth--;
        }
    }

    private Value valueOf(Expr expression) {
        return switch (expression) {
            case Expr.Literal literal -> literal.value();
            case Expr.Name name -> lookup(name.name());
            case Expr.Items items -> {
                List<Value> values = new ArrayList<>();
                items.items().forEach(item -> values.add(evaluate(item)));
                yield new Value.Seq(List.copyOf(values), Position.of(""));
            }
            case Expr.Pairs pairs -> {
                LinkedHashMap<String, Value.Entry> entries = new LinkedHashMap<>();
                pairs.pairs().forEach((key, value) -> entries.put(key, new Value.Entry(text(key), evaluate(value))));
                yield new Value.Dict(entries, Position.of(""));
            }
            case Expr.Get get -> get(evaluate(get.target()), evaluate(get.key()));
            case Expr.Filter filter -> Filters.apply(this, filter);
            case Expr.Test test -> new Value.Bool(test(test) != test.negated(), Position.of(""));
            case Expr.Unary unary -> unary(unary);
            case Expr.Binary binary -> Operators.apply(this, binary);
            case Expr.Conditional choice -> {
                if (Operators.isTrue(evaluate(choice.condition()))) {
                    yield evaluate(choice.then());
                }
                yield choice.otherwise() == null ? text("") : evaluate(choice.otherwise());
            }
        };
    }

    /** The value; empty if what it comes down to is not defined, as the default filter and the tests see it. */
    Optional<Value> ifDefined(Expr expression) {
        return switch (expression) {
            case Expr.Name name -> orEmpty(() -> lookup(name.name()));
            case Expr.Get get -> {
                Optional<Value> target = ifDefined(get.target());
                Value key = evaluate(get.key());
                yield target.flatMap(value -> orEmpty(() -> get(value, key)));
            }
            case Expr.Conditional choice when Operators.isTrue(evaluate(choice.condition())) -> ifDefined(choice.then());
            case Expr.Conditional choice -> choice.otherwise() == null ? Optional.empty() : ifDefined(choice.otherwise());
            case Expr.Binary binary when binary.operator().equals("and") || binary.operator().equals("or") -> {
                Value left = evaluate(binary.left());
                yield Operators.isTrue(left) == binary.operator().equals("or") ? Optional.of(left) : ifDefined(binary.right());
            }
            case Expr.Filter filter -> Filters.ifDefined(this, filter);
            default -> Optional.of(evaluate(expression));
        };
    }

    private static Optional<Value> orEmpty(Supplier<Value> value) {
        try {
            return Optional.of(value.get());
        } catch (Failure failure) {
            if (failure.isUndefined()) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private boolean test(Expr.Test test) {
        return switch (test.name()) {
            case "defined" -> ifDefined(test.input()).isPresent();
            case "undefined" -> ifDefined(test.input()).isEmpty();
            case "none" -> ifDefined(test.input()).filter(Value.Null.class::isInstance).isPresent();
            default -> throw Failure.unsupported("the test `" + test.name() + "` is not known");
        };
    }

    private Value get(Value target, Value key) {
        switch (target) {
            case Value.Dict dict -> {
                String name = PythonText.str(key);
                Value.Entry entry = dict.entries().get(name);
                if (entry != null && Operators.equal(entry.key(), key)) {
                    return entry.value();
                }
                if (DICT_METHODS.contains(name)) {
                    throw Failure.unsupported("functions and lookups are not resolved");
                }
            }
            case Value.Seq seq when key instanceof Value.Int index -> {
                int at = index(index.value(), seq.items().size());
                if (at >= 0) {
                    return seq.items().get(at);
                }
            }
            case Value.Text text when key instanceof Value.Int index -> {
                int at = index(index.value(), text.value().length());
                if (at >= 0) {
                    return text(text.value().substring(at, at + 1));
                }
            }
            case Value.Secret s -> throw Failure.unsupported("an encrypted value (!vault) has no parts");
            default -> { }
        }
        throw Failure.undefined("`" + PythonText.str(key) + "` of " + io.pgsvc.model.Values.kind(target));
    }

    private static int index(BigInteger index, int size) {
        if (index.bitLength() > 31) {
            return -1;
        }
        int at = index.intValue() < 0 ? index.intValue() + size : index.intValue();
        return at < size ? Math.max(at, -1) : -1;
    }

    private Value unary(Expr.Unary unary) {
        Value value = evaluate(unary.operand());
        if (unary.operator().equals("not")) {
            return new Value.Bool(!Operators.isTrue(value), Position.of(""));
        }
        return switch (value) {
            case Value.Int i -> new Value.Int(i.value().negate(), Position.of(""));
            case Value.Real r -> new Value.Real(-r.value(), Position.of(""));
            default -> throw Failure.of("`-` needs a number, but this is " + io.pgsvc.model.Values.kind(value),
                    "convert it with `| int`");
        };
    }

    static Value.Text text(String text) {
        if (text.length() > MAX_TEXT) {
            throw tooLong();
        }
        return new Value.Text(text, false, Position.of(""));
    }

    static Failure tooDeep() {
        return Failure.of("the expression is too long", "write the value out");
    }

    static Failure tooLong() {
        return Failure.of("the result is too long", "at most " + MAX_TEXT + " characters or items are resolved");
    }
}
