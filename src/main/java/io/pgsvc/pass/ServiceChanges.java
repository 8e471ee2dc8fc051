package io.pgsvc.pass;

import io.pgsvc.model.Position;
import io.pgsvc.pass.ServiceChange.Detail;
import io.pgsvc.pass.ServiceText.ServerText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Says in words what differs between two contents of a service file, as somebody who carries the pager would: which
 * server comes, goes, becomes a backup, gets another weight. Values in, values out.
 */
public final class ServiceChanges {
    private static final Map<String, String> VARIABLES = Map.of("weight", "pg_weight", "check port", "patroni_port",
            "TLS of the health check", "patroni_ssl_enabled");

    private final String stem;
    private final Origins was;
    private final Origins now;
    private final List<Detail> details = new ArrayList<>();

    private ServiceChanges(String stem, Origins was, Origins now) {
        this.stem = stem;
        this.was = was;
        this.now = now;
    }

    /** The changes of one file of a pass; {@code now} tells where what it should be comes from. */
    public static ServiceChange of(FileChange change, Origins now) {
        return of(change.name().replaceFirst("\\.cfg$", ""), change.before(), change.after(), Origins.NONE, now);
    }

    /**
     * The changes from one content to another; either may be absent.
     *
     * @param was tells where the former comes from, {@link Origins#NONE} if nobody knows
     * @param now the same for the latter
     */
    public static ServiceChange of(String stem, Optional<String> before, Optional<String> after, Origins was, Origins now) {
        ServiceChanges changes = new ServiceChanges(stem, was, now);
        if (!before.equals(after)) {
            changes.compare(before.map(text -> ServiceText.parse(stem, text)), after.map(text -> ServiceText.parse(stem, text)));
        }
        return new ServiceChange(stem, changes.details);
    }

    private void compare(Optional<ServiceText> before, Optional<ServiceText> after) {
        if (before.isEmpty()) {
            add("new service on " + after.orElseThrow().bindWords() + ", " + after.get().serverWords(), now.service(stem));
        } else if (after.isEmpty()) {
            add("service removed", was.service(stem));
        } else {
            compare(before.get(), after.get());
        }
    }

    private void compare(ServiceText before, ServiceText after) {
        binds(before.binds(), after.binds());
        servers(before, after);
        DirectiveChanges.between(before.lines(), after.lines()).forEach(text -> add(text, now.service(stem)));
        if (details.isEmpty()) {
            add("comments only", Optional.empty());
        }
    }

    private void binds(List<String> before, List<String> after) {
        if (before.equals(after)) {
            return;
        }
        if (before.size() == 1 && after.size() == 1) {
            ServerText from = ServiceText.address(before.getFirst());
            ServerText to = ServiceText.address(after.getFirst());
            if (!from.port().equals(to.port())) {
                add("port " + from.port() + " -> " + to.port(), now.port(stem));
            }
            if (!from.host().equals(to.host())) {
                add("listens on " + from.host() + " -> " + to.host(), now.service(stem));
            }
        } else {
            add("listens on " + String.join(" ", before) + " -> " + String.join(" ", after), now.service(stem));
        }
    }

    private void servers(ServiceText before, ServiceText after) {
        Set<String> common = new LinkedHashSet<>(before.servers().keySet());
        common.retainAll(after.servers().keySet());
        after.servers().forEach((name, server) -> {
            if (!common.contains(name)) {
                come(name, server);
            }
        });
        before.servers().forEach((name, server) -> {
            if (!common.contains(name)) {
                go(name, server);
            }
        });
        for (String name : common) {
            boolean backup = after.servers().get(name).backup();
            if (backup != before.servers().get(name).backup()) {
                String host = after.servers().get(name).host();
                because(name + (backup ? " becomes backup" : " is no longer backup"), differing(host));
            }
        }
        each("address", before, after, common, ServerText::host);
        each("destination port", before, after, common, ServerText::port);
        each("weight", before, after, common, server -> server.setting("weight"));
        each("check port", before, after, common, server -> server.setting("port"));
        each("TLS of the health check", before, after, common, server -> server.settings().containsKey("check-ssl") ? "on" : "off");
        each("settings", before, after, common, ServerText::otherWords);
        List<String> order = new ArrayList<>(after.servers().keySet());
        order.retainAll(common);
        if (!List.copyOf(common).equals(order)) {
            add("servers in another order: " + String.join(", ", after.servers().keySet()), Optional.empty());
        }
    }

