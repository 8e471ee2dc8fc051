package io.pgsvc.inventory.template;

import io.pgsvc.inventory.TemplateException;
import io.pgsvc.inventory.Templates;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;

/**
 * The templates of inventories as Ansible 2.14 resolves them: variables with attributes and indexes, a dozen filters,
 * operators, literals. Statements, comments, functions and lookups are refused with a message. Without state, safe
 * for use by several threads.
 */
public final class JinjaTemplates implements Templates {
    private static final int SHOWN = 80;

    @Override
    public Value resolve(Value value, Scope scope) {
        return resolve(value, scope, false);
    }

    @Override
    public Value resolveOrKeep(Value value, Scope scope) {
        return resolve(value, scope, true);
    }

    private static Value resolve(Value value, Scope scope, boolean keep) {
        if (isPlain(value)) {
            return value;
        }
        Evaluator evaluator = new Evaluator(scope);
        return Values.map(value, scalar -> scalar instanceof Value.Text text ? resolve(text, evaluator, keep) : scalar);
    }

    /** Nearly all values are: nothing is set up to resolve them. */
    private static boolean isPlain(Value value) {
        return switch (value) {
            case Value.Text text -> text.literal() || !TemplateText.isPossible(text.value());
            case Value.Seq list -> list.items().isEmpty();
            case Value.Dict mapping -> mapping.entries().isEmpty();
            default -> true;
        };
    }

    private static Value resolve(Value.Text text, Evaluator evaluator, boolean keep) {
        try {
            return evaluator.resolve(text);
        } catch (Failure failure) {
            if (keep) {
                return text;
            }
            throw new TemplateException(finding(text.value(), failure, text.at()));
        }
    }

    private static Finding finding(String template, Failure failure, Position at) {
        String shown = template.strip().replaceAll("\\s+", " ");
        if (shown.length() > SHOWN) {
            shown = shown.substring(0, SHOWN) + "…";
        }
        return Finding.error("template", "`" + shown + "` cannot be resolved: " + failure.getMessage(), at)
                .withHint(failure.hint());
    }
}
