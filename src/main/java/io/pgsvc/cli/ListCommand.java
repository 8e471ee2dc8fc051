package io.pgsvc.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.cli.Table.Column;
import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.pass.ListedService;
import io.pgsvc.pass.Preparation;
import io.pgsvc.pass.ServiceList;
import io.pgsvc.publish.Scope;
import io.pgsvc.service.NodeIdentity;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pgsvc list}: the services of a node, a cluster or the fleet. */
@Command(name = "list", sortOptions = false, abbreviateSynopsis = true,
        description = {"List services with port, destination, health check, members and backups.",
            "Those of this node where it is found in the inventory and no cluster is named, else those of the fleet."},
        footer = {"", "Examples:",
            "  pgsvc list                           this node",
            "  pgsvc list -i pigsty.yml -c pg-test  one cluster",
            "  pgsvc list --all-nodes -s replica    the replica services of the fleet",
            "  pgsvc list --all-nodes -o json"})
final class ListCommand implements Callable<Integer> {
    static final String SCHEMA = "pgsvc/list/1";

    private final Terminal terminal;

    @Mixin
    GlobalOptions global;

    @Mixin
    InventoryChoice inventoryOptions;

    @Mixin
    ScopeOptions scopeOptions;

    @Option(names = {"-n", "--node"}, paramLabel = "HOST", description = "The services that this inventory host exposes.")
    Optional<String> node = Optional.empty();

    @Option(names = "--all-nodes", description = "The services of all hosts.")
    boolean allNodes;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "text",
            description = "Format of the list: text, json or yaml (default: text).")
    OutputFormat format;

    ListCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (allNodes && node.isPresent()) {
            throw UsageException.of("--all-nodes and --node exclude each other");
        }
        try (Progress progress = new Progress(terminal, format == OutputFormat.text)) {
            progress.at("reading the inventory", 0, 0);
            Preparation preparation = inventoryOptions.read();
            Scope scope = scopeOptions.scope();
            ScopeNames.check(scope, preparation, Set.of());
            Optional<Host> host = host(preparation.inventory());
            ServiceList.Result result = new ServiceList(preparation, scope).of(
                    host.map(List::of).orElseGet(() -> preparation.inventory().hosts()), (done, all) -> progress.at("looking at hosts", done, all));
            progress.close();
            boolean invalid = result.findings().stream().anyMatch(Finding::isError);
            print(result, host, invalid);
            return invalid ? ExitCode.INVALID : ExitCode.OK;
        } catch (PgsvcException e) {
            return Documents.failure(terminal, format, SCHEMA, e, document -> { });
        }
    }

    private Optional<Host> host(Inventory inventory) {
        if (node.isPresent()) {
            return Optional.of(NodeIdentity.named(inventory, node.get()));
        }
        if (allNodes || !scopeOptions.clusters.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(NodeIdentity.find(inventory, LocalNames.own()));
        } catch (NodeIdentity.NodeException e) {
            return Optional.empty(); // not one of the nodes: somebody's desk
        }
    }

    private void print(ServiceList.Result result, Optional<Host> host, boolean invalid) {
        String message = DiffResult.count(result.services().size(), "service") + host.map(h -> " on " + h.name()).orElse("");
        if (format != OutputFormat.text) {
            Documents.print(terminal, format, document(result, message, invalid));
            return;
        }
        Messages messages = new Messages(terminal.err(), terminal.colorsOnErr(global.color));
        messages.findings(result.findings());
        Table table = table(result.services(), host.isPresent());
        if (!table.isEmpty()) {
            table.lines(terminal.width(), terminal.colorsOnOut(global.color)).forEach(terminal.out()::println);
        }
        terminal.out().flush();
        messages.line("pgsvc: " + message);
    }

    private static Table table(List<ListedService> services, boolean oneNode) {
        Table table = new Table(Column.of("SERVICE"), Column.of("PORT").number(), Column.of("TO").ranked(2), Column.of("CHECK").ranked(3),
                Column.of("MEMBERS").wrapped(14), Column.of("BACKUPS").wrapped(12), Column.of(oneNode ? "PROVIDER" : "ON").ranked(1));
        for (ListedService service : services) {
            String ip = service.ip().isEmpty() || service.ip().equals("*") ? "" : service.ip() + ":";
            String on = service.provider().isPresent() ? service.provider().get() : oneNode ? ""
                    : service.nodes().size() == 1 ? service.nodes().getFirst() : DiffResult.count(service.nodes().size(), "node");
            table.row(service.section(), ip + service.port(), to(service), service.check(), names(service, false), names(service, true), on);
        }
        return table;
    }

    /** Where connections go: {@code pgbouncer:6432}, or the ports alone. */
    private static String to(ListedService service) {
        String ports = service.servers().stream().map(ListedService.Member::port).distinct().collect(Collectors.joining(","));
        String word = service.destination();
        return word.isEmpty() || word.equals(ports) ? ports : ports.isEmpty() ? word : word + ":" + ports;
    }

    private static String names(ListedService service, boolean backup) {
        return service.servers().stream().filter(s -> s.backup() == backup)
                .map(s -> s.name() + (s.weight().equals("100") || s.weight().isEmpty() ? "" : "(" + s.weight() + ")"))
                .collect(Collectors.joining(" "));
    }

    private static ObjectNode document(ServiceList.Result result, String message, boolean invalid) {
        ObjectNode document = Documents.start(SCHEMA, false, invalid, message);
        ArrayNode services = document.putArray("services");
        for (ListedService service : result.services()) {
            ObjectNode node = services.addObject().put("section", service.section());
            service.cluster().ifPresentOrElse(c -> node.put("cluster", c), () -> node.putNull("cluster"));
            node.put("service", service.name()).put("ip", service.ip()).put("port", Integer.parseInt(service.port()))
                    .put("destination", service.destination()).put("check", service.check()).put("balance", service.balance());
            ArrayNode servers = node.putArray("servers");
            service.servers().forEach(s -> servers.addObject().put("name", s.name()).put("address", s.address()).put("port", s.port())
                    .put("weight", s.weight()).put("backup", s.backup()));
            service.provider().ifPresentOrElse(p -> node.put("provider", p), () -> node.putNull("provider"));
            service.nodes().forEach(node.putArray("nodes")::add);
            node.put("file", service.at().file()).put("line", service.at().line());
        }
        ArrayNode findings = document.putArray("findings");
        for (Finding finding : result.findings()) {
            findings.add(PassDocument.finding(finding));
        }
        return document;
    }
}
