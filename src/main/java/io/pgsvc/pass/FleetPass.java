package io.pgsvc.pass;

import io.pgsvc.inventory.Host;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Severity;
import io.pgsvc.publish.OutputDirectory;
import io.pgsvc.publish.Scope;
import io.pgsvc.render.RenderedFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Passes that end in plain files: for one host, or for the whole fleet, each host on its own. */
public final class FleetPass {
    private final Preparation preparation;

    public FleetPass(Preparation preparation) {
        this.preparation = preparation;
    }

    /**
     * Renders the files of these hosts. A host with an error gets nothing, unless {@code keepGoing}.
     *
     * @param perHost whether each host has a directory of its own
     */
    public PassResult write(List<Host> hosts, Scope scope, boolean keepGoing, OutputDirectory output, boolean perHost,
                            boolean dryRun) {
        Set<Finding> findings = new LinkedHashSet<>(preparation.inventory().warnings());
        List<FileChange> files = new ArrayList<>();
        Set<String> served = new LinkedHashSet<>();
        int left = 0;
        for (Host host : hosts) {
            NodeFiles node = preparation.node(host, scope, plan -> List.of(), Map.of());
            findings.addAll(node.findings());
            if (node.failed() && !keepGoing) {
                left++;
                continue;
            }
            for (RenderedFile file : node.files()) {
                if (!scope.contains(file.cluster(), file.service(), file.stem())) {
                    continue;
                }
                OutputDirectory.Written written = output.write(perHost ? host.name() : "", file, dryRun);
                served.add(host.name());
                files.add(change(host, perHost, file, written));
            }
        }
        // What is only a warning for other nodes is an error for one of these: say it once.
        findings.removeIf(f -> f.severity() == Severity.WARNING && findings.contains(f.withSeverity(Severity.ERROR)));
        boolean invalid = findings.stream().anyMatch(Finding::isError);
        long changed = files.stream().filter(f -> !f.action().equals("unchanged")).count();
        String message = files.isEmpty() ? (left > 0 ? "nothing written: " + hosts(left) + " with errors" : "nothing to write")
                : changed + " of " + files.size() + " files " + (dryRun ? "would be written" : "written") + " for "
                + hosts(served.size()) + (left > 0 ? ", none for " + hosts(left) + " with errors" : "");
        return new PassResult(invalid ? PassResult.Status.INVALID : PassResult.Status.DONE, changed > 0, message, files,
                List.copyOf(findings), OptionalLong.empty(), Optional.empty());
    }

    private static String hosts(int count) {
        return count == 1 ? "1 host" : count + " hosts";
    }

    private static FileChange change(Host host, boolean perHost, RenderedFile file, OutputDirectory.Written written) {
        String action = !written.changed() ? "unchanged" : written.before().isPresent() ? "update" : "create";
        return new FileChange(perHost ? Optional.of(host.name()) : Optional.empty(), file.fileName(), file.cluster(),
                file.service(), action, "", written.before(), Optional.of(written.after()));
    }
}
