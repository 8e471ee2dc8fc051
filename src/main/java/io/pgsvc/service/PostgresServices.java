package io.pgsvc.service;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import io.pgsvc.model.Suggestion;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The services of a PostgreSQL cluster: {@code pg_default_services + pg_services} of the host in whose context they stand. */
final class PostgresServices {
    static final Set<String> KEYS = Set.of("name", "port", "ip", "dest", "check", "selector", "backup", "maxconn",
            "balance", "options");
    private static final Set<String> HARMLESS = Set.of("description", "comment", "desc");
    static final Set<String> BALANCE = Set.of("roundrobin", "static-rr", "leastconn", "first", "source", "uri", "random");

    private final String cluster;
    private final HostContext context;
    private final Definitions definitions = new Definitions();
    private final Optional<String> defaultServer;

    private PostgresServices(String cluster, HostContext context) {
        this.cluster = cluster;
        this.context = context;
        this.defaultServer = rto();
    }

    /** The definitions as the variables of this host give them. */
    static Definitions of(String cluster, HostContext context) {
        PostgresServices services = new PostgresServices(cluster, context);
        services.read();
        return services.definitions;
    }

    private void read() {
        Finding.Subject subject = Finding.Subject.cluster(cluster);
        Optional<Value.Seq> common = rawList("pg_default_services", subject);
        Optional<Value.Seq> own = rawList("pg_services", subject);
        if (common.isEmpty() || own.isEmpty()) {
            return;
        }
        readList(common.get());
        readList(own.get());
    }

    /** The list unresolved, so that a bad template in one definition spoils only that one. */
    private Optional<Value.Seq> rawList(String variable, Finding.Subject subject) {
        Optional<Value> raw = context.lookup(variable);
        return raw.isPresent() && raw.get() instanceof Value.Seq seq ? Optional.of(seq)
                : definitions.list(context, variable, subject);
    }

    private void readList(Value.Seq list) {
        Map<String, Position> seen = new HashMap<>();
        for (Value entry : Definitions.entries(list)) {
            read(entry, seen);
        }
    }

    private void read(Value entry, Map<String, Position> seen) {
        Finding.Subject clusterSubject = Finding.Subject.cluster(cluster);
        Value resolved;
        try {
            resolved = context.resolve(entry);
        } catch (PgsvcException e) {
            Finding.Subject subject = rawName(entry).map(n -> Finding.Subject.service(cluster, cluster + "-" + n))
                    .orElse(clusterSubject);
            rawName(entry).ifPresent(n -> definitions.bad(cluster + "-" + n));
            e.findings().forEach(f -> definitions.add(f.about(subject)));
            return;
        }
        if (!(resolved instanceof Value.Dict dict)) {
            definitions.add(Finding.error("wrong-type", "a service definition must be a mapping, not " + Text.shownValue(resolved),
                    resolved.at()).about(clusterSubject));
            return;
        }
        Fields fields = new Fields(dict);
        fields.about(clusterSubject);
        Optional<String> name = fields.required("name").flatMap(value -> name(fields, value));
        if (name.isEmpty()) {
            fields.findings().forEach(definitions::add);
            return;
        }
        String stem = cluster + "-" + name.get();
        fields.about(Finding.Subject.service(cluster, stem));
        Position earlier = seen.put(name.get(), fields.at());
        if (earlier != null) {
            fields.add(Finding.warning("duplicate-service", "service " + stem + " is defined twice in one list, the later one wins",
                    fields.at()).withRelated(earlier));
        }
        Optional<ServiceSpec> spec = spec(fields, name.get());
        spec.ifPresentOrElse(definitions::put, () -> definitions.bad(stem));
        fields.findings().forEach(definitions::add);
    }

    private static Optional<String> rawName(Value entry) {
        return entry instanceof Value.Dict dict ? dict.get("name").flatMap(Values::text)
                .filter(n -> Text.unsafeInName(n).isEmpty()) : Optional.empty();
    }

    static Optional<String> name(Fields fields, Value value) {
        Optional<String> text = value instanceof Value.Null ? Optional.of("") : fields.scalar("name", value);
        Optional<String> why = text.flatMap(Text::unsafeInName);
        why.ifPresent(w -> fields.error(Finding.error("unsafe-value", "`name` " + w, value.at())));
        return why.isPresent() ? Optional.empty() : text;
    }

    private Optional<ServiceSpec> spec(Fields fields, String name) {
        fields.knownKeys(KEYS, HARMLESS);
        Optional<String> port = fields.required("port").flatMap(value -> fields.port("port", value));
        Optional<ServiceSpec.Expression> selector = fields.required("selector").flatMap(v -> expression(fields, "selector", v));
        Optional<ServiceSpec.Expression> backup = fields.get("backup").flatMap(v -> expression(fields, "backup", v));
        String ip = address(fields, "ip", "*");
        String maxconn = fields.count("maxconn", "5000");
        String balance = balance(fields);
        String check = fields.word("check", "/", false);
        String options = fields.get("options").isPresent() ? fields.line("options", "") : defaultServer.orElse("");
        Optional<Destination> destination = destination(fields);
        if (!fields.good() || defaultServer.isEmpty() || destination.isEmpty()) {
            return Optional.empty();
        }
        ServiceSpec.Bind bind = new ServiceSpec.Bind(context.host().name(), ip, port.orElseThrow(), fields.at("port"));
        return Optional.of(new ServiceSpec.Postgres(cluster, name, bind, maxconn, balance, check, options,
                destination.get(), selector.orElseThrow(), backup, fields.at()));
    }

