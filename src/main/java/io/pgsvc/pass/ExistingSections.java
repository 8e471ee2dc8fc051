package io.pgsvc.pass;

import io.pgsvc.haproxy.HaproxyConfig;
import io.pgsvc.haproxy.HaproxyOptions;
import io.pgsvc.lint.ExistingSection;
import io.pgsvc.model.Position;
import io.pgsvc.publish.DiskState;
import io.pgsvc.publish.Drift;
import io.pgsvc.publish.Manifest;
import io.pgsvc.publish.PublishOptions;
import io.pgsvc.publish.Publisher;
import io.pgsvc.service.NodePlan;
import io.pgsvc.service.ServiceSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The sections that stand on a node and are not pgsvc's: in the main file, and in fragments of others. */
final class ExistingSections {
    private static final int LONGEST_RANGE = 1000;

    private final HaproxyOptions haproxy;
    private final Publisher.View view;
    private final PublishOptions options;

    ExistingSections(HaproxyOptions haproxy, Publisher.View view, PublishOptions options) {
        this.haproxy = haproxy;
        this.view = view;
        this.options = options;
    }

    /** What stands on the node beside the services of this plan. */
    List<ExistingSection> read(NodePlan plan) {
        Map<String, ServiceSpec> planned = plan.services().stream()
                .collect(Collectors.toMap(ServiceSpec::stem, Function.identity(), (one, same) -> one));
        List<ExistingSection> existing = new ArrayList<>();
        for (HaproxyConfig.Section section : HaproxyConfig.read(haproxy.mainFile(), haproxy.confDir()).sections()) {
            Optional<String> stem = stem(Path.of(section.file()));
            Optional<ServiceSpec> service = stem.map(planned::get);
            if (stem.isEmpty() || !goesOrIsOurs(section, stem.get(), service)) {
                existing.add(new ExistingSection(section.name(), section.binds().stream().flatMap(bind ->
                        IntStream.rangeClosed(bind.firstPort(), Math.min(bind.lastPort(), bind.firstPort() + LONGEST_RANGE))
                                .mapToObj(port -> bind.address() + ":" + port)).toList(),
                        service.map(ServiceSpec::stem), new Position(section.file(), section.line(), 0)));
            }
        }
        return existing;
    }

    private Optional<String> stem(Path file) {
        String name = file.getFileName().toString();
        return haproxy.confDir().equals(file.getParent()) && name.endsWith(".cfg")
                ? Optional.of(name.substring(0, name.length() - 4)) : Optional.empty();
    }

    /** Whether a section of a fragment is of our own making, or is gone after this pass (design, contract 2). */
    private boolean goesOrIsOurs(HaproxyConfig.Section section, String stem, Optional<ServiceSpec> service) {
        if (view.interrupted().contains(stem)) {
            return true;
        }
        Optional<DiskState.Entry> entry = view.disk().entry(stem).filter(e -> e.kind() == DiskState.Kind.REGULAR);
        Optional<Manifest.Owned> owned = view.manifest().flatMap(m -> m.file(stem));
        boolean inScope = service.map(s -> options.scope().contains(s.clusterName(), s.name(), stem)).orElse(options.scope().isAll());
        if (owned.isPresent()) {
            // A template of the user's may hold more sections than the one that is named after the file.
            boolean asWritten = entry.flatMap(DiskState.Entry::content).filter(c -> c.sha256().equals(owned.get().sha256())).isPresent();
            boolean overwritten = options.force() || options.drift() == Drift.RESTORE;
            return section.name().equals(stem) || asWritten || inScope && overwritten && entry.isPresent();
        }
        if (!options.adopt() || !inScope) {
            return false;
        }
        boolean pigstys = entry.flatMap(DiskState.Entry::fragment).filter(f -> f.isService(stem)).isPresent();
        return service.isPresent() ? entry.isPresent() : pigstys;
    }
}
