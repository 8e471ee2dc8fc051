package io.pgsvc.service;

import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.Templates;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The variables of one host: its inventory variables, below them the role defaults if there are any, above them the
 * names that Ansible and Pigsty derive. Names in templates are looked up here.
 */
public final class HostContext implements Templates.Scope {
    private final Inventory inventory;
    private final Host host;
    private final Optional<Defaults> defaults;
    private final Templates templates;
    private final MagicVariables magic;
    private final Consumer<String> reads;

    public HostContext(Inventory inventory, Host host, Optional<Defaults> defaults, Templates templates,
                       MagicVariables magic) {
        this(inventory, host, defaults, templates, magic, name -> { });
    }

    /** @param reads is told each name that is looked up */
    HostContext(Inventory inventory, Host host, Optional<Defaults> defaults, Templates templates, MagicVariables magic,
                Consumer<String> reads) {
        this.inventory = inventory;
        this.host = host;
        this.defaults = defaults;
        this.templates = templates;
        this.magic = magic;
        this.reads = reads;
    }

    public Host host() {
        return host;
    }

    @Override
    public Optional<Value> lookup(String name) {
        reads.accept(name);
        Optional<Value> derived = magic.value(name, host, this);
        return derived.isPresent() ? derived : inventoryOrDefault(name);
    }

    /** The value without the derived names. */
    Optional<Value> inventoryOrDefault(String name) {
        reads.accept(name);
        Optional<Value> given = inventory.variable(host, name);
        return given.isPresent() ? given : defaults.flatMap(d -> d.get(name));
    }

    /**
     * The value with its templates resolved.
     *
     * @throws io.pgsvc.inventory.TemplateException if an expression in it cannot be resolved
     */
    public Optional<Value> resolved(String name) {
        return lookup(name).map(value -> templates.resolve(value, this));
    }

    /** The value with its templates resolved; what cannot be resolved stays raw text. */
    public Optional<Value> resolvedOrKept(String name) {
        return lookup(name).map(value -> templates.resolveOrKeep(value, this));
    }

    /** Any value resolved among this host's variables. */
    public Value resolve(Value value) {
        return templates.resolve(value, this);
    }

    Value resolveOrKeep(Value value) {
        return templates.resolveOrKeep(value, this);
    }

    /** Like {@link #resolvedOrKept}, as text; empty for what has no text or is not there. */
    public Optional<String> text(String name) {
        return resolvedOrKept(name).flatMap(Values::text);
    }
}
