package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Suggestion;
import io.pgsvc.pass.Explainer;
import io.pgsvc.pass.Explanation;
import io.pgsvc.pass.ListedService;
import io.pgsvc.pass.Preparation;
import io.pgsvc.pass.ServiceList;
import io.pgsvc.service.Cluster;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pgsvc explain}: why a service is as it is. */
@Command(name = "explain", sortOptions = false, abbreviateSynopsis = true,
        description = {"Say of each member of a cluster why it carries a service, is a backup, or is left out: the values that decide,"
            + " and where they are set. In a git work tree also who last touched that line."},
        footer = {"", "Examples:", "  pgsvc explain pg-test/replica", "  pgsvc explain -i pigsty.yml pg-test-offline",
            "  pgsvc explain pg-test/primary -o yaml"})
final class ExplainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    GlobalOptions global;

    @Mixin
    InventorySource inventory;

    @Parameters(arity = "1", paramLabel = "CLUSTER/SERVICE", description = "The service, as pg-test/replica or pg-test-replica.")
    String name;

    @Option(names = "--no-git", description = "Do not ask git who last touched the lines.")
    boolean noGit;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "text",
            description = "Format of the explanation: text, json or yaml (default: text).")
    OutputFormat format;

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The service that is meant, and what is wrong around it. */
    private record Found(Cluster cluster, String section, Optional<ListedService> service, List<Finding> findings) {}

    @Override
    public Integer call() {
        try {
            Preparation preparation = inventory.read();
            Explainer explainer = new Explainer(preparation);
            Found found = find(preparation, explainer);
            boolean invalid = found.findings().stream().anyMatch(Finding::isError);
            if (found.service().isEmpty()) {
                throw new ExplainException(found.findings());
            }
            Explanation explanation = explainer.explain(found.cluster(), found.service().get());
            Blame blame = noGit ? Blame.of(List.of()) : Blame.of(ExplainText.positions(explanation));
            if (format == OutputFormat.text) {
                new Messages(terminal.err(), terminal.colorsOnErr(global.color)).findings(found.findings());
                new ExplainText(terminal, terminal.colorsOnOut(global.color), blame).print(explanation);
            } else {
                Documents.print(terminal, format, ExplainDocument.of(explanation, blame, found.findings(), invalid));
            }
            return invalid ? ExitCode.INVALID : ExitCode.OK;
        } catch (PgsvcException e) {
            return Documents.failure(terminal, format, ExplainDocument.SCHEMA, e, document -> { });
        }
    }

    /** The service is there, but what is wrong with it leaves nothing to explain. */
    static final class ExplainException extends PgsvcException {
        private static final long serialVersionUID = 1L;

        ExplainException(List<Finding> findings) {
            super(findings);
        }
    }

    private Found find(Preparation preparation, Explainer explainer) {
        List<Cluster> candidates = new ArrayList<>(preparation.clusters().all().stream()
                .filter(c -> name.startsWith(c.name() + "/") || name.startsWith(c.name() + "-")).toList());
        candidates.sort(Comparator.comparingInt((Cluster c) -> c.name().length()).reversed());
        List<String> known = new ArrayList<>();
        for (Cluster cluster : candidates) {
            ServiceList.Result services = explainer.services(cluster);
            String section = cluster.name() + "-" + name.substring(cluster.name().length() + 1);
            Optional<ListedService> service = services.services().stream().filter(s -> s.section().equals(section)).findFirst();
            List<Finding> findings = services.findings().stream().filter(f -> Explainer.concerns(f, cluster, section)).toList();
            if (service.isPresent() || findings.stream().anyMatch(Finding::isError)) {
                return new Found(cluster, section, service, findings);
            }
            services.services().forEach(s -> known.add(s.section()));
        }
        if (candidates.isEmpty()) {
            preparation.clusters().all().forEach(c -> known.add(c.name()));
        }
        String message = "there is no service " + name + " in " + preparation.inventory().source();
        throw Suggestion.among(name.replace('/', '-'), known).map(s -> UsageException.of(message, "did you mean `" + s + "`?"))
                .orElseGet(() -> UsageException.of(message, known.isEmpty() || candidates.isEmpty() ? "name it as CLUSTER/SERVICE"
                        : "there are " + String.join(", ", known)));
    }
}