    private void come(String name, ServerText server) {
        String text = "+ " + name + (server.backup() ? " as backup" : "");
        boolean known = was != Origins.NONE && now != Origins.NONE;
        if (known && was.member(stem, server.host()).isPresent()) {
            because(text, differing(server.host()));
        } else {
            details.add(new Detail(text, known && now.member(stem, server.host()).isPresent() ? Optional.of("new member") : Optional.empty(),
                    now.member(stem, server.host())));
        }
    }

    private void go(String name, ServerText server) {
        String text = "- " + name + (server.backup() ? " (backup)" : "");
        boolean stays = now.member(stem, server.host()).isPresent();
        if (stays) {
            because(text, differing(server.host()));
        } else {
            boolean known = now != Origins.NONE && now.service(stem).isPresent();
            details.add(new Detail(text, known ? Optional.of("no longer a member") : Optional.empty(), was.member(stem, server.host())));
        }
    }

    /** What decides about a member: only what differs, where both sides are known. */
    private List<Origins.Setting> differing(String host) {
        Map<String, Origins.Setting> before = new LinkedHashMap<>();
        was.deciding(stem, host).forEach(setting -> before.put(setting.name(), setting));
        List<Origins.Setting> found = new ArrayList<>();
        for (Origins.Setting setting : now.deciding(stem, host)) {
            Optional<Origins.Setting> old = Optional.ofNullable(before.get(setting.name()));
            if (old.isEmpty() && was == Origins.NONE && setting.variable() && setting.at().isPresent()) {
                found.add(new Origins.Setting(setting.name() + " is", setting.value(), true, setting.at()));
            } else if (old.isPresent() && !old.get().value().equals(setting.value())) {
                found.add(new Origins.Setting(setting.name(), old.get().value() + " -> " + setting.value(), true,
                        setting.at().or(old.get()::at)));
            }
        }
        return found;
    }

    private void because(String text, List<Origins.Setting> reasons) {
        details.add(reasons.isEmpty() ? Detail.of(text, Optional.empty()) : new Detail(text,
                Optional.of(reasons.stream().map(r -> r.name() + " " + r.value()).collect(Collectors.joining(", "))),
                reasons.getFirst().at()));
    }

    /** One thing of the servers that both have; said once where it is the same for all of them. */
    private void each(String what, ServiceText before, ServiceText after, Set<String> common, Function<ServerText, String> get) {
        Map<String, String> changes = new LinkedHashMap<>();
        for (String name : common) {
            String from = get.apply(before.servers().get(name));
            String to = get.apply(after.servers().get(name));
            if (!from.equals(to)) {
                changes.put(name, word(from) + " -> " + word(to));
            }
        }
        boolean alike = changes.size() > 1 && changes.size() == common.size() && Set.copyOf(changes.values()).size() == 1;
        changes.forEach((name, change) -> {
            String host = after.servers().get(name).host();
            Optional<Position> at = Optional.ofNullable(VARIABLES.get(what)).flatMap(variable -> now.variable(host, variable)
                    .or(() -> was.variable(host, variable)));
            if (!alike) {
                add(what + " of " + name + " " + change, at);
            } else if (name.equals(changes.keySet().iterator().next())) {
                add(what + " of all servers " + change, at);
            }
        });
    }

    private static String word(String text) {
        return text.isEmpty() ? "none" : text;
    }

    private void add(String text, Optional<Position> at) {
        details.add(Detail.of(text, at));
    }
}
