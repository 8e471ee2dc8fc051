package io.pgsvc.service;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The services of {@code haproxy_services}: of any component, with servers given by hand. */
final class ComponentServices {
    static final Set<String> KEYS = Set.of("name", "port", "ip", "protocol", "balance", "maxconn", "default",
            "options", "servers");
    static final Set<String> SERVER_KEYS = Set.of("name", "ip", "port", "options", "backup", "weight");
    private static final Set<String> HARMLESS = Set.of("description", "comment", "desc");
    /** Directives that would begin another section; {@code options} lines must not (design, contract 7). */
    private static final Set<String> SECTIONS = Set.of("global", "defaults", "listen", "frontend", "backend", "userlist",
            "peers", "mailers", "resolvers", "cache", "program", "http-errors", "ring", "log-forward", "fcgi-app",
            "crt-store", "traces", "log-profile", "acme", "healthcheck", "namespace_list");

    private final HostContext context;
    private final Definitions definitions = new Definitions();

    private ComponentServices(HostContext context) {
        this.context = context;
    }

    static Definitions of(HostContext context) {
        ComponentServices services = new ComponentServices(context);
        services.read();
        return services.definitions;
    }

    private void read() {
        try {
            if (!context.resolved("haproxy_enabled").map(Values::isYes).orElse(true)) {
                return;
            }
        } catch (PgsvcException e) {
            e.findings().forEach(definitions::add);
            return;
        }
        Map<String, Position> seen = new HashMap<>();
        definitions.list(context, "haproxy_services", Finding.Subject.NONE)
                .ifPresent(list -> Definitions.entries(list).forEach(entry -> read(entry, seen)));
    }

    private void read(Value entry, Map<String, Position> seen) {
        if (!(entry instanceof Value.Dict dict)) {
            definitions.add(Finding.error("wrong-type", "a service definition must be a mapping, not " + Text.shownValue(entry),
                    entry.at()));
            return;
        }
        Fields fields = new Fields(dict);
        Optional<String> name = fields.required("name").flatMap(value -> PostgresServices.name(fields, value));
        if (name.isEmpty()) {
            fields.findings().forEach(definitions::add);
            return;
        }
        fields.about(new Finding.Subject(Optional.empty(), name));
        Position earlier = seen.put(name.get(), fields.at());
        if (earlier != null) {
            fields.add(Finding.warning("duplicate-service", "service " + name.get() + " is defined twice, the later one wins",
                    fields.at()).withRelated(earlier));
        }
        spec(fields, name.get()).ifPresentOrElse(definitions::put, () -> definitions.bad(name.get()));
        fields.findings().forEach(definitions::add);
    }

    private Optional<ServiceSpec> spec(Fields fields, String name) {
        fields.knownKeys(KEYS, HARMLESS);
        Optional<String> port = fields.required("port").flatMap(value -> fields.port("port", value));
        String ip = PostgresServices.address(fields, "ip", "*");
        String protocol = fields.word("protocol", "tcp", false);
        if (fields.good() && !Set.of("tcp", "http").contains(protocol)) {
            fields.error(Finding.error("unknown-value", "`protocol` is \"" + Text.shown(protocol) + "\", it can be tcp or http",
                    fields.at("protocol")));
        }
        String maxconn = fields.count("maxconn", "10000");
        String balance = PostgresServices.balance(fields);
        String defaultServer = fields.line("default", Rto.CLASSIC);
        List<String> options = options(fields);
        List<ServiceSpec.ComponentServer> servers = servers(fields);
        if (!fields.good()) {
            return Optional.empty();
        }
        ServiceSpec.Bind bind = new ServiceSpec.Bind(context.host().name(), ip, port.orElseThrow(), fields.at("port"));
        return Optional.of(new ServiceSpec.Component(name, bind, protocol, maxconn, balance, options, defaultServer, servers,
                fields.at()));
    }

