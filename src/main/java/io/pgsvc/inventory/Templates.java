package io.pgsvc.inventory;

import io.pgsvc.model.Value;
import java.util.Optional;

/** Resolves the template expressions ({@code {{ … }}}) in values, as far as an inventory can be read without Ansible. */
public interface Templates {

    /** Where names in expressions are looked up. */
    @FunctionalInterface
    interface Scope {
        /** The raw value of a name (it may hold templates itself); empty if there is none. */
        Optional<Value> lookup(String name);
    }

    /**
     * The value with all templates in it resolved, nested ones too; the value itself if it holds none.
     *
     * @throws TemplateException with the position of the value, if an expression cannot be resolved
     */
    Value resolve(Value value, Scope scope);

    /** Like {@link #resolve}, but a text whose expression cannot be resolved stays as it is. */
    Value resolveOrKeep(Value value, Scope scope);
}
