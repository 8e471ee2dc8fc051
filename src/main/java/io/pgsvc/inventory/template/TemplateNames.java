package io.pgsvc.inventory.template;

import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.util.Set;
import java.util.TreeSet;

/** Which variables the templates in a value can look up. */
public final class TemplateNames {
    private final Set<String> names = new TreeSet<>();

    private TemplateNames() {}

    /** Names of the variables in the expressions of a value, sorted; what cannot be resolved at all names none. */
    public static Set<String> of(Value value) {
        TemplateNames found = new TemplateNames();
        Values.map(value, scalar -> {
            if (scalar instanceof Value.Text text && !text.literal() && TemplateText.isPossible(text.value())) {
                found.read(text.value());
            }
            return scalar;
        });
        return found.names;
    }

    private void read(String text) {
        try {
            TemplateText.parse(text).parts().stream().filter(part -> part.expression() != null)
                    .forEach(part -> walk(part.expression()));
        } catch (Failure unresolvable) {
            return; // such a text stays as it is, or is an error: no variable decides
        }
    }

    private void walk(Expr expression) {
        switch (expression) {
            case Expr.Literal literal -> { }
            case Expr.Name name -> names.add(name.name());
            case Expr.Items items -> items.items().forEach(this::walk);
            case Expr.Pairs pairs -> pairs.pairs().values().forEach(this::walk);
            case Expr.Get get -> {
                walk(get.target());
                walk(get.key());
            }
            case Expr.Filter filter -> {
                walk(filter.input());
                filter.arguments().forEach(this::walk);
                filter.named().values().forEach(this::walk);
            }
            case Expr.Test test -> walk(test.input());
            case Expr.Unary unary -> walk(unary.operand());
            case Expr.Binary binary -> {
                walk(binary.left());
                walk(binary.right());
            }
            case Expr.Conditional choice -> {
                walk(choice.condition());
                walk(choice.then());
                if (choice.otherwise() != null) {
                    walk(choice.otherwise());
                }
            }
        }
    }
}
