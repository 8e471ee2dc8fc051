package io.pgsvc.cli;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Severity;
import io.pgsvc.model.Suggestion;
import io.pgsvc.pass.FleetComparison;
import io.pgsvc.pass.Preparation;
import io.pgsvc.publish.Scope;
import io.pgsvc.service.Cluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What differs between two inventories, each a path or a revision in git. */
final class RevisionDiff {
    private final InventoryOptions options;
    private final Scope scope;
    private final Optional<String> node;
    private final Progress progress;

    /** @param node the only host to compare; empty: all hosts of both */
    RevisionDiff(InventoryOptions options, Scope scope, Optional<String> node, Progress progress) {
        this.options = options;
        this.scope = scope;
        this.node = node;
        this.progress = progress;
    }

    /** One side: what to call it, where it is, and the snapshot to remove if it is one. */
    private record Side(String name, Path inventory, Optional<GitSnapshot> snapshot) implements AutoCloseable {
        String shown(String file) {
            return snapshot.filter(s -> file.startsWith(s.prefix())).map(s -> name + ":" + file.substring(s.prefix().length())).orElse(file);
        }

        @Override
        public void close() {
            snapshot.ifPresent(GitSnapshot::close);
        }
    }

    DiffResult compare(String from, Optional<String> to) {
        try (progress; Side one = side(from); Side other = to.map(this::side).orElseGet(
                () -> new Side(options.path().toString(), options.path(), Optional.empty()))) {
            try {
                return compare(one, other).withFiles(file -> other.shown(one.shown(file)));
            } catch (PgsvcException e) {
                throw new SideException(e, e.findings().stream().map(f -> DiffResult.named(f, file -> other.shown(one.shown(file)))).toList());
            }
        }
    }

    /** A failure of one side, its places named as the user knows them. */
    static final class SideException extends PgsvcException {
        private static final long serialVersionUID = 1L;
        private final transient PgsvcException original;

        SideException(PgsvcException cause, List<Finding> findings) {
            super(findings);
            this.original = cause;
            initCause(cause);
        }

        PgsvcException original() {
            return original;
        }
    }

    private Side side(String text) {
        Path path = Path.of(text);
        return Files.exists(path) ? new Side(text, path, Optional.empty())
                : snapshot(text);
    }

    private Side snapshot(String revision) {
        GitSnapshot snapshot = GitSnapshot.of(options.path(), revision);
        return new Side(revision, snapshot.inventory(), Optional.of(snapshot));
    }

    private DiffResult compare(Side from, Side to) {
        progress.at("reading two inventories", 0, 0);
        CompletableFuture<Preparation> reading = CompletableFuture.supplyAsync(() -> options.read(from.inventory(), options.loadDefaults()));
        Preparation after = options.read(to.inventory(), options.loadDefaults());
        Preparation before;
        try {
            before = reading.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof PgsvcException known ? known : e;
        }
        checkNames(before, after);
        FleetComparison comparison = new FleetComparison(before, after, scope);
        Collection<String> hosts = node.<Collection<String>>map(List::of).orElseGet(comparison::allHosts);
        FleetComparison.Result result = comparison.compare(hosts, (done, total) -> progress.at("comparing hosts", done, total));
        List<Finding> findings = new ArrayList<>(result.after());
        // What was wrong before is no failure of what comes; but it could not be compared.
        result.before().stream().filter(Finding::isError)
                .forEach(f -> findings.add(f.withSeverity(Severity.WARNING)));
        boolean invalid = result.after().stream().anyMatch(Finding::isError);
        DiffResult plain = new DiffResult(result.changes(), findings, "", invalid, ExitCode.OK);
        int exit = invalid ? ExitCode.INVALID : result.changes().isEmpty() ? ExitCode.OK : ExitCode.CHANGES;
        return new DiffResult(result.changes(), findings, message(plain, result.hosts(), invalid), invalid, exit);
    }

    private static String message(DiffResult result, int hosts, boolean invalid) {
        Set<String> sections = new LinkedHashSet<>();
        result.changes().forEach(change -> sections.addAll(change.sections()));
        String what = sections.isEmpty() ? "no service changes on " + DiffResult.count(hosts, "node")
                : DiffResult.count(sections.size(), "service") + (sections.size() == 1 ? " changes on " : " change on ")
                + String.format(java.util.Locale.ROOT, "%,d", result.nodes()) + " of " + DiffResult.count(hosts, "node");
        return invalid ? what + "; what has errors was not compared" : what;
    }

    /** A cluster or host must be in one of the two. */
    private void checkNames(Preparation before, Preparation after) {
        Set<String> clusters = new LinkedHashSet<>();
        before.clusters().all().stream().map(Cluster::name).forEach(clusters::add);
        ScopeNames.check(scope, after, clusters);
        if (node.isPresent() && before.inventory().host(node.get()).isEmpty() && after.inventory().host(node.get()).isEmpty()) {
            UsageException unknown = UsageException.of("host " + node.get() + " is in neither inventory");
            throw Suggestion.among(node.get(), after.inventory().hosts().stream().map(h -> h.name()).toList())
                    .map(h -> new UsageException(unknown.findings().getFirst().withHint("did you mean `" + h + "`?"))).orElse(unknown);
        }
    }
}
