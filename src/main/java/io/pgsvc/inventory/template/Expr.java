package io.pgsvc.inventory.template;

import io.pgsvc.model.Value;
import java.util.List;
import java.util.Map;

/** The expressions of Jinja that we know. */
sealed interface Expr {
    /** A number, text, boolean or none. */
    record Literal(Value value) implements Expr {}

    /** A list in brackets. */
    record Items(List<Expr> items) implements Expr {}

    /** A mapping in braces; the keys are texts. */
    record Pairs(Map<String, Expr> pairs) implements Expr {}

    /** A variable. */
    record Name(String name) implements Expr {}

    /** {@code a.b}, {@code a['b']}, {@code a[0]}. */
    record Get(Expr target, Expr key) implements Expr {}

    /** {@code a | name(arguments)}. */
    record Filter(Expr input, String name, List<Expr> arguments, Map<String, Expr> named) implements Expr {}

    /** {@code a is name}. */
    record Test(Expr input, String name, boolean negated) implements Expr {}

    /** {@code not a}, {@code -a}. */
    record Unary(String operator, Expr operand) implements Expr {}

    /** Two operands, {@code and} and {@code or} included. */
    record Binary(String operator, Expr left, Expr right) implements Expr {}

    /** {@code then if condition else otherwise}; without else and condition it prints nothing. */
    record Conditional(Expr condition, Expr then, Expr otherwise) implements Expr {}
}
