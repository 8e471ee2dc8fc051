package io.pgsvc.service;

import io.pgsvc.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which inventory variables services read by themselves; selectors and templates may name others. */
public final class ReadVariables {
    /** Of every host: who it is. */
    public static final List<String> IDENTITY = List.of("pg_cluster", "pg_seq", "pg_role");
    /** Of every host that has {@code haproxy_services}. */
    public static final List<String> COMPONENT = List.of("haproxy_enabled", "haproxy_services");
    /** Of the members of a cluster: what becomes of its services, and what a server line says. */
    public static final List<String> MEMBER = List.of("pg_port", "pgbouncer_port", "patroni_port", "patroni_ssl_enabled", "pg_weight",
            "pg_service_provider", "pg_default_service_dest", "pg_rto", "pg_rto_plan", "pg_default_services", "pg_services");
    /** Lists of service definitions, of which only known keys are read. */
    public static final Set<String> DEFINITIONS = Set.of("pg_default_services", "pg_services", "haproxy_services");

    private ReadVariables() {}

    /** A list of service definitions ({@link #DEFINITIONS}) without the keys that nobody reads. */
    public static Value definitions(String variable, Value value) {
        boolean component = variable.equals("haproxy_services");
        return knownKeys(value, component ? ComponentServices.KEYS : PostgresServices.KEYS, component);
    }

    private static Value knownKeys(Value value, Set<String> keys, boolean component) {
        return switch (value) {
            case Value.Seq seq -> {
                List<Value> items = new ArrayList<>(seq.items().size());
                seq.items().forEach(item -> items.add(knownKeys(item, keys, component)));
                yield new Value.Seq(List.copyOf(items), seq.at());
            }
            case Value.Dict dict -> {
                LinkedHashMap<String, Value.Entry> entries = new LinkedHashMap<>();
                for (Map.Entry<String, Value.Entry> entry : dict.entries().entrySet()) {
                    if (keys.contains(entry.getKey())) {
                        Value inner = entry.getValue().value();
                        entries.put(entry.getKey(), new Value.Entry(entry.getValue().key(),
                                component && entry.getKey().equals("servers") ? knownKeys(inner, ComponentServices.SERVER_KEYS, false) : inner));
                    }
                }
                yield new Value.Dict(entries, dict.at());
            }
            case Value other -> other;
        };
    }
}
