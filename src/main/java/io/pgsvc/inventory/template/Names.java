package io.pgsvc.inventory.template;

import java.util.Set;

/** The variables that an expression names. */
final class Names {
    private Names() {}

    /**
     * Adds the names, in the order in which they stand.
     *
     * @param depth how deep the expression may be nested
     */
    static void collect(Expr expression, Set<String> into, int depth) {
        if (depth == 0) {
            throw Evaluator.tooDeep();
        }
        switch (expression) {
            case Expr.Literal l -> { }
            case Expr.Name name -> into.add(name.name());
            case Expr.Items items -> items.items().forEach(item -> collect(item, into, depth - 1));
            case Expr.Pairs pairs -> pairs.pairs().values().forEach(value -> collect(value, into, depth - 1));
            case Expr.Get get -> {
                collect(get.target(), into, depth - 1);
                collect(get.key(), into, depth - 1);
            }
            case Expr.Filter filter -> {
                collect(filter.input(), into, depth - 1);
                filter.arguments().forEach(argument -> collect(argument, into, depth - 1));
                filter.named().values().forEach(argument -> collect(argument, into, depth - 1));
            }
            case Expr.Test test -> collect(test.input(), into, depth - 1);
            case Expr.Unary unary -> collect(unary.operand(), into, depth - 1);
            case Expr.Binary binary -> {
                collect(binary.left(), into, depth - 1);
                collect(binary.right(), into, depth - 1);
            }
            case Expr.Conditional choice -> {
                collect(choice.condition(), into, depth - 1);
                collect(choice.then(), into, depth - 1);
                if (choice.otherwise() != null) {
                    collect(choice.otherwise(), into, depth - 1);
                }
            }
        }
    }
}
