package io.pgsvc.pass;

import io.pgsvc.haproxy.HaproxyConfig;
import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.UnusedVars;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.lint.ExistingSection;
import io.pgsvc.lint.FleetLint;
import io.pgsvc.lint.IgnoreComment;
import io.pgsvc.lint.Levels;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Severity;
import io.pgsvc.service.Defaults;
import io.pgsvc.service.PlanMemory;
import io.pgsvc.service.Planner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Judges an inventory for all of its nodes; nothing of a node is looked at unless it is asked for. */
public final class FleetCheck {
    private FleetCheck() {}

    /**
     * HAProxy's own files on one node, that its services must not clash with.
     *
     * @param host       the inventory's host that has them
     * @param mainFile   HAProxy's main file
     * @param confDir    its fragment directory
     */
    public record NodeFilesOf(Host host, Optional<Path> mainFile, Optional<Path> confDir) {}

    /** What was found, and in how much. */
    public record Result(List<Finding> findings, int files, int hosts, int clusters, int services) {
        public Result {
            findings = List.copyOf(findings);
        }

        public long count(Severity severity) {
            return findings.stream().filter(f -> f.severity() == severity).count();
        }
    }

    /**
     * Applies every rule.
     *
     * @param node     the files of one node to look at
     * @param progress is told how many hosts are done
     */
    public static Result run(Inventory inventory, Defaults defaults, Optional<NodeFilesOf> node, Levels levels, IntConsumer progress) {
        Planner planner = new Planner(inventory, defaults, new JinjaTemplates(), new PlanMemory(false));
        Optional<OwnSections> own = node.map(n -> new OwnSections(sections(n), n.confDir()));
        FleetLint.Result lint = FleetLint.check(inventory, planner, plan -> node.filter(n -> n.host().equals(plan.node()))
                .map(n -> own.orElseThrow().beside(plan)).orElse(List.of()), progress);
        List<Finding> findings = new ArrayList<>(lint.findings());
        findings.addAll(UnusedVars.of(inventory));
        return new Result(levels.apply(findings, comments(inventory)), inventory.files().size(), inventory.hosts().size(),
                planner.clusters().all().size(), lint.services());
    }

    private static List<HaproxyConfig.Section> sections(NodeFilesOf node) {
        List<Path> files = new ArrayList<>(node.mainFile().stream().toList());
        node.confDir().ifPresent(dir -> HaproxyConfig.fragments(dir).stream().filter(f -> !files.contains(f)).forEach(files::add));
        return HaproxyConfig.read(files, System.getenv()).sections();
    }

    /** The comments of all files; a file that is gone by now has none. */
    private static List<IgnoreComment> comments(Inventory inventory) {
        List<IgnoreComment> comments = new ArrayList<>();
        for (String name : inventory.files()) {
            try {
                String text = new String(Files.readAllBytes(Path.of(name)), StandardCharsets.UTF_8);
                if (text.contains(IgnoreComment.MARK)) {
                    comments.addAll(IgnoreComment.in(name, text));
                }
            } catch (IOException e) {
                // It was read a moment ago; that it is gone now is no finding.
            }
        }
        return comments;
    }
}