    /** An address to bind: empty, {@code *}, IPv4, IPv6 or a name; several are separate definitions. */
    static String address(Fields fields, String key, String absent) {
        String ip = fields.word(key, absent, true);
        if (Text.unsafeInWord(ip).isEmpty() && !ip.chars().allMatch(c -> Character.isLetterOrDigit(c) || ".:*-_[]%@".indexOf(c) >= 0)) {
            fields.error(Finding.error("unsafe-value", "`" + key + "` is no address: " + Text.shown(ip), fields.at(key)));
        } else if (Text.unsafeInWord(ip).isEmpty()) {
            Optional<String> zone = ip.indexOf('%') < 0 ? Optional.empty() : Optional.of("has a zone, which HAProxy does not take here");
            Addresses.mistake(ip).or(() -> zone).ifPresent(why -> fields.error(Finding.error("unsafe-value",
                    "`" + key + "` " + why + ": " + Text.shown(ip), fields.at(key))));
        }
        return ip;
    }

    static String balance(Fields fields) {
        String balance = fields.word("balance", "roundrobin", true);
        int bracket = balance.indexOf('(');
        String algorithm = bracket < 0 ? balance : balance.substring(0, bracket);
        boolean known = balance.isEmpty() || Text.unsafeInWord(balance).isPresent() || BALANCE.contains(algorithm)
                || Set.of("url_param", "hdr", "rdp-cookie", "hash").contains(algorithm);
        if (!known) {
            Finding unknown = Finding.error("unknown-value", "`balance` is \"" + Text.shown(balance)
                    + "\", which HAProxy does not know", fields.at("balance"));
            fields.error(Suggestion.among(balance, BALANCE).map(b -> unknown.withHint("did you mean `" + b + "`?"))
                    .orElse(unknown.withHint("one of " + String.join(", ", new java.util.TreeSet<>(BALANCE)))));
        }
        return balance;
    }

    private static Optional<ServiceSpec.Expression> expression(Fields fields, String key, Value value) {
        if (value instanceof Value.Text text && !text.value().isBlank()) {
            return Optional.of(new ServiceSpec.Expression(text.value(), value.at()));
        }
        String what = value instanceof Value.Text ? "an empty text" : Text.shownValue(value);
        Finding wrong = Finding.error("wrong-type", "`" + key + "` must be a JMESPath expression, not " + what, value.at());
        fields.error(value instanceof Value.Seq s && s.items().isEmpty() ? wrong.withHint("write it with quotes: \"[]\"")
                : key.equals("backup") ? wrong.withHint("leave `backup` out where there are no backups") : wrong);
        return Optional.empty();
    }

    private Optional<Destination> destination(Fields fields) {
        Optional<Value> dest = fields.get("dest");
        boolean byDefault = dest.isEmpty() || dest.get() instanceof Value.Text t && t.value().equals("default");
        if (!byDefault) {
            return Optional.of(destination(fields, "dest", dest.get()));
        }
        try {
            Optional<Value> common = context.resolved("pg_default_service_dest");
            return common.isEmpty() ? Optional.of(new Destination.Postgres())
                    : Optional.of(destination(fields, "pg_default_service_dest", common.get()));
        } catch (PgsvcException e) {
            e.findings().forEach(fields::error);
            return Optional.empty();
        }
    }

    /**
     * Numbers are ports; texts other than the two names mean 5432 to Pigsty, and HAProxy takes that: so it stays, with
     * a warning. What gives no port is a fault only of a service that has a server: without one Ansible's file is good.
     */
    private static Destination destination(Fields fields, String key, Value value) {
        return switch (value) {
            case Value.Text t when t.value().equals("postgres") -> new Destination.Postgres();
            case Value.Text t when t.value().equals("pgbouncer") -> new Destination.Pgbouncer();
            case Value.Int i when Text.isPort(i.value().toString()) -> new Destination.Fixed(i.value().toString());
            case Value.Int i -> new Destination.Unusable(Finding.error("out-of-range", "`" + key + "` is "
                    + Text.shown(i.value().toString()) + ", a port is between 1 and 65535", value.at()));
            case Value.Real r when r.value() >= 1 && r.value() < 65536 -> {
                fields.add(Finding.warning("destination", "`" + key + "` is " + Values.pythonFloat(r.value())
                        + ", HAProxy takes the part before the point for the port", value.at()).withHint("write a whole number"));
                yield new Destination.Fixed(Values.pythonFloat(r.value()));
            }
            case Value.Text t -> {
                fields.add(unknownDestination(key, value, Text.isDigits(t.value().strip())
                        ? "write " + t.value().strip() + " without quotes" : "one of default, postgres, pgbouncer or a number"));
                yield new Destination.Fixed("5432");
            }
            case Value.Null n -> {
                fields.add(unknownDestination(key, value, "leave `" + key + "` out, or name default, postgres, pgbouncer or a number"));
                yield new Destination.Fixed("5432");
            }
            default -> new Destination.Unusable(Finding.error("wrong-type", "`" + key
                    + "` must be default, postgres, pgbouncer or a port number, not " + Text.shownValue(value), value.at()));
        };
    }

    private static Finding unknownDestination(String key, Value value, String hint) {
        return Finding.warning("destination", "`" + key + "` is " + Text.shownValue(value)
                + ", which means port 5432, as it does for Ansible", value.at()).withHint(hint);
    }

    private Optional<String> rto() {
        try {
            return Optional.of(Rto.defaultServer(context));
        } catch (PgsvcException e) {
            e.findings().forEach(f -> definitions.add(f.about(Finding.Subject.cluster(cluster))));
            return Optional.empty();
        }
    }
}
