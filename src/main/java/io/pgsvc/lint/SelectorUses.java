package io.pgsvc.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Suggestion;
import io.pgsvc.selector.Selector;
import io.pgsvc.selector.Use;
import io.pgsvc.service.Cluster;
import io.pgsvc.service.Identities;
import io.pgsvc.service.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What the filters of selectors ask of members: comparisons that can never be true (selector-never), variables that
 * nobody has (selector-variable), and values that read as no but count as yes (flag-value).
 */
final class SelectorUses implements FleetRule {
    /** Variables of Pigsty's members that need not be set anywhere. */
    private static final Set<String> OPTIONAL = Set.of("pg_offline_query", "pg_weight", "pg_port", "pgbouncer_port", "patroni_port",
            "pg_upstream", "pg_delay", "pg_cluster", "pg_seq", "pg_role", "pg_shard", "pg_group", "pg_primary_db", "pg_mode", "pg_conf",
            "pg_version", "nodename", "ansible_host");

    /** An expression and the clusters over whose members it is evaluated. */
    private record Asked(Selector selector, Carried first, Set<Cluster> clusters) {}

    private final Map<String, Set<JsonNodeType>> types = new HashMap<>();
    private final Set<Position> flags = new LinkedHashSet<>();

    @Override
    public void finish(FleetView fleet, List<Carried> services, Consumer<Finding> report) {
        Map<Position, Asked> asked = new LinkedHashMap<>();
        services.forEach(carried -> carried.selectors().forEach(selector ->
                asked.computeIfAbsent(selector.at(), at -> new Asked(selector, carried, new LinkedHashSet<>())).clusters().add(carried.cluster())));
        if (!asked.isEmpty()) {
            readMembers(fleet);
        }
        for (Asked one : asked.values()) {
            boolean ours = fleet.inInventory(one.selector().at());
            for (Use use : one.selector().uses()) {
                if (ours && !types.containsKey(use.variable())) {
                    unknown(one, use).ifPresent(report);
                } else if (ours && use.kind() == Use.Kind.EQUALS) {
                    never(one, use).ifPresent(report);
                }
                if (use.kind() == Use.Kind.TRUTH) {
                    one.clusters().forEach(cluster -> flags(fleet, cluster, use.variable(), report));
                }
            }
        }
    }

    /** Which kinds of values the variables of all members have. */
    private void readMembers(FleetView fleet) {
        for (Cluster cluster : fleet.planner().clusters().all()) {
            for (JsonNode member : fleet.planner().clusters().objects(cluster)) {
                member.properties().forEach(entry ->
                        types.computeIfAbsent(entry.getKey(), k -> new TreeSet<>()).add(entry.getValue().getNodeType()));
            }
        }
    }

    private Optional<Finding> unknown(Asked asked, Use use) {
        if (OPTIONAL.contains(use.variable())) {
            return Optional.empty();
        }
        Finding finding = Finding.warning("selector-variable", "the selector asks for `" + Text.shown(use.variable())
                + "`, which no member has", asked.selector().at()).about(asked.first().spec().subject());
        Set<String> names = new TreeSet<>(types.keySet());
        names.addAll(OPTIONAL);
        return Optional.of(Suggestion.among(use.variable(), names).map(n -> finding.withHint("did you mean `" + n + "`?")).orElse(finding));
    }

    private Optional<Finding> never(Asked asked, Use use) {
        JsonNode literal = use.literal().orElseThrow();
        Finding finding = Finding.warning("selector-never", "", asked.selector().at()).about(asked.first().spec().subject());
        if (use.variable().equals("pg_role") && !(literal.isTextual() && Identities.ROLES.contains(literal.textValue()))) {
            Finding never = finding.withMessage("`pg_role` is never " + written(literal) + ", so this comparison is never true");
            return Optional.of(never.withHint(Suggestion.among(literal.asText(), Identities.ROLES).map(r -> "did you mean `" + r + "`?")
                    .orElse("a role is one of " + String.join(", ", new TreeSet<>(Identities.ROLES)))));
        }
        Set<JsonNodeType> found = new TreeSet<>(types.get(use.variable()));
        found.remove(JsonNodeType.NULL);
        if (found.isEmpty() || found.contains(literal.getNodeType()) || literal.isNull()) {
            return Optional.empty();
        }
        String kinds = String.join(" or ", found.stream().map(SelectorUses::kind).toList());
        return Optional.of(finding.withMessage("`" + use.variable() + "` is " + kinds + " on every member, and " + written(literal) + " is "
                + kind(literal.getNodeType()) + ", so this comparison is never true")
                .withHint("JMESPath converts nothing: `1` is a number, '1' is a text, `true` a boolean"));
    }

    private void flags(FleetView fleet, Cluster cluster, String variable, Consumer<Finding> report) {
        List<JsonNode> members = new ArrayList<>();
        fleet.planner().clusters().objects(cluster).forEach(members::add);
        for (JsonNode member : members) {
            JsonNode value = member.path(variable);
            boolean looksLikeNo = value.isNumber() && value.doubleValue() == 0 || value.isTextual()
                    && Set.of("no", "n", "false", "off", "0", "none", "null").contains(value.textValue().strip().toLowerCase(Locale.ROOT));
            String host = member.path("inventory_hostname").asText();
            if (looksLikeNo) {
                fleet.planner().clusters().position(host, variable).filter(flags::add).ifPresent(at -> report.accept(
                        Finding.warning("flag-value", "`" + variable + "` of " + host + " is " + shown(value)
                                + ", which selectors take for true", at).withHint("write false, without quotes")
                                .about(Finding.Subject.cluster(cluster.name()))));
            }
        }
    }

    /** As it would be written in an expression. */
    private static String written(JsonNode literal) {
        return literal.isTextual() ? "'" + Text.shown(literal.textValue()) + "'" : "`" + Text.shown(literal.toString()) + "`";
    }

    private static String shown(JsonNode value) {
        return value.isTextual() ? "the text \"" + Text.shown(value.textValue()) + "\"" : "`" + Text.shown(value.toString()) + "`";
    }

    private static String kind(JsonNodeType type) {
        return switch (type) {
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case ARRAY -> "a list";
            default -> "a mapping";
        };
    }
}
