package io.pgsvc.cli;

import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.lint.Levels;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Severity;
import io.pgsvc.pass.FleetCheck;
import io.pgsvc.service.Defaults;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pgsvc check}: what is wrong with an inventory, for all of its nodes. */
@Command(name = "check", sortOptions = false, abbreviateSynopsis = true,
        description = {"Look for mistakes in an inventory, for the whole fleet: all that a pass of any node would refuse or warn of,"
                + " and what it would write although it is wrong. Made for the CI of an inventory repository.",
            "Ends with 3 if there are errors, else with 0. A comment `# pgsvc: ignore RULE, RULE` on a line, or alone on"
                + " the line above it, silences rules there. docs/rules tells of each rule."},
        footer = {"", "Examples:",
            "  pgsvc check pigsty.yml                        what is wrong, file by file",
            "  pgsvc check inventory --strict -o github      in a workflow: warnings count, and stand on their lines",
            "  pgsvc check inventory -o sarif >pgsvc.sarif   for code scanning",
            "  pgsvc check --rule reserved-port=off --rule selector-quotes=error pigsty.yml",
            "  pgsvc check --conf-dir /etc/haproxy/conf.d --haproxy-config /etc/haproxy/haproxy.cfg",
            "                                                on a node: what stands in HAProxy's own files as well"})
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    GlobalOptions global;

    @Mixin
    InventoryChoice choice;

    @Option(names = "--rule", paramLabel = "RULE=LEVEL", split = ",", converter = RuleLevel.Converter.class,
            description = "What a rule counts as: off, warn or error. May be given more than once.")
    List<RuleLevel> rules = List.of();

    @Option(names = "--strict", description = "End with 3 if there are warnings, too.")
    boolean strict;

    @Option(names = "--conf-dir", paramLabel = "DIR",
            description = "Look at HAProxy's fragments in this directory as well (default: at none).")
    Optional<Path> confDir = Optional.empty();

    @Option(names = "--haproxy-config", paramLabel = "FILE",
            description = "Look at HAProxy's main file as well (default: at none).")
    Optional<Path> mainFile = Optional.empty();

    @Option(names = {"-n", "--node"}, paramLabel = "HOST",
            description = "The inventory host whose files --conf-dir and --haproxy-config are (default: found by address or name).")
    Optional<String> node = Optional.empty();

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "text",
            description = "Format of the findings: text, json, yaml, sarif or github (default: text).")
    CheckFormat format;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CheckOutput output = new CheckOutput(terminal, format, terminal.colorsOnOut(global.color));
        CheckResult result;
        try {
            result = new CheckResult(check(choice.loadDefaults()), true, strict);
        } catch (PgsvcException e) {
            if (ExitCode.of(e) != ExitCode.INVALID || global.debug) {
                throw e;
            }
            result = CheckResult.unread(e.findings(), strict);
        }
        output.print(result, choice.path());
        return result.failed() ? ExitCode.INVALID : ExitCode.OK;
    }

    private FleetCheck.Result check(Defaults defaults) {
        try (Progress progress = new Progress(terminal, format == CheckFormat.text)) {
            progress.at("reading the inventory", 0, 0);
            Inventory inventory = new InventoryReader().read(choice.path());
            int hosts = inventory.hosts().size();
            return FleetCheck.run(inventory, defaults, nodeFiles(inventory), levels(), done -> progress.at("checking hosts", done, hosts));
        }
    }

    private Optional<FleetCheck.NodeFilesOf> nodeFiles(Inventory inventory) {
        if (confDir.isEmpty() && mainFile.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new FleetCheck.NodeFilesOf(LocalNames.host(inventory, node),
                mainFile.map(Path::toAbsolutePath), confDir.map(Path::toAbsolutePath)));
    }

    private Levels levels() {
        Map<String, Optional<Severity>> levels = new HashMap<>();
        rules.forEach(rule -> levels.put(rule.id(), rule.severity()));
        return new Levels(levels);
    }
}
