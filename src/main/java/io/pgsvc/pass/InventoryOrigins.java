package io.pgsvc.pass;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import io.pgsvc.model.SecretNames;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import io.pgsvc.selector.Selectors;
import io.pgsvc.service.Clusters;
import io.pgsvc.service.NodePlan;
import io.pgsvc.service.ServiceSpec;
import io.pgsvc.service.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The origins of one node's services in its inventory. Not thread-safe. */
public final class InventoryOrigins implements Origins {
    private final Clusters clusters;
    private final Selectors selectors = new Selectors();
    private final Map<String, ServiceSpec> services = new HashMap<>();

    /** @param plan what the node exposes */
    public InventoryOrigins(Clusters clusters, NodePlan plan) {
        this.clusters = clusters;
        plan.services().forEach(spec -> services.put(spec.stem(), spec));
    }

    @Override
    public Optional<Position> service(String stem) {
        return Optional.ofNullable(services.get(stem)).map(ServiceSpec::at);
    }

    @Override
    public Optional<Position> port(String stem) {
        return Optional.ofNullable(services.get(stem)).map(spec -> spec.bind().at());
    }

    @Override
    public Optional<Position> member(String stem, String address) {
        return host(stem, address).map(host -> clusters.position(address, "pg_seq").orElse(host.at()));
    }

    @Override
    public Optional<Position> variable(String address, String name) {
        return clusters.position(address, name);
    }

    @Override
    public List<Setting> deciding(String stem, String address) {
        Optional<Host> host = host(stem, address);
        if (host.isEmpty() || !(services.get(stem) instanceof ServiceSpec.Postgres spec)) {
            return List.of();
        }
        Set<String> keys = new LinkedHashSet<>(keys(spec.selector()));
        spec.backup().ifPresent(backup -> keys.addAll(keys(backup)));
        List<Setting> settings = new ArrayList<>();
        for (String key : keys) {
            Optional<Value> value = clusters.context(host.get()).resolvedOrKept(key);
            settings.add(new Setting(key, value.map(v -> shown(key, v)).orElse("unset"), true, value.map(Value::at)));
        }
        settings.add(new Setting("selector", Text.shown(spec.selector().text()), false, Optional.of(spec.selector().at())));
        settings.add(new Setting("backup", spec.backup().map(b -> Text.shown(b.text())).orElse("none"), false,
                Optional.of(spec.backup().map(ServiceSpec.Expression::at).orElse(spec.at()))));
        return settings;
    }

    private Set<String> keys(ServiceSpec.Expression expression) {
        try {
            return selectors.compile(expression.text(), expression.at()).keys();
        } catch (PgsvcException e) {
            return Set.of(); // such a service is not rendered, and its finding says why
        }
    }

    private Optional<Host> host(String stem, String address) {
        return Optional.ofNullable(services.get(stem)).flatMap(ServiceSpec::clusterName).flatMap(clusters::cluster)
                .flatMap(cluster -> cluster.members().stream().filter(h -> h.name().equals(address)).findFirst());
    }

    /** A variable's value as one word; lists and mappings are only named, and so is what may be a secret. */
    static String shown(String name, Value value) {
        return switch (value) {
            case Value.Text t when SecretNames.isSecret(name) -> "a secret text";
            case Value.Int i when SecretNames.isSecret(name) -> "a secret number";
            case Value.Null n -> "null";
            case Value.Bool b -> b.value() ? "true" : "false";
            case Value.Secret s -> "an encrypted value";
            default -> Values.text(value).map(Text::shown).map(t -> t.isEmpty() ? "\"\"" : t).orElse(Values.kind(value));
        };
    }
}
