package io.pgsvc.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Suggestion;
import io.pgsvc.pass.ConnectionUrls;
import io.pgsvc.pass.Explainer;
import io.pgsvc.pass.Preparation;
import io.pgsvc.pass.ServiceList;
import io.pgsvc.service.Cluster;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pgsvc url}: connection strings of a cluster. */
@Command(name = "url", sortOptions = false, abbreviateSynopsis = true,
        description = {"Print connection strings of a cluster: its name, its VIP, its instances and their addresses, with the ports of"
            + " PostgreSQL, PgBouncer and each service, and for clients that know several hosts.",
            "Users and databases are those of the inventory unless they are given. No password is read or printed."},
        footer = {"", "Examples:", "  pgsvc url pg-test", "  pgsvc url pg-test --service primary --user app --db app",
            "  pgsvc url -i pigsty.yml pg-test --service replica --jdbc", "  pgsvc url pg-test -o json"})
final class UrlCommand implements Callable<Integer> {
    static final String SCHEMA = "pgsvc/url/1";

    private final Terminal terminal;

    @Mixin
    GlobalOptions global;

    @Mixin
    InventorySource inventory;

    @Parameters(arity = "1", paramLabel = "CLUSTER", description = "The cluster.")
    String name;

    @Option(names = {"-s", "--service"}, paramLabel = "SERVICE", split = ",",
            description = "Only this service; postgres and pgbouncer are the ports without HAProxy. Can be given several times.")
    Set<String> services = new LinkedHashSet<>();

    @Option(names = {"-u", "--user"}, paramLabel = "NAME", description = "The user (default: a user of the cluster for the purpose).")
    Optional<String> user = Optional.empty();

    @Option(names = {"-d", "--db"}, paramLabel = "NAME", description = "The database (default: the cluster's first).")
    Optional<String> database = Optional.empty();

    @Option(names = "--jdbc", description = "In the form of PostgreSQL's JDBC driver.")
    boolean jdbc;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "text",
            description = "Format of the list: text, json or yaml (default: text).")
    OutputFormat format;

    UrlCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try {
            Preparation preparation = inventory.read();
            Cluster cluster = cluster(preparation);
            ServiceList.Result listed = new Explainer(preparation).services(cluster);
            boolean invalid = listed.findings().stream().anyMatch(Finding::isError);
            List<ConnectionUrls.Way> ways = new ConnectionUrls(preparation, cluster, listed.services(), user, database).ways();
            checkServices(ways);
            List<ConnectionUrls.Way> wanted = ways.stream().filter(way -> services.isEmpty() || services.contains(way.service())
                    || services.contains(cluster.name() + "-" + way.service())).toList();
            if (format == OutputFormat.text) {
                new Messages(terminal.err(), terminal.colorsOnErr(global.color)).findings(listed.findings());
                print(wanted);
            } else {
                Documents.print(terminal, format, document(wanted, listed.findings(), invalid));
            }
            return invalid ? ExitCode.INVALID : ExitCode.OK;
        } catch (PgsvcException e) {
            return Documents.failure(terminal, format, SCHEMA, e, document -> { });
        }
    }

    private Cluster cluster(Preparation preparation) {
        return preparation.clusters().cluster(name).orElseThrow(() -> {
            String message = "there is no cluster " + name + " in " + preparation.inventory().source();
            return Suggestion.among(name, preparation.clusters().all().stream().map(Cluster::name).toList())
                    .map(c -> UsageException.of(message, "did you mean `" + c + "`?")).orElseGet(() -> UsageException.of(message));
        });
    }

    private void checkServices(List<ConnectionUrls.Way> ways) {
        Set<String> known = new TreeSet<>();
        ways.forEach(way -> known.addAll(List.of(way.service(), name + "-" + way.service())));
        for (String service : services) {
            if (!known.contains(service)) {
                throw UsageException.of("cluster " + name + " has no service " + service, Suggestion.among(service, known)
                        .map(s -> "did you mean `" + s + "`?").orElse("there are " + String.join(", ", new TreeSet<>(ways.stream()
                                .map(ConnectionUrls.Way::service).toList()))));
            }
        }
    }

    private void print(List<ConnectionUrls.Way> ways) {
        boolean colors = terminal.colorsOnOut(global.color);
        String kind = "";
        int width = ways.stream().filter(w -> w.hosts().size() == 1).mapToInt(w -> DisplayWidth.of(url(w))).max().orElse(0);
        for (ConnectionUrls.Way way : ways) {
            if (!way.kind().equals(kind)) {
                terminal.out().println((kind.isEmpty() ? "" : "\n") + Table.paint("# " + title(way.kind()), "1", colors));
                kind = way.kind();
            }
            String url = url(way);
            String blanks = " ".repeat(Math.max(0, width - DisplayWidth.of(url)));
            terminal.out().println(url + blanks + Table.paint("  # " + way.path(), "36", colors));
        }
        terminal.out().flush();
    }

    private static String title(String kind) {
        return switch (kind) {
            case "cluster" -> "the cluster's name";
            case "vip" -> "the cluster's VIP";
            case "instance" -> "the name of an instance";
            case "address" -> "the address of an instance";
            case "provider" -> "the hosts that expose the services for the cluster";
            default -> "clients that know several hosts";
        };
    }

    private String url(ConnectionUrls.Way way) {
        String hosts = String.join(",", way.hosts());
        List<String> parameters = new ArrayList<>();
        if (jdbc) {
            parameters.add("user=" + encoded(way.user()));
            // the driver's own words: https://jdbc.postgresql.org/documentation/use/
            switch (way.session()) {
                case "" -> { }
                case "prefer-standby" -> parameters.add("targetServerType=preferSecondary");
                default -> parameters.add("targetServerType=" + way.session());
            }
            return "jdbc:postgresql://" + hosts + "/" + encoded(way.database()) + "?" + String.join("&", parameters);
        }
        return "postgres://" + encoded(way.user()) + "@" + hosts + "/" + encoded(way.database())
                + (way.session().isEmpty() ? "" : "?target_session_attrs=" + way.session());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private ObjectNode document(List<ConnectionUrls.Way> ways, List<Finding> findings, boolean invalid) {
        ObjectNode document = Documents.start(SCHEMA, false, invalid, DiffResult.count(ways.size(), "URL")).put("cluster", name);
        ArrayNode urls = document.putArray("urls");
        for (ConnectionUrls.Way way : ways) {
            ObjectNode node = urls.addObject().put("kind", way.kind()).put("service", way.service()).put("url", url(way));
            way.hosts().forEach(node.putArray("hosts")::add);
            node.put("user", way.user()).put("database", way.database()).put("path", way.path());
        }
        ArrayNode told = document.putArray("findings");
        findings.forEach(finding -> told.add(PassDocument.finding(finding)));
        return document;
    }
}
