package io.pgsvc.inventory.template;

import io.pgsvc.inventory.TemplateException;
import io.pgsvc.inventory.Templates;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The templates of inventories as Ansible 2.14 resolves them: variables with attributes and indexes, a dozen filters,
 * operators, literals. Statements, comments, functions and lookups are refused with a message. Without state, safe
 * for use by several threads.
 */
public final class JinjaTemplates implements Templates {
    private static final int SHOWN = 80;

    @Override
    public Value resolve(Value value, Scope scope) {
        return resolve(value, new Evaluator(scope), false);
    }

    @Override
    public Value resolveOrKeep(Value value, Scope scope) {
        return resolve(value, new Evaluator(scope), true);
    }

    private static Value resolve(Value value, Evaluator evaluator, boolean keep) {
        return switch (value) {
            case Value.Text text -> {
                try {
                    yield evaluator.resolve(text);
                } catch (Failure failure) {
                    if (keep) {
                        yield text;
                    }
                    throw new TemplateException(finding(text.value(), failure, text.at()));
                }
            }
            case Value.Seq seq -> {
                List<Value> items = new ArrayList<>(seq.items().size());
                boolean same = true;
                for (Value item : seq.items()) {
                    Value other = resolve(item, evaluator, keep);
                    same &= other == item;
                    items.add(other);
                }
                yield same ? seq : new Value.Seq(List.copyOf(items), seq.at());
            }
            case Value.Dict dict -> {
                LinkedHashMap<String, Value.Entry> entries = new LinkedHashMap<>();
                boolean same = true;
                for (Map.Entry<String, Value.Entry> entry : dict.entries().entrySet()) {
                    Value old = entry.getValue().value();
                    Value other = resolve(old, evaluator, keep);
                    same &= other == old;
                    entries.put(entry.getKey(), new Value.Entry(entry.getValue().key(), other));
                }
                yield same ? dict : new Value.Dict(entries, dict.at());
            }
            case Value other -> other;
        };
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
