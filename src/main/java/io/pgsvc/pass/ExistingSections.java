package io.pgsvc.pass;

import io.pgsvc.haproxy.HaproxyConfig;
import io.pgsvc.haproxy.HaproxyOptions;
import io.pgsvc.lint.ExistingSection;
import io.pgsvc.model.Position;
import io.pgsvc.publish.DiskState;
import io.pgsvc.publish.Publisher;
import io.pgsvc.service.NodePlan;
import io.pgsvc.service.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The sections that stand on a node and are not pgsvc's: in the main file, and in fragments of others. */
final class ExistingSections {
    private final HaproxyOptions options;
    private final Publisher.View view;
    private final boolean adopt;

    ExistingSections(HaproxyOptions options, Publisher.View view, boolean adopt) {
        this.options = options;
        this.view = view;
        this.adopt = adopt;
    }

    /** What stands on the node beside the services of this plan. */
    List<ExistingSection> read(NodePlan plan) {
        Set<String> planned = plan.services().stream().map(ServiceSpec::stem).collect(Collectors.toSet());
        return HaproxyConfig.read(options.mainFile(), options.confDir()).sections().stream().filter(section -> !ours(section, planned))
                .map(section -> new ExistingSection(section.name(), section.binds().stream()
                        .flatMap(bind -> java.util.stream.IntStream.rangeClosed(bind.firstPort(),
                                Math.min(bind.lastPort(), bind.firstPort() + 1000)).mapToObj(port -> bind.address() + ":" + port))
                        .toList(), new Position(section.file(), section.line(), 0))).toList();
    }

    /**
     * Ours, or about to be: a file of the manifest; a file that Pigsty wrote for this very section, which is adopted or
     * held where it is in the plan, and where it is not goes with {@code --adopt} (design, contract 2).
     */
    private boolean ours(HaproxyConfig.Section section, Set<String> planned) {
        Path file = Path.of(section.file());
        String name = file.getFileName().toString();
        if (!name.equals(section.name() + ".cfg") || !options.confDir().equals(file.getParent())) {
            return false;
        }
        Optional<DiskState.Entry> entry = view.disk().entry(section.name());
        boolean owned = view.manifest().flatMap(m -> m.file(section.name())).isPresent();
        boolean pigstys = entry.flatMap(DiskState.Entry::fragment).map(f -> f.isService(section.name())).orElse(false);
        return owned || pigstys && (adopt || planned.contains(section.name()));
    }
}
