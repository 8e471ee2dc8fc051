package io.pgsvc.lint;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Selectors that match no member. A definition for many clusters need not fit each of them: that is worth an info, and
 * nothing at all for those of the role defaults. One that fits no cluster is most likely a mistake.
 */
final class SelectorsEmpty implements FleetRule {
    @Override
    public void finish(FleetView fleet, List<Carried> services, Consumer<Finding> report) {
        Map<Position, List<Carried>> byDefinition = new LinkedHashMap<>();
        services.stream().filter(c -> fleet.inInventory(c.spec().selector().at()))
                .forEach(c -> byDefinition.computeIfAbsent(c.spec().selector().at(), at -> new ArrayList<>()).add(c));
        byDefinition.forEach((at, all) -> {
            tell(all, all.stream().filter(c -> c.selection().picks().isEmpty()).toList(), at, report);
            List<Carried> byBackups = all.stream().filter(c -> c.selection().instanceNames().isEmpty()
                    && !c.selection().picks().isEmpty()).toList();
            if (!byBackups.isEmpty()) {
                report.accept(Finding.warning("selector-empty", "the selector of " + stems(byBackups)
                        + " matches no member, only backups carry " + (byBackups.size() == 1 ? "it" : "them"), at)
                        .withSeverity(Severity.INFO).about(byBackups.getFirst().spec().subject()));
            }
        });
    }

    private static void tell(List<Carried> all, List<Carried> empty, Position at, Consumer<Finding> report) {
        if (empty.isEmpty()) {
            return;
        }
        boolean everywhere = empty.size() == all.size();
        boolean backup = empty.getFirst().backup().isPresent();
        Finding finding = Finding.warning("selector-empty", (backup ? "neither selector nor backup" : "the selector") + " of " + stems(empty)
                + (backup ? " matches a member" : " matches no member")
                + ": HAProxy accepts connections there and closes them", at).about(empty.getFirst().spec().subject());
        report.accept(everywhere ? finding : finding.withSeverity(Severity.INFO));
    }

    private static String stems(List<Carried> services) {
        return FleetView.some(services.stream().map(c -> c.spec().stem()).toList());
    }
}
