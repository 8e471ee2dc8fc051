package io.pgsvc.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Values;
import io.pgsvc.selector.Selection;
import io.pgsvc.service.Addresses;
import io.pgsvc.service.Destination;
import io.pgsvc.service.ServiceSpec;
import io.pgsvc.service.Text;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Turns the selected members of a service into server lines, with every value checked. Where Ansible writes something
 * odd that HAProxy takes, the same is written, with a warning (docs/compatibility.md).
 */
public final class ServerLines {
    private final ServiceSpec.Postgres spec;
    private final BiFunction<String, String, Optional<Position>> positions;
    private final List<Finding> findings = new ArrayList<>();

    private ServerLines(ServiceSpec.Postgres spec, BiFunction<String, String, Optional<Position>> positions) {
        this.spec = spec;
        this.positions = positions;
    }

    /** Server lines and what is odd about them (warnings only). */
    public record Result(List<Server> servers, List<Finding> warnings) {}

    /**
     * The server lines of a service.
     *
     * @param positions where a host's variable is set
     * @throws RenderException if a member's value cannot be written
     */
    public static Result of(ServiceSpec.Postgres spec, Selection selection,
                            BiFunction<String, String, Optional<Position>> positions) {
        ServerLines lines = new ServerLines(spec, positions);
        List<Server> servers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Selection.Pick pick : selection.picks()) {
            Server server = lines.server(pick);
            if (!server.address().isEmpty() && !names.add(server.name())) {
                lines.error("duplicate-server", "server " + server.name() + " would stand twice in the section", spec.selector().at());
            }
            servers.add(server);
        }
        List<Finding> errors = lines.findings.stream().filter(Finding::isError).toList();
        if (!errors.isEmpty()) {
            throw new RenderException(errors);
        }
        return new Result(List.copyOf(servers), List.copyOf(lines.findings));
    }

    private Server server(Selection.Pick pick) {
        ObjectNode member = pick.member();
        String host = required(member, "inventory_hostname");
        String name = required(member, "pg_cluster") + "-" + required(member, "pg_seq");
        Text.unsafeInName(name).ifPresent(why -> error("unsafe-value", "server name " + Text.shown(name) + " " + why,
                at(host, "pg_seq")));
        // Digits and points may be a name that some /etc/hosts has; what has a colon never is.
        Optional<String> mistake = host.indexOf(':') < 0 ? Optional.empty() : Addresses.mistake(host);
        Text.unsafeInWord(host).or(() -> mistake).ifPresent(why -> error("unsafe-value", "host name " + Text.shown(host) + " " + why,
                spec.selector().at()));
        String port = switch (spec.destination()) {
            case Destination.Fixed fixed -> fixed.port();
            case Destination.Unusable unusable -> {
                Finding problem = unusable.problem().about(spec.subject());
                if (!findings.contains(problem)) {
                    findings.add(problem);
                }
                yield "";
            }
            case Destination.Postgres p -> port(member, host, "pg_port", "5432");
            case Destination.Pgbouncer p -> port(member, host, "pgbouncer_port", "6432");
        };
        return new Server(name, host, port, yes(member.get("patroni_ssl_enabled")),
                port(member, host, "patroni_port", "8008"), weight(member, host), pick.backup());
    }

    private String required(ObjectNode member, String key) {
        JsonNode value = member.get(key);
        if (value == null) {
            error("selector", "the selector gives objects without `" + key + "`", spec.selector().at());
            return "";
        }
        return text(value);
    }

    private String port(ObjectNode member, String host, String key, String absent) {
        JsonNode value = member.get(key);
        if (value == null) {
            return absent;
        }
        String text = text(value);
        boolean decimal = value.isFloatingPointNumber() && value.doubleValue() >= 1 && value.doubleValue() < 65536;
        if (decimal) {
            warning("out-of-range", key + " of " + host + " is " + text + ", HAProxy takes the part before the point", at(host, key));
        } else if (value.isBoolean() || !Text.isDigits(text)) {
            error("wrong-type", key + " of " + host + " must be a port number, not " + shown(value), at(host, key));
        } else if (!Text.isPort(text)) {
            error("out-of-range", key + " of " + host + " is " + Text.shown(text) + ", a port is between 1 and 65535", at(host, key));
        }
        return text;
    }

    private String weight(ObjectNode member, String host) {
        JsonNode value = member.get("pg_weight");
        if (value == null) {
            return "100";
        }
        String text = text(value);
        if (text.isEmpty() && !value.isContainerNode()) {
            warning("weight", "pg_weight of " + host + " is empty: HAProxy takes that for a weight of 0, and a backup for no backup",
                    at(host, "pg_weight"));
            return text;
        }
        BigDecimal number;
        try {
            number = value.isBoolean() || value.isContainerNode() ? null : new BigDecimal(text);
        } catch (NumberFormatException e) {
            number = null;
        }
        if (number == null) {
            error("wrong-type", "pg_weight of " + host + " must be a number, not " + shown(value), at(host, "pg_weight"));
        } else if (number.signum() < 0 || number.compareTo(BigDecimal.valueOf(256)) > 0) {
            error("out-of-range", "pg_weight of " + host + " is " + Text.shown(text) + ", a weight is between 0 and 256", at(host, "pg_weight"));
        } else if (!Text.isDigits(text)) {
            warning("weight", "pg_weight of " + host + " is " + Text.shown(text) + ", HAProxy takes the part before the point",
                    at(host, "pg_weight"));
        }
        return text;
    }

    /** Ansible's {@code bool} filter on a member's value. */
    private static boolean yes(JsonNode value) {
        if (value == null) {
            return false;
        }
        return value.isBoolean() ? value.booleanValue()
                : value.isNumber() ? value.doubleValue() == 1.0
                : value.isTextual() && Set.of("yes", "on", "1", "true").contains(value.textValue().toLowerCase(Locale.ROOT));
    }

    /** As a template prints it. */
    private static String text(JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue() ? "True" : "False";
        }
        return value.isFloatingPointNumber() ? Values.pythonFloat(value.doubleValue()) : value.isNull() ? "" : value.asText();
    }

    private static String shown(JsonNode value) {
        return value.isTextual() ? "the text \"" + Text.shown(value.textValue()) + "\"" : value.isNull() ? "null"
                : value.isArray() ? "a list" : value.isObject() ? "a mapping" : "`" + Text.shown(value.asText()) + "`";
    }

    private Position at(String host, String variable) {
        return positions.apply(host, variable).orElse(spec.at());
    }

    private void error(String rule, String message, Position at) {
        findings.add(Finding.error(rule, message, at).about(spec.subject()));
    }

    private void warning(String rule, String message, Position at) {
        findings.add(Finding.warning(rule, message, at).about(spec.subject()));
    }
}