    private static List<String> options(Fields fields) {
        Optional<Value> given = fields.get("options");
        if (given.isEmpty()) {
            return List.of();
        }
        if (!(given.get() instanceof Value.Seq list)) {
            fields.error(Finding.error("wrong-type", "`options` must be a list of lines, not " + Text.shownValue(given.get()),
                    given.get().at()));
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (Value item : list.items()) {
            fields.scalar("options", item).ifPresent(line -> {
                Text.unsafeInLine(line).ifPresent(why -> fields.error(
                        Finding.error("unsafe-value", "a line of `options` " + why, item.at())));
                String first = line.strip().split("\\s", 2)[0];
                if (SECTIONS.contains(first)) {
                    fields.error(Finding.error("unsafe-value", "a line of `options` starts a section (" + first + ")", item.at()));
                }
                lines.add(line);
            });
        }
        return lines;
    }

    private static List<ServiceSpec.ComponentServer> servers(Fields fields) {
        Optional<Value> given = fields.required("servers");
        if (given.isEmpty()) {
            return List.of();
        }
        if (!(given.get() instanceof Value.Seq list)) {
            fields.error(Finding.error("wrong-type", "`servers` must be a list, not " + Text.shownValue(given.get()), given.get().at()));
            return List.of();
        }
        List<ServiceSpec.ComponentServer> servers = new ArrayList<>();
        Map<String, Position> seen = new HashMap<>();
        for (Value item : list.items()) {
            if (!(item instanceof Value.Dict dict)) {
                fields.error(Finding.error("wrong-type", "a server must be a mapping, not " + Text.shownValue(item), item.at()));
                continue;
            }
            Fields server = new Fields(dict);
            server.knownKeys(SERVER_KEYS, HARMLESS);
            Optional<String> name = server.required("name").flatMap(v -> PostgresServices.name(server, v));
            String ip = server.required("ip").map(v -> PostgresServices.address(server, "ip", "")).orElse("");
            if (ip.isEmpty() && server.good()) {
                server.error(Finding.error("wrong-type", "`ip` is empty", server.at("ip")));
            }
            Optional<String> port = server.required("port").flatMap(v -> server.port("port", v));
            String options = server.get("options").isPresent() ? server.line("options", "") : "";
            name.ifPresent(n -> {
                Position earlier = seen.put(n, item.at());
                if (earlier != null) {
                    server.error(Finding.error("duplicate-server", "two servers are called " + n, item.at()).withRelated(earlier));
                }
            });
            Optional<String> weight = weight(server);
            boolean backup = server.get("backup").map(Values::isYes).orElse(false);
            if (server.good()) {
                servers.add(new ServiceSpec.ComponentServer(name.orElseThrow(), ip, port.orElseThrow(), backup, weight, options));
            }
            server.findings().forEach(f -> {
                if (f.severity() == io.pgsvc.model.Severity.ERROR) {
                    fields.error(f);
                } else {
                    fields.add(f);
                }
            });
        }
        return servers;
    }

    /** Pigsty writes a weight of 0 to 255 and drops others without a word. */
    private static Optional<String> weight(Fields server) {
        Optional<Value> given = server.get("weight");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        String text = given.get() instanceof Value.Bool ? "no number" : Values.text(given.get()).orElse("no number").strip();
        if (text.isEmpty() && given.get() instanceof Value.Text) {
            server.add(Finding.warning("weight", "`weight` is empty: HAProxy takes the next word of the line for it",
                    given.get().at()).withHint("leave `weight` out, or give it a number"));
            return Optional.of(text);
        }
        boolean decimal = given.get() instanceof Value.Real;
        BigInteger number;
        try {
            number = decimal ? new BigDecimal(text).toBigInteger() : new BigInteger(text);
        } catch (NumberFormatException e) {
            server.error(Finding.error("wrong-type", "`weight` must be a number, not " + Text.shownValue(given.get()), given.get().at()));
            return Optional.empty();
        }
        if (number.signum() < 0 || number.compareTo(BigInteger.valueOf(255)) > 0) {
            server.add(Finding.warning("out-of-range", "`weight` is " + number + ": not between 0 and 255, so it is left out, as Pigsty does",
                    given.get().at()));
            return Optional.empty();
        }
        if (decimal) {
            server.add(Finding.warning("weight", "`weight` is " + text + ", HAProxy takes the part before the point",
                    given.get().at()).withHint("write a whole number"));
        }
        return Optional.of(text);
    }
}
